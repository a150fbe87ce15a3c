"""Filters as they come from an address."""

import pytest

from khizana.adapters.index_terms import Dates, Value
from khizana.search.kinds import FORMATS, QUALITIES, WORDS, format_of, quality_of
from khizana.search.results import FACETS, SORTS, Filters, SearchPage


def test_parameters() -> None:
    filters = Filters.from_parameters(
        {
            "lang": ["ar"],
            "language": ["fr", "fr", ""],
            "level": ["file"],
            "date": ["1957..1961"],
            "near": ["yes"],
            "record": ["x"],
            "q": ["anything"],
            "page": ["3"],
        }
    )
    assert filters.language == ("ar", "fr")
    assert (filters.date_low, filters.date_high) == (19570101, 19611231)
    assert filters.near == "yes"
    assert filters.nodes() == (
        Value("level", ("file",)),
        Value("language", ("ar", "fr")),
        Value("record", ("x",)),
        Dates(19570101, 19611231),
    )


@pytest.mark.parametrize(
    "parameters",
    [{}, {"date": ["nonsense"]}, {"near": ["maybe"]}, {"level": [""]}, {"unknown": ["x"]}],
)
def test_what_is_not_understood_narrows_nothing(parameters: dict[str, list[str]]) -> None:
    filters = Filters.from_parameters(parameters)
    assert not filters
    assert filters.nodes() == ()


@pytest.mark.parametrize(
    ("mime", "family"),
    [
        ("application/pdf", "pdf"),
        ("image/tiff", "image"),
        ("message/rfc822", "mail"),
        ("text/html", "web"),
        ("text/csv", "table"),
        ("text/plain; charset=windows-1256", "text"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document"),
        ("application/octet-stream", "other"),
        ("", "other"),
    ],
)
def test_families_of_formats(mime: str, family: str) -> None:
    assert format_of(mime) == family
    assert family in FORMATS


def test_qualities() -> None:
    assert [quality_of(kind) for kind in ("extract", "ocr", "correction")] == list(QUALITIES)


def test_every_value_that_is_shown_has_words() -> None:
    from khizana.kernel.words import has

    keys = [f"format.{name}" for name in FORMATS]
    keys += [key for words in WORDS.values() for key in words.values()]
    assert set(WORDS["quality"]) == set(QUALITIES)
    assert set(WORDS["sort"]) == set(SORTS)
    assert all(key == f"search.{kind}.{v}" for kind, w in WORDS.items() for v, key in w.items())
    assert [key for key in keys if not has(key)] == []
    assert "level" in FACETS


def test_pages_end_where_nobody_reads() -> None:
    page = SearchPage("x", Filters(), "relevance", 1, 20, total_passages=1_000_000)
    assert page.pages == 500
    assert SearchPage("x", Filters(), "relevance", 1, 20).pages == 1
