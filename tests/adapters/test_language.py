"""Script first, letters second, small words third, lingua last."""

import pytest

from khizana.adapters import language


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("محضر اجتماع اللجنة العسكرية المشتركة", "ar"),
        ("Le procès-verbal de la commission mixte a été signé par les deux délégations.", "fr"),
        ("The minutes of the joint commission were signed by both delegations.", "en"),
        ("Ordre de mission", "fr"),
        ("Joint statement", "en"),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⵓⵜⵍⴰⵢⵜ", "ber"),
        ("An ye baara kɛ ɲɔgɔn fɛ ka sɛbɛnw mara", "bm"),
        ("12/02/2025 — 95 %", ""),
        ("", ""),
    ],
)
def test_it_finds_the_language(text, found):
    assert language.detect(text) == found


def test_direction_follows_the_language_and_else_the_script():
    assert language.reading_direction("Bamako", "ar") == "rtl"
    assert language.reading_direction("باماكو") == "rtl"
    assert language.reading_direction("12") == "ltr"


def test_two_scripts_are_seen():
    text = "محضر اجتماع اللجنة Procès-verbal de la commission"
    assert language.scripts(text) == {"Arab", "Latn"}
