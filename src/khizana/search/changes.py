"""Which index entries a line of the ledger touches."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from khizana.archive.models import Record, RecordAuthority
from khizana.archive.tree import below
from khizana.kernel.errors import NotValid
from khizana.kernel.refs import Ref
from khizana.ledger.models import Entry
from khizana.reading.models import Page, Passage, TextLayer

_READS = frozenset({"access.read_closed", "access.refused"})
_WHOLE_SUBTREE = frozenset({"path", "parent", "label", "open_from", "withdrawn_at", "withdrawn"})


@dataclass
class Touched:
    """Records whose entries are made anew, and files whose passages are."""

    records: set[UUID] = field(default_factory=set)
    objects: set[UUID] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.records or self.objects)


def touched_by(entries: Iterable[Entry]) -> Touched:
    """Gather what some lines touch; what is of no concern to the index is passed over."""
    by_kind: dict[str, set[UUID]] = {}
    subtrees: set[UUID] = set()
    for entry in entries:
        ref = _ref(entry)
        if ref is None:
            continue
        by_kind.setdefault(ref.kind, set()).add(ref.id)
        if ref.kind == "record" and _moves(entry):
            subtrees.add(ref.id)
    found = Touched(records=by_kind.get("record", set()), objects=by_kind.get("object", set()))
    _add_subtrees(found, subtrees)
    _add_authorities(found, by_kind.get("authority", set()))
    _add_texts(found, by_kind)
    return found


def _ref(entry: Entry) -> Ref | None:
    if entry.action in _READS:
        return None
    try:
        return Ref.parse(entry.ref)
    except NotValid:
        return None


def _moves(entry: Entry) -> bool:
    """Whether what lies below the record changes too: its fonds, its label, its being there."""
    changes = json.loads(entry.body).get("changes") or {}
    return not _WHOLE_SUBTREE.isdisjoint(changes)


def _add_subtrees(found: Touched, roots: set[UUID]) -> None:
    for path in Record.objects.filter(pk__in=roots).values_list("path", flat=True):
        found.records.update(Record.objects.filter(below(path)).values_list("pk", flat=True))


def _add_authorities(found: Touched, authorities: set[UUID]) -> None:
    if authorities:
        links = RecordAuthority.objects.filter(authority_id__in=authorities)
        found.records.update(links.values_list("record_id", flat=True))


def _add_texts(found: Touched, by_kind: dict[str, set[UUID]]) -> None:
    if pages := by_kind.get("page"):
        found.objects.update(Page.objects.filter(pk__in=pages).values_list("object_id", flat=True))
    if layers := by_kind.get("layer"):
        read = TextLayer.objects.filter(pk__in=layers)
        found.objects.update(read.values_list("page__object_id", flat=True))
    if passages := by_kind.get("passage"):
        cited = Passage.objects.filter(pk__in=passages)
        found.objects.update(cited.values_list("object_id", flat=True))
