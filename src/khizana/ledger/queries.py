"""Reading the ledger: the history of a thing as differences, the audit lines, proofs.

What is shown is filtered by label and closure like the things themselves. Size, root and
positions are for those who hold `ledger.prove`: they would tell others that something happened.
"""

import datetime as dt
import json
import uuid
from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from khizana.kernel.errors import Conflict, NotAllowed, NotFound
from khizana.kernel.merkle import inclusion_proof
from khizana.kernel.refs import Ref
from khizana.kernel.words import say
from khizana.ledger.models import Checkpoint, Entry, Tree


class Reader(Protocol):
    """What the queries need of an actor (rooms above pass `access.actors.Actor`)."""

    @property
    def person_id(self) -> uuid.UUID | None:
        """The person."""

    @property
    def label_ids(self) -> Set[int]:
        """Labels that they may read."""

    @property
    def reads_closed(self) -> bool:
        """Whether they may read what is closed in time."""

    @property
    def sees_all(self) -> bool:
        """Whether this is the machine at work."""

    @property
    def today(self) -> dt.date:
        """The day on which they read."""

    def may(self, permission: str) -> bool:
        """Whether they hold a permission."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that changed; values as JSON, `None` for absent."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step in the life of a thing, as its page shows it."""

    id: int
    at: dt.datetime
    actor_id: str
    actor_name: str
    action: str
    changes: tuple[Change, ...]
    detail: dict[str, Any]

    def words(self, lang: str) -> str:
        """Return what was done, in words."""
        return say("action." + self.action, lang)


@dataclass(frozen=True, slots=True)
class Proof:
    """Proof that a line stands in the ledger, for anybody with the node's public key."""

    entry: Entry
    checkpoint: Checkpoint
    path: tuple[bytes, ...]

    def text(self) -> str:
        """Return the proof as a small file: the line, its place, the path and the checkpoint."""
        hashes = "\n".join(node.hex() for node in self.path)
        return (
            f"khizana.ledger/proof@v1\nbody {self.entry.body}\nindex {self.entry.position}\n"
            f"{hashes}\n\n{self.checkpoint.note}"
        )


def history(ref: Ref | str, actor: Reader) -> list[HistoryLine]:
    """Return the history of a thing, oldest first, as far as the actor may read it.

    A line is shown to who may read its own label *and* the label of the newest line: a thing
    whose marking was raised takes its past with it. Lines about people and rights need the
    permission to read the audit, save one's own.
    """
    entries = list(Entry.objects.filter(ref=str(ref)).order_by("position"))
    labelled = [e for e in entries if e.label_id is not None]
    if labelled and not _readable(labelled[-1], actor):
        return []
    return [_line(e) for e in entries if _readable(e, actor) and _concerns(e, actor)]


def lines(
    actor: Reader,
    *,
    action: str = "",
    person_id: str = "",
    ref: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> QuerySet[Entry]:
    """Return the audit lines, newest first, for those who hold `ledger.read`."""
    _require(actor, "ledger.read")
    rows = Entry.objects.order_by("-position")
    if not actor.sees_all:
        rows = rows.filter(Q(label_id__isnull=True) | Q(label_id__in=actor.label_ids))
    if not actor.reads_closed:
        rows = rows.filter(Q(open_from__isnull=True) | Q(open_from__lte=actor.today))
    wanted = {
        "action__startswith": action,
        "actor_id": person_id,
        "ref": ref,
        "at__gte": since,
        "at__lt": until,
    }
    return rows.filter(**{field: value for field, value in wanted.items() if value})


def line_of(entry: Entry) -> HistoryLine:
    """Return an audit line in the form in which pages show it."""
    return _line(entry)


def state(actor: Reader) -> tuple[int, Checkpoint | None]:
    """Return the size of the ledger and its newest checkpoint, for those who may prove."""
    _require(actor, "ledger.prove")
    size = Tree.objects.filter(pk=1).values_list("size", flat=True).first() or 0
    return size, Checkpoint.objects.order_by("-size").first()


def prove(position: int, actor: Reader) -> Proof:
    """Return the inclusion proof of a line (RFC 6962 section 2.1.1) in the newest checkpoint."""
    _require(actor, "ledger.prove")
    entry = Entry.objects.filter(pk=position).first()
    if entry is None or not _readable(entry, actor):
        raise NotFound("ledger.no_line")
    checkpoint = Checkpoint.objects.filter(size__gt=position).order_by("-size").first()
    if checkpoint is None:
        raise Conflict("ledger.no_checkpoint_yet")
    leaves = Entry.objects.filter(position__lt=checkpoint.size).order_by("position")
    hashes = [bytes(leaf) for leaf in leaves.values_list("leaf_hash", flat=True).iterator(5000)]
    return Proof(entry, checkpoint, tuple(inclusion_proof(hashes, position)))


def _require(actor: Reader, permission: str) -> None:
    if not actor.may(permission):
        raise NotAllowed("access.permission_missing", permission=permission)


def _readable(entry: Entry, actor: Reader) -> bool:
    if entry.label_id is not None and not actor.sees_all and entry.label_id not in actor.label_ids:
        return False
    return entry.open_from is None or entry.open_from <= actor.today or actor.reads_closed


def _concerns(entry: Entry, actor: Reader) -> bool:
    """Tell whether a line belongs to what everybody who sees the thing may know of it."""
    if not entry.action.startswith(("access.", "ledger.")) or actor.may("ledger.read"):
        return True
    return entry.actor_id == str(actor.person_id)


def _line(entry: Entry) -> HistoryLine:
    body = json.loads(entry.body)
    changes = tuple(Change(field, *pair) for field, pair in sorted(body["changes"].items()))
    return HistoryLine(
        entry.position,
        entry.at,
        entry.actor_id,
        entry.actor_name,
        entry.action,
        changes,
        body["detail"],
    )
