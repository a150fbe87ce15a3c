"""Marks and excerpts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khizana.kernel.folding import Analyser
from khizana.search.highlighting import Marker, distance, excerpt
from khizana.search.language import parse


def marks(question: str, text: str, *, near: bool = False) -> list[str]:
    marker = Marker(parse(question).node, Analyser(), near=near)
    return [text[first:last] for first, last in marker.ranges(text)]


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("ارشيف", "الأرشيفُ وأرشيفنا", ["الأرشيفُ"]),
        ('"الأرشيف العسكري"', "الأرشيف العسكري ثم العسكري", ["الأرشيف", "العسكري"]),
        ("armee", "L’armée, l'armee", ["armée", "armee"]),
        ("archiv*", "archives archiviste Archiv", ["archives", "archiviste", "Archiv"]),
        ("army -navy", "army navy", ["army"]),
        ("محضر", "محاضر اللجنة", ["محاضر"]),
        ("title:army", "army", []),
        ("الله", "قال ﷺ", ["ﷺ"]),
        ("lang:fr", "fr", []),
        ("مسئول", "مسؤول", ["مسؤول"]),
    ],
)
def test_marks(question: str, text: str, expected: list[str]) -> None:
    assert marks(question, text) == expected


def test_near_marks_what_the_index_found() -> None:
    assert marks("أرشيف", "ارسيف", near=True) == ["ارسيف"]
    assert marks("أرشيف", "ارسيف") == []


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "ab", 1),
        ("abc", "xbc", 1),
        ("abcd", "badc", 2),
    ],
)
def test_distance(one: str, other: str, letters: int) -> None:
    assert distance(one, other, 3) == letters


def test_distance_gives_up() -> None:
    assert distance("abcdef", "uvwxyz", 2) == 3


WORDS = st.lists(st.sampled_from(["جيش", "كلمة", "الأرشيف", "x", "armée"]), max_size=120)


@given(WORDS, st.integers(20, 300))
def test_an_excerpt_is_a_piece_with_its_marks(words: list[str], length: int) -> None:
    text = " ".join(words)
    ranges = Marker(parse("ارشيف").node, Analyser()).ranges(text)
    piece = excerpt(text, ranges, length)
    assert text[piece.start : piece.start + len(piece.text)] == piece.text
    assert len(piece.text) <= max(length, len(text) if len(text) <= length else 0)
    assert [piece.text[a:b] for a, b in piece.marks] == ["الأرشيف"] * len(piece.marks)
    if ranges:
        assert piece.marks
    assert piece.cut_before == (piece.start > 0)
