"""Units of description: the tree, one unit, its history, making and changing one."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from khizana.access.actions import note_closed_read
from khizana.access.labels import banner_of
from khizana.api.auth import actor_of, language_of
from khizana.api.schemas import (
    AuthorityOut,
    HistoryLine,
    RecordChange,
    RecordIn,
    RecordList,
    RecordOut,
    record_row,
    text_in,
)
from khizana.archive import actions, queries
from khizana.archive.queries import RecordPage
from khizana.kernel.dates import HistoricalDate
from khizana.ledger.queries import history

router = Router(tags=["records"])
MOST = 200


@router.get("", response=RecordList, summary="The fonds, or the units under one")
def list_records(
    request: HttpRequest,
    parent: str = "",
    after: str = "",
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50,
) -> RecordList:
    """Pages of 50 units (at most 200); pass ``after`` on for the next page."""
    actor = actor_of(request)
    if parent:
        found = queries.children(actor, parent, after=after, limit=limit)
    else:
        found = queries.fonds(actor, after=after, limit=limit)
    rows = [record_row(row.record, row.children) for row in found.rows]
    return RecordList(total=found.total, after=found.after, items=rows)


@router.get("/by-code", response=RecordOut, summary="The unit of a reference code")
def get_record_by_code(request: HttpRequest, code: str) -> RecordOut:
    """Reference codes hold slashes, so the code is a parameter."""
    return _shown(request, queries.record_by_code(actor_of(request), code).pk)


@router.get("/{record_id}", response=RecordOut, summary="One unit of description")
def get_record(request: HttpRequest, record_id: str) -> RecordOut:
    """Its ISAD(G) elements, own and inherited, names, accession and what stands above it."""
    return _shown(request, record_id)


@router.get("/{record_id}/history", response=list[HistoryLine], summary="Who did what and when")
def get_history(request: HttpRequest, record_id: str) -> list[HistoryLine]:
    """The lines of the ledger about the unit that the caller may read, oldest first.

    Values that name what the caller may not see are left out, as on the page.
    """
    actor = actor_of(request)
    record = queries.find_record(actor, record_id)
    lang = language_of(request)
    return [
        HistoryLine(
            at=line.at,
            actor=line.actor_name,
            action=line.action,
            words=line.words(lang),
            changes={change.field: [change.old, change.new] for change in line.changes},
        )
        for line in queries.tellable(actor, history(record.ref, actor))
    ]


@router.post("", response={201: RecordOut}, summary="Make a unit of description")
def create_record(request: HttpRequest, given: RecordIn) -> Status[RecordOut]:
    """Under ``parent``, else at the top of the institution (by default the node's own)."""
    actor = actor_of(request)
    holder = None
    if given.parent is None:
        holder = queries.find_institution(actor, given.institution).pk
    record = actions.create_record(
        actor=actor,
        title=text_in(given.title),
        level=given.level,
        parent_id=given.parent,
        institution_id=holder,
        reference_code=given.reference_code,
        dates=HistoricalDate.read(given.dates) if given.dates else None,
        description={code: text_in(value) for code, value in given.elements.items()},
    )
    return Status(201, _shown(request, record.pk))


@router.patch("/{record_id}", response=RecordOut, summary="Change a unit of description")
def change_record(request: HttpRequest, record_id: str, given: RecordChange) -> RecordOut:
    """Only what is named changes; an element given as null is removed."""
    actor = actor_of(request)
    record = queries.find_record(actor, record_id)
    actions.describe_record(
        actor=actor, record_id=record.pk, version=given.version, **_changes(given)
    )
    return _shown(request, record.pk)


def _changes(given: RecordChange) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if given.title is not None:
        changes["title"] = text_in(given.title)
    if given.dates is not None:
        changes["dates"] = HistoricalDate.read(given.dates) if given.dates else None
    if given.elements is not None:
        changes["description"] = {code: text_in(text) for code, text in given.elements.items()}
    for name in ("level", "reference_code"):
        if (value := getattr(given, name)) is not None:
            changes[name] = value
    return changes


def _shown(request: HttpRequest, record_id: Any) -> RecordOut:
    actor = actor_of(request)
    page = queries.record_page(actor, record_id, limit=1)
    note_closed_read(actor=actor, marked=page.record, ref=page.record.ref)
    shown = [page.record, *page.breadcrumb]
    return RecordOut(
        **record_row(page.record, page.children.total).model_dump(),
        above=[record_row(record) for record in page.breadcrumb],
        elements=_elements(page),
        authorities=_authorities(page),
        accession=str(page.accession.ref) if page.accession else None,
        banner=str(banner_of({record.label_id for record in shown}, language_of(request))),
    )


def _elements(page: RecordPage) -> dict[str, dict[str, str]]:
    said = [one for area in page.areas.values() for one in area]
    return {one.element.code: one.text.to_json() for one in said}


def _authorities(page: RecordPage) -> list[AuthorityOut]:
    return [
        AuthorityOut(ref=str(one.ref), kind=one.kind, role=role, name=one.name.to_json())
        for role, linked in page.authorities.items()
        for one in linked
    ]
