"""Reading the index: a page of results, completions, marks for a page image."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.adapters.index import OpenIndex
from khizana.adapters.index_terms import Access, Question
from khizana.archive.models import Record
from khizana.kernel.errors import NotFound
from khizana.kernel.folding import tokens
from khizana.search import helping, notices, spelling, widening
from khizana.search.engine import access_of, store
from khizana.search.highlighting import Marker, Range
from khizana.search.hydration import groups_of
from khizana.search.language import Parsed, parse
from khizana.search.results import DEEPEST, FACETS, SORTS, FacetValue, Filters, SearchPage

MOST_PER_PAGE = 100
_MOST_VALUES = 30


@dataclass(frozen=True, slots=True)
class Completion:
    """A question completed by a word, and how many readable documents hold that word."""

    text: str
    count: int


def search(
    *,
    actor: Actor,
    query: str,
    filters: Filters | None = None,
    sort: str = "relevance",
    page: int = 1,
    per_page: int = 20,
) -> SearchPage:
    """Answer a question as far as ``actor`` may read; never an error, whatever was typed."""
    require(actor, "search.search")
    filters = filters or Filters()
    parsed = parse(query)
    per_page = max(1, min(per_page, MOST_PER_PAGE))
    page = max(1, min(page, DEEPEST // per_page))
    sort = sort if sort in SORTS else "relevance"
    empty = SearchPage(
        query=query,
        filters=filters,
        sort=sort,
        page=page,
        per_page=per_page,
        expanded=parsed.expanded,
        ignored=parsed.ignored,
        warnings=parsed.notices,
    )
    if parsed.node is None and not filters:
        return empty
    try:
        index = store().reader()
    except NotFound:
        return replace(empty, warnings=(*parsed.notices, notices.INDEX_MISSING))
    return _answered(actor, index, parsed, empty)


def _answered(actor: Actor, index: OpenIndex, parsed: Parsed, asked: SearchPage) -> SearchPage:
    access = access_of(actor)
    place = {"offset": (asked.page - 1) * asked.per_page, "limit": asked.per_page}
    order = SORTS[asked.sort]
    widened = ""
    if parsed.node is None:
        question = Question(None, asked.filters.nodes())
        answer = index.ask(question, access, order=order or SORTS["oldest"], **place)
    else:
        answer, question, widened = widening.ask(
            index, access, parsed.node, asked.filters, order=order, **place
        )
    records, exact = index.records(question, access, answer.total)
    near = question.near
    marker = Marker(question.node, index.analyser, near=near)
    title_marker = Marker(question.node, index.analyser, near=near, field="title")
    facets, years = _facets(actor, index, question, access, asked.filters)
    found = replace(
        asked,
        total_passages=answer.total,
        total_records=records,
        records_exact=exact,
        groups=groups_of(actor, answer.found, marker, title_marker),
        facets=facets,
        years=years,
        widened=widened,
    )
    return _with_help(actor, index, access, parsed, found)


def _with_help(
    actor: Actor, index: OpenIndex, access: Access, parsed: Parsed, found: SearchPage
) -> SearchPage:
    little = found.total_passages < widening.FEW or found.widened
    if parsed.node is None or not little:
        return found
    counted = helping.words_and_counts(index, access, parsed.node)
    right = helping.put_right(actor, index, access, found.query, counted)
    if found.total_passages and found.widened != "any":
        return replace(found, suggestion=right)
    tried = helping.help_for(actor, index, access, parsed.node, found.filters, counted)
    return replace(found, suggestion=right, help=tried)


def _facets(
    actor: Actor, index: OpenIndex, question: Question, access: Access, filters: Filters
) -> tuple[dict[str, tuple[FacetValue, ...]], tuple[tuple[int, int], ...]]:
    counted = index.facets(question, access, [*FACETS, "year"])
    years = tuple(sorted((int(year), count) for year, count in counted.pop("year").items()))
    titles = _fonds_titles(actor, counted["fonds"])
    facets = {}
    for name, values in counted.items():
        selected = getattr(filters, name)
        # A fonds that may not be read is no more named here than in the tree.
        shown = [
            FacetValue(value, count, value in selected, titles.get(value))
            for value, count in values.items()
            if name != "fonds" or value in titles
        ]
        facets[name] = tuple(shown[:_MOST_VALUES])
    return facets, years


def _fonds_titles(actor: Actor, counted: Mapping[str, int]) -> dict[str, Any]:
    wanted = [UUID(value) for value in counted]
    rows = Record.objects.visible_to(actor).filter(pk__in=wanted[: _MOST_VALUES * 2])
    return {str(pk): title for pk, title in rows.values_list("pk", "title")}


def suggest(*, actor: Actor, text: str, limit: int = 8) -> tuple[Completion, ...]:
    """Complete the last word of what is being typed, from words that ``actor`` may read."""
    require(actor, "search.search")
    typed = list(tokens(text))
    if not typed or typed[-1].end != len(text) or len(typed[-1].form) < 2:
        return ()
    try:
        index = store().reader()
    except NotFound:
        return ()
    access = access_of(actor)
    last = typed[-1]
    found = spelling.completions(index, access, last.form, max(1, min(limit, 20)))
    written = spelling.as_written(actor, index, access, [word for word, _ in found])
    return tuple(Completion(text[: last.start] + written[word], count) for word, count in found)


def find_marks(*, text: str, query: str) -> tuple[Range, ...]:
    """The places in a text, one that the caller may show, where the words of a question stand.

    The reading desk marks them in the text and, where word boxes are known, on the page image.
    """
    marker = Marker(parse(query).node, store().analyser)
    return tuple(marker.ranges(text))
