"""Lines as they are seen, put into the order of writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khizana.adapters.extract_bidi import is_rtl, logical, turn_brackets


def read(seen: str, rtl: bool | None = None) -> str:
    rtl = is_rtl(seen) if rtl is None else rtl
    return "".join(seen[at] for at in logical(list(seen), rtl))


# What Chromium shows from left to right (checked by eye) and what was written.
@pytest.mark.parametrize(
    ("seen", "written"),
    [
        ("ةكرتشملا ةنجللا", "اللجنة المشتركة"),
        ("ءاضعألا نم %95 ةبسن", "نسبة 95% من الأعضاء"),
        ("2025 رياربف 12 موي", "يوم 12 فبراير 2025"),
        ("1963و 1956 نيب", "بين 1956 و1963"),
        ("هجوتملا Bamako ىلإ", "إلى Bamako المتوجه"),
        ("La séance du 12 février", "La séance du 12 février"),
        ("the word ةنجل means", "the word لجنة means"),
        ("3.14 ددع", "عدد 3.14"),
    ],
)
def test_it_reads_lines(seen, written):
    assert read(seen) == written


@given(st.text(alphabet="ابتةلمن ", max_size=30))
def test_pure_arabic_is_simply_turned_round(text):
    assert read(text, True) == text[::-1]


@given(st.text(alphabet="abc éà", max_size=30))
def test_pure_latin_stays(text):
    assert read(text, False) == text


@given(st.text(alphabet="اب مabc 12.,(%)-\u064b", max_size=40), st.booleans())
def test_no_character_is_lost(text, rtl):
    assert sorted(logical(list(text), rtl)) == list(range(len(text)))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("فبراير )الموافق( في", "فبراير (الموافق) في"),
        ("فبراير (الموافق) في", "فبراير (الموافق) في"),
        ("]انظر الملحق[.", "[انظر الملحق]."),
        ("»قال« ثم", "«قال» ثم"),
        ("text (left) alone", "text (left) alone"),
    ],
)
def test_brackets_open_before_words_and_close_after_them(wrong, right):
    assert turn_brackets(wrong) == right
