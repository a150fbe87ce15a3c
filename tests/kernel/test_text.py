"""Texts in many languages."""

import copy
import pickle

import pytest

from khizana.kernel.text import Text, direction, isolate


def test_it_works():
    text = Text({"ar": "الأرشيف", "fr": "Archives"}, "ar")
    assert text.shown("fr").text == "Archives"
    english = text.shown("en")
    assert (english.text, english.lang, english.dir, english.is_fallback) == (
        "الأرشيف", "ar", "rtl", True,
    )  # fmt: skip
    assert Text.from_json(text.to_json()) == text
    assert text.to_json() == {"ar": "الأرشيف", "fr": "Archives", "_original": "ar"}


def test_blank_values_are_none():
    assert not Text({"ar": " ", "fr": ""}, "ar")
    assert Text({"ar": " "}, "ar").original is None
    assert Text() == Text.from_json(None) == Text.from_json({})


def test_without_an_original_the_order_of_the_house_counts():
    assert Text({"en": "a", "fr": "b"}).shown("ar").lang == "fr"
    assert Text({"pt": "c", "en": "a"}).shown("ar").lang == "en"


def test_setting_one_language():
    text = Text.of("Archives", "fr").with_value("ar", "الأرشيف")
    assert (text.original, set(text.values)) == ("fr", {"ar", "fr"})
    assert text.with_value("fr", "").original is None
    assert Text().with_value("ar", "أ").original == "ar"


def test_a_text_cannot_be_changed_in_place():
    text = Text.of("a", "fr")
    with pytest.raises(TypeError):
        text.values["fr"] = "b"
    returned = pickle.loads(pickle.dumps(text))  # noqa: S301 - our own bytes
    assert returned == copy.deepcopy(text) == text
    assert len({text, Text.of("a", "fr")}) == 1


def test_what_is_not_a_language_is_refused():
    with pytest.raises(ValueError, match="not a language"):
        Text({"french": "x"})


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("ar", "rtl"), ("fr", "ltr"), ("ar-MA", "rtl"), ("ar-Latn", "ltr"), ("ff-Arab", "rtl"),
     ("ff", "ltr"), ("tzm-Tfng", "ltr")],
)  # fmt: skip
def test_directions(lang, expected):
    assert direction(lang) == expected


def test_sorting_is_without_marks_and_by_numbers():
    names = ["ملف 10", "ملف 9", "أرشيف", "إدارة"]
    ordered = sorted(names, key=lambda name: Text.of(name, "ar").sort_key("ar"))
    assert ordered == ["إدارة", "أرشيف", "ملف 9", "ملف 10"]
    assert Text.of("Été", "fr").sort_key("fr") == "ete"


@pytest.mark.parametrize(
    ("value", "lang", "wrapped"),
    [
        ("2026-001", "ar", True), ("1958", "ar", False), ("12 مارس 1958", "ar", False),
        ("DHM", "ar", True), ("12/03/1958", "ar", False), ("2026-001", "fr", False),
        ("الأرشيف", "fr", True), ("Archives", "fr", False),
    ],
)  # fmt: skip
def test_what_would_disturb_a_sentence_is_isolated(value, lang, wrapped):
    assert isolate(value, lang) == (f"\u2068{value}\u2069" if wrapped else value)
