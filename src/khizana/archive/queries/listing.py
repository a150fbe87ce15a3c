"""Lists of units, page by page: the fonds, the children of a unit, what awaits arrangement."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from khizana.access.actors import Actor
from khizana.archive import tree
from khizana.archive.models import Record
from khizana.archive.queries.records import find_record, visible_records
from khizana.kernel.errors import NotFound

PAGE_SIZE = 50
# what a list does not show is not fetched: descriptions can be long
_LONG = ("description", "withdrawn_reason")


@dataclass(frozen=True, slots=True)
class Row:
    """A unit in a list, and how many visible units stand directly under it."""

    record: Record
    children: int


@dataclass(frozen=True, slots=True)
class Children:
    """One page of a list; ``after`` of the next page, empty on the last."""

    rows: list[Row]
    after: str
    total: int


def fonds(
    actor: Actor,
    *,
    after: str = "",
    limit: int = PAGE_SIZE,
    institution_id: uuid.UUID | None = None,
) -> Children:
    """The fonds: the tops of the tree."""
    rows = visible_records(actor).filter(parent=None, level=Record.Level.FONDS)
    if institution_id is not None:
        rows = rows.filter(institution_id=institution_id)
    return _page(actor, rows, after, limit)


def children(
    actor: Actor, parent_id: uuid.UUID | str, *, after: str = "", limit: int = PAGE_SIZE
) -> Children:
    """The visible units directly under a unit that the actor may see."""
    parent = find_record(actor, parent_id)
    return children_of(actor, parent, after=after, limit=limit)


def children_of(
    actor: Actor, parent: Record, *, after: str = "", limit: int = PAGE_SIZE
) -> Children:
    """The visible units under a unit that was found already."""
    return _page(actor, visible_records(actor).filter(parent=parent), after, limit)


def unarranged(
    actor: Actor, accession_id: uuid.UUID, *, after: str = "", limit: int = PAGE_SIZE
) -> Children:
    """The units of an accession that have not been put into the tree."""
    rows = visible_records(actor).filter(accession_id=accession_id, parent=None)
    return _page(actor, rows.exclude(level=Record.Level.FONDS), after, limit)


def of_accession(
    actor: Actor, accession_id: uuid.UUID, *, after: str = "", limit: int = PAGE_SIZE
) -> Children:
    """The visible units that came with an accession, in the tree or not."""
    return _page(actor, visible_records(actor).filter(accession_id=accession_id), after, limit)


def possible_parents(actor: Actor, record: Record, text: str, limit: int = 20) -> list[Record]:
    """Units under which a record may be put, whose reference code begins with ``text``."""
    levels = [level for level in Record.Level.values if tree.may_hold(level, record.level)]
    rows = visible_records(actor).filter(
        institution_id=record.institution_id,
        level__in=levels,
        reference_code__istartswith=text[:120],
    )
    rows = rows.exclude(tree.below(record.path)).defer(*_LONG)
    return list(rows.order_by("sort_key", "pk")[:limit])


def child_counts(actor: Actor, parents: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many visible units stand directly under each; one query for a whole page."""
    rows = visible_records(actor).filter(parent_id__in=list(parents)).order_by()
    counted = rows.values("parent_id").annotate(units=Count("pk")).values_list("parent_id", "units")
    return dict(counted)


def _page(actor: Actor, rows: QuerySet[Any], after: str, limit: int) -> Children:
    total = rows.count()
    ordered = rows.select_related("label").defer(*_LONG).order_by("sort_key", "pk")
    if after:
        sort_key, identity = _cursor(after)
        ordered = ordered.filter(Q(sort_key__gt=sort_key) | Q(sort_key=sort_key, pk__gt=identity))
    found = list(ordered[: limit + 1])
    shown = found[:limit]
    counts = child_counts(actor, (record.pk for record in shown)) if shown else {}
    following = f"{shown[-1].pk}~{shown[-1].sort_key}" if len(found) > limit else ""
    return Children([Row(record, counts.get(record.pk, 0)) for record in shown], following, total)


def _cursor(after: str) -> tuple[str, uuid.UUID]:
    identity, _mark, sort_key = after.partition("~")
    try:
        return sort_key, uuid.UUID(identity)
    except ValueError as error:
        raise NotFound("archive.no_record") from error
