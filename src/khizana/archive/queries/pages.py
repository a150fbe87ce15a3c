"""What the page of one record shows, in a fixed number of queries."""

import uuid
from dataclasses import dataclass

from khizana.access.actors import Actor
from khizana.archive import tree
from khizana.archive.elements import ELEMENTS, Area, Element, by_area
from khizana.archive.models import Accession, Record, RecordAuthority
from khizana.archive.queries.listing import PAGE_SIZE, Children, children_of
from khizana.archive.queries.records import find_record, visible_records
from khizana.kernel.text import Text
from khizana.terms.models import Authority


@dataclass(frozen=True, slots=True)
class Said:
    """One element as the page shows it; ``source`` is the ancestor that says it for its parts."""

    element: Element
    text: Text
    source: Record | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything that the page of a record shows, as far as the actor may see it."""

    record: Record
    breadcrumb: list[Record]
    areas: dict[Area, list[Said]]
    authorities: dict[str, list[Authority]]
    inherited_creators: tuple[Record, list[Authority]] | None
    accession: Accession | None
    children: Children


def breadcrumb(actor: Actor, record: Record) -> list[Record]:
    """The visible ancestors from the top; those that the actor may not see are left out."""
    paths = tree.ancestor_paths(record.path)
    if not paths:
        return []
    rows = visible_records(actor).filter(path__in=paths).select_related("label")
    return list(rows.order_by("depth"))


def record_page(
    actor: Actor, record_id: uuid.UUID | str, *, after: str = "", limit: int = PAGE_SIZE
) -> RecordPage:
    """The record with its ancestors, elements, authorities, accession and first children."""
    record = find_record(actor, record_id)
    above = breadcrumb(actor, record)
    links = _links(actor, [record, *above])
    own = links.get(record.pk, {})
    return RecordPage(
        record=record,
        breadcrumb=above,
        areas=_areas(record, above),
        authorities=own,
        inherited_creators=None if own.get("creator") else _creators_above(above, links),
        accession=_accession(actor, record),
        children=children_of(actor, record, after=after, limit=limit),
    )


def _areas(record: Record, above: list[Record]) -> dict[Area, list[Said]]:
    """The text elements that have something to say, own or inherited from the nearest above."""
    said = {element.code: _said(element, record, above) for element in ELEMENTS}
    return {
        area: [one for element in elements if (one := said[element.code]) is not None]
        for area, elements in by_area().items()
    }


def _said(element: Element, record: Record, above: list[Record]) -> Said | None:
    if element.kept != "text":
        return None
    own = record.description.get(element.code)
    if own:
        return Said(element, Text.from_json(own))
    if element.inherits:
        for ancestor in reversed(above):
            value = ancestor.description.get(element.code)
            if value:
                return Said(element, Text.from_json(value), ancestor)
    return None


def _links(actor: Actor, records: list[Record]) -> dict[uuid.UUID, dict[str, list[Authority]]]:
    rows = RecordAuthority.objects.filter(
        record__in=[record.pk for record in records],
        authority__in=Authority.objects.visible_to(actor).values("pk"),
    )
    found: dict[uuid.UUID, dict[str, list[Authority]]] = {}
    for link in rows.select_related("authority").order_by("role", "authority__sort_ar", "pk"):
        found.setdefault(link.record_id, {}).setdefault(link.role, []).append(link.authority)
    return found


def _creators_above(
    above: list[Record], links: dict[uuid.UUID, dict[str, list[Authority]]]
) -> tuple[Record, list[Authority]] | None:
    for ancestor in reversed(above):
        creators = links.get(ancestor.pk, {}).get("creator")
        if creators:
            return ancestor, creators
    return None


def _accession(actor: Actor, record: Record) -> Accession | None:
    if record.accession_id is None:
        return None
    rows = Accession.objects.visible_to(actor).select_related("label")
    found: Accession | None = rows.filter(pk=record.accession_id).first()
    return found
