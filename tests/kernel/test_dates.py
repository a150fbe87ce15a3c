"""Historical dates: what people write, what EDTF says, how it is shown."""

import pytest

from khizana.kernel.dates import OPEN_END, OPEN_START, HistoricalDate, bounds_of
from khizana.kernel.errors import NotValid

READ = HistoricalDate.read

# written -> EDTF
PLAIN = {
    "1958": "1958", "سنة 1958": "1958", "عام ١٩٥٨": "1958", "1958م": "1958",
    "17/05/1958": "1958-05-17", "17-5-1958": "1958-05-17", "17.05.1958": "1958-05-17",
    "1958/05/17": "1958-05-17", "05/1958": "1958-05", "٣ مايو ١٩٥٨": "1958-05-03",
    "3 mai 1958": "1958-05-03", "1er mai 1958": "1958-05-01", "le 3 MAI 1958": "1958-05-03",
    "May 3, 1958": "1958-05-03", "3rd of May 1958": "1958-05-03", "3-May-1958": "1958-05-03",
    "lundi 5 mai 1958": "1958-05-05", "يوم الثلاثاء 18 فبراير 2025": "2025-02-18",
    "فاتح ماي 1958": "1958-05-01", "متم فبراير 1960": "1960-02-29", "غشت 1958": "1958-08",
    "شتنبر 1958": "1958-09", "نونبر 1958": "1958-11", "دجنبر 1958": "1958-12",
    "يوليوز 1958": "1958-07", "جانفي 1958": "1958-01", "أوت 1958": "1958-08",
    "كانون الثاني 1958": "1958-01", "تشرين الأول 1958": "1958-10", "3 أيار 1958": "1958-05-03",
    "أغسطس 1958": "1958-08", "أكتوبر 1958": "1958-10", "févr. 1958": "1958-02",
    "04 0600 mars 1943": "1943-03-04",
}  # fmt: skip
APPROXIMATE = {
    "vers 1958": "1958~", "حوالي سنة 1958": "1958~", "نحو مارس 1958": "1958-03~",
    "circa 1958": "1958~", "c. 1958": "1958~", "1958 (?)": "1958?", "1958؟": "1958?",
    "ربما 1958": "1958?", "vers 1958 ?": "1958%", "probablement mai 1958": "1958-05?",
}  # fmt: skip
RANGES = {
    "من 17 إلى 19 فبراير 2025": "2025-02-17/2025-02-19",
    "du 17 au 19 février 2025": "2025-02-17/2025-02-19",
    "17–19 February 2025": "2025-02-17/2025-02-19",
    "du 28 mars au 3 avril 1958": "1958-03-28/1958-04-03",
    "من دجنبر 1957 إلى يناير 1958": "1957-12/1958-01", "mars - mai 1958": "1958-03/1958-05",
    "1956-1961": "1956/1961", "1956–61": "1956/1961", "بين 1956 و1961": "1956/1961",
    "entre 1956 et 1961": "1956/1961", "from 1956 to 1961": "1956/1961",
    "depuis 1956": "1956/..", "منذ 1956": "1956/..", "until May 1958": "../1958-05",
    "حتى 1958": "../1958", "avant 1958": "[..1957-12-31]", "بعد 3 ماي 1958": "[1958-05-04..]",
}  # fmt: skip
NAMED = {
    "printemps 1958": "1958-21", "صيف 1958": "1958-22", "الربع الأول من سنة 1958": "1958-33",
    "2e semestre 1958": "1958-41", "années 1950": "195X", "1950s": "195X",
    "خمسينيات القرن العشرين": "195X", "XIXe siècle": "18XX", "القرن التاسع عشر": "18XX",
    "19th century": "18XX", "s.d.": "XXXX", "بدون تاريخ": "XXXX", "undated": "XXXX",
}  # fmt: skip
ALL = PLAIN | APPROXIMATE | RANGES | NAMED


@pytest.mark.parametrize(("written", "edtf"), ALL.items())
def test_what_people_write(written, edtf):
    read = READ(written)
    assert read.edtf == edtf
    assert read.as_written == written
    assert read.resolution == "stated"


@pytest.mark.parametrize(
    "wrong",
    ["", "  ", "hello", "مارس رائع", "17", "1958-02-30", "32/01/1958", "1958-13", "29/02/1958",
     "1960/1958", "2024-01-01T", "x" * 500, "Y170000002", "5/6/7/8", "31 شعبان 1377"],
)  # fmt: skip
def test_what_is_not_understood_is_refused(wrong):
    with pytest.raises(NotValid) as refusal:
        READ(wrong)
    for lang in ("ar", "fr", "en"):
        assert refusal.value.sentence(lang) and refusal.value.advice(lang)


@pytest.mark.parametrize(
    ("edtf", "bounds"),
    [
        ("1958", (19580101, 19581231)), ("1958-02", (19580201, 19580228)),
        ("1960-02", (19600201, 19600229)), ("195X", (19500101, 19591231)),
        ("19XX", (19000101, 19991231)), ("1958-XX", (19580101, 19581231)),
        ("1958-XX-12", (19580112, 19581212)), ("1958-05-XX", (19580501, 19580531)),
        ("1958~", (19580101, 19581231)), ("1958-05-17/1958-05-19", (19580517, 19580519)),
        ("../1958", (None, 19581231)), ("1958/..", (19580101, None)),
        ("1958/", (19580101, None)), ("/1958", (None, 19581231)),
        ("[1956,1958..1960]", (19560101, 19601231)), ("{1956-05,1961}", (19560501, 19611231)),
        ("[..1958]", (None, 19581231)), ("1958-24", (19580101, 19590228)),
        ("1958-~05-?03", (19580503, 19580503)), ("XXXX", (None, None)),
        ("156X-12-25", (15601225, 15691225)), ("1958-05-03T10:00:00Z", (19580503, 19580503)),
        ("-0044", (-439899, -438769)),
    ],
)  # fmt: skip
def test_bounds_of_edtf(edtf, bounds):
    assert bounds_of(edtf) == bounds


@pytest.mark.parametrize(
    "wrong", ["1958-2", "58", "1958/1959/1960", "[]", "[,1958]", "1958-45", "/", "1958?-13", "a"]
)
def test_what_is_not_edtf_is_refused(wrong):
    with pytest.raises(NotValid):
        bounds_of(wrong)


@pytest.mark.parametrize(
    ("written", "native", "edtf", "calendar"),
    [
        ("21 شعبان 1377", "1377-08-21", "1958-03-11~", "hijri:umm-al-qura"),
        ("1377-08-21 هـ", "1377-08-21", "1958-03-11~", "hijri:umm-al-qura"),
        ("21/8/1377 هـ", "1377-08-21", "1958-03-11~", "hijri:umm-al-qura"),
        ("20 شعبان 1446 هـ", "1446-08-20", "2025-02-19~", "hijri:umm-al-qura"),
        ("٢١ شعبان ١٣٧٧ هجرية", "1377-08-21", "1958-03-11~", "hijri:umm-al-qura"),
        ("30 شعبان 1377", "1377-08-30", "1958-03-20~", "hijri:umm-al-qura"),
        ("10 rabia II 1300", "1300-04-10", "[1883-02-17..1883-02-19]", "hijri:tabular"),
        ("1 محرم 1 هـ", "0001-01-01", "[0622-07-18..0622-07-20]", "hijri:tabular"),
        ("سنة 1250 هـ", "1250", "1834-05-09~/1835-04-29~", "hijri:tabular"),
        ("chaabane 1377 H", "1377-08", "1958-02-19~/1958-03-20~", "hijri:umm-al-qura"),
    ],
)
def test_hijri_by_a_named_table(written, native, edtf, calendar):
    read = READ(written)
    assert (read.native, read.edtf, read.calendar) == (native, edtf, calendar)
    assert read.resolution == "converted"


def test_both_calendars_are_kept_and_compared():
    agreeing = READ("21 شعبان 1377 الموافق لـ 12 مارس 1958")
    assert (agreeing.edtf, agreeing.native) == ("1958-03-12", "1377-08-21")
    assert (agreeing.resolution, agreeing.note) == ("stated", "")
    turned = READ("14 février 2025 (15 شعبان 1446)")
    assert (turned.edtf, turned.native) == ("2025-02-14", "1446-08-15")
    wrong = READ("21 شعبان 1377 الموافق 12 أبريل 1958")
    assert wrong.note == "calendars_differ"
    for lang in ("ar", "fr", "en"):
        assert wrong.remark(lang)
    assert agreeing.remark("ar") == ""


def test_what_is_inferred_says_so():
    for written in ("3/5/58", "041530Z MAR 43", "05/17/1958", "début 1958", "أواخر ماي 1958"):
        assert READ(written).resolution == "inferred"
    assert READ("041530Z MAR 43").edtf == "1943-03-04?"
    assert READ("أوائل 1958").bounds() == (19580101, 19580430)
    assert READ("fin mars 1958").bounds() == (19580321, 19580331)


def test_relative_dates_rest_on_the_document_never_on_today():
    document = READ("20 mai 1958")
    for written, edtf in {
        "السنة الماضية": "1957", "l'année dernière": "1957", "الشهر الماضي": "1958-04",
        "17 الجاري": "1958-05-17", "le 17 courant": "1958-05-17", "hier": "1958-05-19",
        "3 mars": "1958-03-03", "yesterday": "1958-05-19",
    }.items():  # fmt: skip
        read = READ(written, anchor=document)
        assert (read.edtf, read.resolution, read.anchor) == (edtf, "anchored", "1958-05-20")
        with pytest.raises(NotValid) as refusal:
            READ(written)
        assert refusal.value.code == "kernel.date_relative"
    assert READ("3/5/43", anchor=document).edtf == "1943-05-03"
    assert READ("3/5/88", anchor=document).edtf == "1888-05-03"


@pytest.mark.parametrize(
    ("edtf", "ar", "fr", "en"),
    [
        ("1958-08-01", "1 غشت 1958", "1er août 1958", "1 August 1958"),
        ("1958-09~", "نحو شتنبر 1958", "vers septembre 1958", "about September 1958"),
        ("1958-11-03~", "نحو 3 نونبر 1958", "vers le 3 novembre 1958", "about 3 November 1958"),
        ("1958?", "1958 (؟)", "1958 (?)", "1958 (?)"),
        ("2025-02-17/2025-02-19", "من 17 إلى 19 فبراير 2025", "du 17 au 19 février 2025",
         "17 to 19 February 2025"),
        ("1958-12-28/1959-01-03", "من 28 دجنبر 1958 إلى 3 يناير 1959",
         "du 28 décembre 1958 au 3 janvier 1959", "28 December 1958 to 3 January 1959"),
        ("1956/..", "ابتداء من 1956", "depuis 1956", "from 1956"),
        ("../1958-05-03", "إلى غاية 3 ماي 1958", "jusqu’au 3 mai 1958", "until 3 May 1958"),
        ("195X", "خمسينيات القرن العشرين", "années 1950", "1950s"),
        ("18XX", "القرن التاسع عشر", "XIXe siècle", "19th century"),
        ("20XX", "القرن الحادي والعشرون", "XXIe siècle", "21st century"),
        ("1958-21", "ربيع 1958", "printemps 1958", "spring 1958"),
        ("XXXX", "بدون تاريخ", "sans date", "undated"),
        ("1958-~05-?03", "1958-~05-?03", "1958-~05-?03", "1958-~05-?03"),
    ],
)  # fmt: skip
def test_dates_in_words(edtf, ar, fr, en):
    date = HistoricalDate.of_edtf(edtf)
    assert (date.shown("ar"), date.shown("fr"), date.shown("en")) == (ar, fr, en)


def test_the_months_of_other_countries():
    august = HistoricalDate.of_edtf("1958-08")
    assert august.shown("ar", months="standard") == "أغسطس 1958"
    assert august.shown("ar", months="levantine") == "آب 1958"


def test_a_hijri_date_is_shown_in_its_calendar_first():
    shown = READ("21 شعبان 1377").shown("ar")
    assert shown == "21 شعبان 1377 هـ (نحو 11 مارس 1958 م)"


def test_months_stand_beside_days_and_the_undated_last():
    written = ["s.d.", "mai 1958", "2 mai 1958", "1er mai 1958", "1958", "avant 1900", "avril 1958"]
    ordered = [date.as_written for date in sorted(READ(one) for one in written)]
    assert ordered == [
        "avant 1900", "1958", "avril 1958", "1er mai 1958", "mai 1958", "2 mai 1958", "s.d.",
    ]  # fmt: skip


def test_open_ends_in_columns():
    assert READ("depuis 1956").bounds() == (19560101, OPEN_END)
    assert READ("s.d.").bounds() == (OPEN_START, OPEN_END)


def test_nonsense_cannot_be_constructed():
    with pytest.raises(ValueError, match="unknown"):
        HistoricalDate("x", "1958", 19580101, 19581231, calendar="julian")
    with pytest.raises(ValueError, match="earliest"):
        HistoricalDate("x", "1958", 19581231, 19580101)
