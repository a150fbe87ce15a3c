"""Names for people: harmless, readable; the bytes themselves are kept elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khizana.adapters.unpack_names import guess_encoding, readable, shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("تقرير.pdf", "تقرير.pdf"),
        ("line\nbreak", "line⟨U+000A⟩break"),
        ("evil\u202etxt.exe", "evil⟨U+202E⟩txt.exe"),
        ("a\u2066b", "a⟨U+2066⟩b"),
        ("tab\tbell\a", "tab⟨U+0009⟩bell⟨U+0007⟩"),
    ],
)
def test_control_and_direction_characters_are_written_out(name, said):
    assert shown(name) == said


def test_a_very_long_name_keeps_its_beginning_and_its_end():
    said = shown("a" * 5000 + ".pdf")
    assert len(said) < 1010
    assert said.endswith(".pdf")


def test_undecodable_bytes_stay_visible():
    assert readable(b"a\x81\xff", "cp1252") == "a⟨81⟩⟨FF⟩"


def test_one_box_is_judged_as_a_whole():
    names = ["رسالة.txt".encode("cp1256"), "é.txt".encode("cp1256"), b"plain.txt"]
    assert guess_encoding(names) == "cp1256"
    assert guess_encoding([b"plain.txt", "عربي".encode()]) == "utf-8"


@given(st.binary(max_size=300))
def test_any_bytes_can_be_shown(name):
    said = shown(readable(name, guess_encoding([name])))
    assert not any(c < " " or c == "\u202e" for c in said)
    said.encode("utf-8")
