"""Laws of historical dates: bounds, order, Hijri there and back, reading what is shown."""

import datetime as dt

from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from khizana.kernel.dates import HistoricalDate, bounds_of
from khizana.kernel.dates.hijri import (
    TABULAR,
    UMM_AL_QURA,
    from_gregorian,
    month_length,
    span,
    to_gregorian,
)
from khizana.kernel.errors import Refusal

YEARS = st.integers(1, 9998)
MARKS = st.sampled_from(["", "?", "~", "%"])


@st.composite
def simple(draw) -> str:
    """A year, month or day, as EDTF level 0."""
    day = draw(st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31))).isoformat()
    return draw(st.sampled_from([day, day[:7], day[:4]]))


@st.composite
def edtf_values(draw) -> str:
    """Levels 0 and 1, and the sets of level 2."""
    first, second = sorted((draw(simple()), draw(simple())), key=lambda one: bounds_of(one)[0])
    if bounds_of(first)[0] > bounds_of(second)[1]:
        first, second = second, first
    mark = draw(MARKS)
    return draw(
        st.sampled_from(
            [first + mark, f"{first}{mark}/{second}{mark}", f"../{second}{mark}",
             f"{first}{mark}/..", f"[{first}..{second}]", f"[..{second}]", f"[{first}..]",
             f"{first[:3]}X", f"{first[:2]}XX", f"{first[:4]}-21", f"{first[:4]}-33"],
        )
    )  # fmt: skip


@given(edtf_values())
def test_bounds_are_ordered_and_written_dates_return(edtf):
    date = HistoricalDate.of_edtf(edtf)
    low, high = date.bounds()
    assert low <= high
    assert HistoricalDate.from_json(date.to_json()) == date


@given(simple(), MARKS)
@settings(max_examples=60, deadline=None)
def test_the_quick_reading_agrees_with_the_library(plain, mark):
    """The library is the judge of levels 0 and 1 (it needs some 6 ms a value)."""
    value = parse_edtf(plain + mark)
    low, high = value.lower_strict(), value.upper_strict()
    assert bounds_of(plain + mark) == (
        low[0] * 10000 + low[1] * 100 + low[2],
        high[0] * 10000 + high[1] * 100 + high[2],
    )


@given(st.lists(edtf_values(), min_size=3, max_size=3))
def test_the_order_is_total(values):
    one, two, three = (HistoricalDate.of_edtf(value) for value in values)
    assert sum([one < two, two < one, one == two]) == 1
    if one < two and two < three:
        assert one < three
    assert sorted([one, two, three]) == sorted([three, two, one])


@given(edtf_values(), st.sampled_from(["ar", "fr", "en"]))
def test_what_is_shown_can_be_read_again(edtf, lang):
    """Reading the words gives the same days; only sets of days have no such words."""
    if edtf.startswith("["):
        return
    date = HistoricalDate.of_edtf(edtf)
    again = HistoricalDate.read(date.shown(lang), lang)
    assert again.bounds() == date.bounds()
    assert again.edtf == date.edtf.replace("/..", "/..")


@given(st.dates(dt.date(1800, 1, 1), dt.date(2099, 12, 31)),
       st.sampled_from(["maghrebi", "standard", "levantine"]))  # fmt: skip
def test_days_are_read_in_every_tradition_of_months(day, months):
    shown = HistoricalDate.of_edtf(day.isoformat()).shown("ar", months)
    assert HistoricalDate.read(shown).edtf == day.isoformat()
    eastern = shown.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert HistoricalDate.read(eastern).edtf == day.isoformat()


@st.composite
def hijri_days(draw):
    year, month = draw(st.integers(1, 3000)), draw(st.integers(1, 12))
    return year, month, draw(st.integers(1, month_length(year, month)))


@given(hijri_days())
def test_hijri_there_and_back(day):
    table, first, last = span(*day)
    exact = to_gregorian(*day)
    assert from_gregorian(exact, table) == day
    assert first <= exact <= last
    assert (last - first).days == (2 if table == TABULAR else 0)


@given(hijri_days(), hijri_days())
def test_hijri_days_keep_their_order(one, other):
    if one < other and span(*one)[0] == span(*other)[0]:
        assert to_gregorian(*one) < to_gregorian(*other)


@given(st.integers(1343, 1500), st.integers(1, 12))
def test_the_two_tables_never_differ_by_more_than_two_days(year, month):
    by_table = to_gregorian(year, month, 1)
    assert span(year, month, 1)[0] == UMM_AL_QURA
    back = from_gregorian(by_table + dt.timedelta(days=2), TABULAR)
    assert from_gregorian(by_table - dt.timedelta(days=2), TABULAR) <= (year, month, 1) <= back


@given(hijri_days(), st.sampled_from(["ar", "fr", "en"]))
def test_hijri_days_are_read_as_they_are_shown(day, lang):
    written = f"{day[2]:02d}/{day[1]:02d}/{day[0]:04d} هـ"
    date = HistoricalDate.read(written)
    again = HistoricalDate.read(date.shown(lang), lang)
    assert again.native == date.native == f"{day[0]:04d}-{day[1]:02d}-{day[2]:02d}"
    assert again.bounds() == date.bounds()


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused(text):
    try:
        date = HistoricalDate.read(text)
    except Refusal:
        return
    low, high = date.bounds()
    assert low <= high
    for lang in ("ar", "fr", "en"):
        assert date.shown(lang)


PIECES = st.sampled_from([
    "1958", "17", "05", "/", "-", ".", "مارس", "mai", "March", "vers", "نحو", "هـ", "الموافق", "ل",
    "من", "إلى", "du", "au", "?", "~", "(", ")", "[", "]", "..", "X", "شعبان", "58", "début",
    "الجاري", "القرن", "siècle", "٣", "1er", "T1", "الربع", "الأول", "années", "s", "avant",
])  # fmt: skip


@given(st.lists(PIECES, max_size=7), st.booleans())
def test_pieces_of_dates_are_read_or_refused(pieces, close):
    text = ("" if close else " ").join(pieces)
    anchor = HistoricalDate.read("20 mai 1958")
    for base in (None, anchor):
        try:
            date = HistoricalDate.read(text, anchor=base)
        except Refusal:
            continue
        low, high = date.bounds()
        assert low <= high and date.shown("ar")
