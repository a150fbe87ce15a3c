"""The book of words and its check."""

from pathlib import Path

import pytest

from khizana.kernel import words
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict
from khizana.kernel.text import Text
from khizana.kernel.words import book, check
from khizana.kernel.words.plural import category


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("ar", {0: "zero", 1: "one", 2: "two", 3: "few", 10: "few", 11: "many", 99: "many",
                100: "other", 102: "other", 103: "few", 111: "many", 200: "other"}),
        ("fr", {0: "one", 1: "one", 2: "other", 1000: "other"}),
        ("en", {0: "other", 1: "one", 2: "other"}),
    ],
)  # fmt: skip
def test_plural_categories_of_cldr(lang, expected):
    assert {number: category(lang, number) for number in expected} == expected


@pytest.fixture
def small_book(tmp_path, monkeypatch):
    """A book of its own; returns the function that writes it."""

    def write(content: str, name: str = "room.toml") -> None:
        (tmp_path / name).write_text(content, encoding="utf-8")
        book.entries.cache_clear()

    monkeypatch.setattr(book, "FOLDER", tmp_path)
    monkeypatch.setattr(check, "FOLDER", tmp_path)
    book.entries.cache_clear()
    yield write
    monkeypatch.undo()
    book.entries.cache_clear()


def test_counts_choose_the_form(small_book):
    small_book(
        '["n.files"]\nar = {zero="لا ملف", one="ملف واحد", two="ملفان", few="{count} ملفات",'
        ' many="{count} ملفًا", other="{count} ملف"}\n'
        'fr = {one="{count} fichier", other="{count} fichiers"}\n'
        'en = {one="{count} file", other="{count} files"}\n'
    )
    said = [words.say("n.files", "ar", count=n) for n in (0, 1, 2, 5, 12, 100)]
    assert said == ["لا ملف", "ملف واحد", "ملفان", "5 ملفات", "12 ملفًا", "100 ملف"]
    assert words.say("n.files", "fr", count=12345) == "12\u202f345 fichiers"
    assert words.say("n.files", "en", count=9999) == "9999 files"


def test_values_are_shown_in_the_language_and_isolated(small_book):
    small_book('["a.b"]\nar = "«{x}»"\nfr = "« {x} »"\nen = "“{x}”"\n')
    text = Text({"ar": "الأرشيف", "fr": "Archives"}, "ar")
    assert words.say("a.b", "fr", x=text) == "« Archives »"
    assert words.say("a.b", "en", x=text) == "“\u2068الأرشيف\u2069”"
    assert words.say("a.b", "ar", x="2026-001") == "«\u20682026-001\u2069»"
    assert words.say("a.b", "ar", x=["a", "ب"]) == "«\u2068a\u2069، ب»"
    assert words.say("a.b", "fr", x=HistoricalDate.read("1958-05")) == "« mai 1958 »"


def test_a_missing_key_names_itself():
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        words.say("no.such.key", "ar")


def test_the_check_finds_what_is_wrong(small_book, tmp_path):
    small_book(
        '["a.used"]\nar="ا {x}"\nfr="a"\nen="a {x}"\n["a.unused"]\nar="ا"\nfr="a"\nen="a"\n'
        '["a.half"]\nar="ا"\nfr="a"\n["refusal.a.b"]\nar="ا"\nfr="a"\nen="a"\n'
        '["a.plural"]\nar={one="x"}\nfr="a"\nen="a"\n'
    )
    small_book('["a.used"]\nar="ا"\nfr="a"\nen="a"\n', "twice.toml")
    source = tmp_path / "source"
    source.mkdir()
    (source / "x.py").write_text(
        'say("a.used", lang)\nsay("a.missing", lang)\nW("a.half")\nNotValid("a.b", x=1)\n'
        'TABLE = {"k": "a.plural"}\n'
    )
    (source / "x.html").write_text('{% w "a.gone" x=1 %}')
    found = check.problems([source])
    for expected in (
        "a.missing: used in x.py but not in the words",
        "a.gone: used in x.html but not in the words",
        "refusal.a.b.advice: used in x.py but not in the words",
        "a.unused: in the words but never used",
        "a.half: missing in en",
        "a.plural: plural without 'other' in ar",
        "a.used: the languages use different placeholders",
        "a.used: twice in the words (twice.toml)",
    ):
        assert expected in found
    assert not [line for line in found if line.startswith("refusal.a.b:")]


def test_the_words_of_these_rooms_are_whole(repository: Path):
    mine = ("kernel.", "archive.", "terms.", "date.", "refusal.kernel.", "refusal.archive.",
            "refusal.terms.", "state.accession.", "action.archive.", "action.terms.")  # fmt: skip
    found = words.problems([repository / "src" / "khizana"])
    assert [line for line in found if line.startswith(mine)] == []


def test_a_refusal_speaks_and_advises():
    refusal = Conflict("archive.changed_meanwhile", title=Text.of("F", "fr"), yours=1, present=2)
    for lang in ("ar", "fr", "en"):
        assert "2" in refusal.sentence(lang)
        assert refusal.advice(lang)
    assert str(refusal).startswith("archive.changed_meanwhile(")
