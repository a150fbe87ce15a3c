"""Encodings of the region, each told from the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khizana.adapters.decoding import CHOICES, decode

ARABIC = (
    "محضر اجتماع اللجنة العسكرية المشتركة المنعقد بتاريخ 12 فبراير 2025 في باماكو، بحضور الوفدين."
)
FRENCH = "Procès-verbal de la réunion : l’état-major a été informé des délais, à l’été 1958."
CP1252 = FRENCH.replace("’", "\u2019")


@pytest.mark.parametrize(
    ("text", "encoding", "rule"),
    [
        (ARABIC, "utf-8", "strict"),
        (ARABIC, "cp1256", "arabic_letters"),
        (ARABIC, "iso8859-6", "arabic_letters"),
        (ARABIC, "utf-16-le", "nul_pattern"),
        (ARABIC, "utf-16-be", "nul_pattern"),
        (FRENCH, "utf-8", "strict"),
        (CP1252, "cp1252", "latin"),
        (FRENCH, "utf-16-le", "nul_pattern"),
        ("plain ascii", "utf-8", "strict"),
        ("ملف", "cp1256", "arabic_letters"),
        ("Réf. 12", "cp1252", "latin"),
        ("Dossier 1958 : " + ARABIC, "cp1256", "arabic_letters"),
    ],
)
def test_it_tells_encodings_apart(text, encoding, rule):
    found = decode(text.encode(encoding))
    assert (found.text, found.encoding, found.rule) == (text, encoding, rule)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_at_the_start_decides(encoding):
    found = decode(ARABIC.encode(encoding))
    assert (found.text, found.rule) == (ARABIC, "bom")


def test_one_wrong_byte_does_not_turn_a_text_round():
    data = bytearray((ARABIC * 40).encode())
    data[3001] = 0xFF
    found = decode(bytes(data))
    assert (found.encoding, found.rule) == ("utf-8", "mostly")
    assert found.text.count("\ufffd") <= 2


@pytest.mark.parametrize("encoding", CHOICES)
def test_a_person_goes_before_the_rules(encoding):
    assert decode("abc".encode(encoding), encoding).text == "abc"


@given(st.binary(max_size=400))
def test_any_bytes_become_a_text(data):
    assert "\r" not in decode(data).text
