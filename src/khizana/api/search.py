"""Search: the same index, the same rights, the same results as the page."""

import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from khizana.access.labels import banner_of
from khizana.api.auth import actor_of, language_of
from khizana.search.queries import MOST_PER_PAGE, search, suggest
from khizana.search.results import FACETS, Filters, Group, Hit

router = Router(tags=["search"])


class Result(Schema):
    """A passage, or a record found by its description. ``highlights``: places in ``passage``."""

    ref: str
    kind: str
    record: str
    reference_code: str
    title: dict[str, str]
    passage: str
    page: int | None
    page_id: uuid.UUID | None
    language: str
    closed: bool
    highlights: list[tuple[int, int]]
    score: int


class FacetCount(Schema):
    """A value to narrow by, and how many results it leaves."""

    value: str
    count: int


class Results(Schema):
    """One page of results; all counts are of what the caller may read."""

    total: int
    total_records: int
    page: int
    pages: int
    results: list[Result]
    facets: dict[str, list[FacetCount]]
    suggestion: str
    widened: str
    notices: list[str]
    banner: str


class Completed(Schema):
    """A question completed by a word."""

    text: str
    count: int


@router.get("", response=Results, summary="Search records and passages")
def get_search(
    request: HttpRequest,
    q: str = "",
    sort: str = "relevance",
    page: Annotated[int, Field(ge=1)] = 1,
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 20,
) -> Results:
    """Narrow with ``kind``, ``level``, ``lang``, ``fonds``, ``quality``, ``format``, ``date``,
    ``record``; each may be given more than once.
    """
    actor, lang = actor_of(request), language_of(request)
    filters = Filters.from_parameters(dict(request.GET.lists()))
    found = search(actor=actor, query=q, filters=filters, sort=sort, page=page, per_page=per_page)
    labels = {group.label_id for group in found.groups} | {hit.label_id for hit in found.hits}
    return Results(
        total=found.total_passages,
        total_records=found.total_records,
        page=found.page,
        pages=found.pages,
        results=[_result(group, hit) for group in found.groups for hit in group.hits],
        facets={name: _counts(found.facets.get(name, ())) for name in FACETS},
        suggestion=found.suggestion,
        widened=found.widened,
        notices=[notice.sentence(lang) for notice in found.warnings],
        banner=str(banner_of(labels, lang)),
    )


@router.get("/suggest", response=list[Completed], summary="Complete what is being typed")
def get_suggest(request: HttpRequest, q: str) -> list[Completed]:
    """From words that the caller may read."""
    found = suggest(actor=actor_of(request), text=q)
    return [Completed(text=one.text, count=one.count) for one in found]


def _counts(values: Any) -> list[FacetCount]:
    return [FacetCount(value=one.value, count=one.count) for one in values]


def _result(group: Group, hit: Hit) -> Result:
    return Result(
        ref=str(hit.ref),
        kind=hit.kind,
        record=str(group.ref),
        reference_code=group.reference_code,
        title=group.title.to_json(),
        passage=hit.excerpt.text,
        page=hit.page_number,
        page_id=hit.page_id,
        language=hit.language,
        closed=hit.closed,
        highlights=list(hit.excerpt.marks),
        score=hit.score,
    )
