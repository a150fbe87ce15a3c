"""Histories as a reader may be told them: without what names a thing hidden from that reader."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from khizana.access.actors import Actor
from khizana.archive.models import Accession, Record
from khizana.kernel.errors import Refusal
from khizana.kernel.refs import Ref
from khizana.ledger.queries import Change, HistoryLine
from khizana.terms.models import Authority

Named = tuple[str, UUID]
"""What a value names: the kind of the thing and its id."""

_BARE = {
    "accession": "accession",
    "parent": "record",
    "record": "record",
    "creator": "authority",
    "subject": "authority",
    "place": "authority",
    "authority": "authority",
    "merged_into": "authority",
}
"""Fields whose values may be bare ids, and the kind of thing that these are."""
_NOBODY = UUID(int=0)


def named_thing(field: str, value: Any) -> Named | None:
    """Return the thing that a value of a ledger line names by its address; None for words."""
    if not isinstance(value, str):
        return None
    if value.startswith("khz:"):
        try:
            ref = Ref.parse(value)
        except Refusal:
            return None
        return ref.kind, ref.id
    if field not in _BARE:
        return None
    try:
        return _BARE[field], UUID(value)
    except ValueError:
        return None


def tellable(actor: Actor, lines: Iterable[HistoryLine]) -> list[HistoryLine]:
    """Return the lines of a history as if they had never named what the reader may not see.

    Pages and the API both ask here, so that they cannot differ. A thing counts as seen where its
    own page would answer this reader. What counts as not seen leaves the line in three steps:

    - its value is taken out, so that a move from a seen unit below a hidden one reads like the
      breadcrumb of the unit: no longer in the one, in no other;
    - a field of which both sides are then the same is not told;
    - a line that had changes and has none left is not told either, nor its reason: "its names
      were changed" without a name says that there is a hidden one.

    Kinds of things that this room cannot ask about are not told. The same questions are asked of
    the database whatever the lines name, so that the time taken tells nothing.
    """
    given = list(lines)
    named = {
        one
        for line in given
        for change in line.changes
        for value in (*_values(change.old), *_values(change.new))
        if (one := named_thing(change.field, value)) is not None
    }
    hidden = named - _seen(actor, named)
    told = [(line, _without(line, hidden)) for line in given]
    return [left for line, left in told if left.changes or not line.changes]


def _without(line: HistoryLine, hidden: set[Named]) -> HistoryLine:
    changes = (_change_without(change, hidden) for change in line.changes)
    return replace(line, changes=tuple(change for change in changes if change is not None))


def _change_without(change: Change, hidden: set[Named]) -> Change | None:
    """Return the change itself where it names nothing hidden, None where nothing is left of it."""
    pair = [_left(change.field, value, hidden) for value in (change.old, change.new)]
    if pair == [change.old, change.new]:
        return change
    if (pair[0] or None) == (pair[1] or None):
        return None
    return Change(change.field, *pair)


def _left(field: str, value: Any, hidden: set[Named]) -> Any:
    if isinstance(value, list):
        return [one for one in value if named_thing(field, one) not in hidden]
    return None if named_thing(field, value) in hidden else value


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _seen(actor: Actor, named: set[Named]) -> set[Named]:
    """Return those of the named things whose own page would answer the actor."""
    wanted = {
        kind: [_NOBODY, *(pk for one, pk in named if one == kind)]
        for kind in ("record", "accession", "authority")
    }
    seen: set[Named] = set()
    if actor.may("archive.read"):
        records = Record.objects.visible_to(actor).filter(pk__in=wanted["record"])
        if not actor.may("archive.withdraw"):
            records = records.filter(withdrawn_at__isnull=True)
        seen |= {("record", pk) for pk in records.values_list("pk", flat=True)}
        accessions = Accession.objects.visible_to(actor).filter(pk__in=wanted["accession"])
        seen |= {("accession", pk) for pk in accessions.values_list("pk", flat=True)}
    if actor.may("terms.read"):
        seen |= {("authority", pk) for pk in _authorities(actor, wanted["authority"])}
    # institutions bear no marking: whoever reads the archive knows whose it is
    return seen | {one for one in named if one[0] == "institution"}


def _authorities(actor: Actor, ids: list[UUID]) -> set[UUID]:
    """Return those that are seen; a merged one only where the one that took it in is seen too."""
    into: dict[UUID, UUID | None] = {}
    asked = set(ids)
    while asked:
        rows = Authority.objects.visible_to(actor).filter(pk__in=asked)
        found = dict(rows.values_list("pk", "merged_into_id"))
        into |= found
        asked = {target for target in found.values() if target} - into.keys()
    return {pk for pk in ids if _ends_seen(pk, into)}


def _ends_seen(pk: UUID, into: dict[UUID, UUID | None]) -> bool:
    for _step in into:
        if pk not in into:
            return False
        target = into[pk]
        if target is None:
            return True
        pk = target
    return False
