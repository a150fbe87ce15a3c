"""Writing the ledger: one line per change, in the transaction of the change."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import transaction

from khizana.adapters import clock
from khizana.kernel import canonical, merkle, notes
from khizana.kernel.refs import Ref
from khizana.ledger import anchors, keys
from khizana.ledger.models import Checkpoint, Entry, Tree
from khizana.ledger.rows import insert

FORMAT = 1
CHECKPOINT_EVERY = 1024


class Who(Protocol):
    """What the ledger needs of an actor (rooms above pass `access.actors.Actor`)."""

    @property
    def person_id(self) -> uuid.UUID | None:
        """The person, or None for the machine."""

    @property
    def name(self) -> str:
        """How the line names them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be appended: for `append_many`, where thousands follow one another."""

    actor: Who
    action: str
    ref: Ref | str
    label_id: int | None = None
    open_from: dt.date | None = None
    changes: Mapping[str, Any] | None = None
    detail: Mapping[str, Any] | None = None


def append(
    *,
    actor: Who,
    action: str,
    ref: Ref | str,
    label_id: int | None = None,
    open_from: dt.date | None = None,
    changes: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one line. Call it last in the transaction of the change: it locks the tree.

    `changes` is {field: [old, new]} in JSON values; `label_id` and `open_from` are those of the
    thing after the change, so that its history is shown to those who may read the thing.
    """
    return append_many([Line(actor, action, ref, label_id, open_from, changes, detail)])[0]


def append_many(lines: Sequence[Line]) -> list[Entry]:
    """Append lines in their order, under one lock of the tree."""
    if not lines:
        return []
    with transaction.atomic(savepoint=False):
        tree = _lock_tree()
        frontier, before = tree.read(), tree.size
        at = clock.now()
        written = at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        entries = [_entry(line, frontier, at, written) for line in lines]
        insert(entries)
        tree.write(frontier)
        if frontier.size // CHECKPOINT_EVERY > before // CHECKPOINT_EVERY:
            _sign(frontier)
    return entries


def make_checkpoint() -> Checkpoint | None:
    """Sign the tree as it stands now; None while the ledger is empty."""
    with transaction.atomic():
        frontier = _lock_tree().read()
        return _sign(frontier) if frontier.size else None


def _lock_tree() -> Tree:
    """Return the one row of the tree, locked until the transaction ends.

    On SQLite the whole database is locked already (IMMEDIATE); the lock makes positions follow
    the order of commits, so that a cursor never passes over a line.
    """
    tree = Tree.objects.select_for_update().filter(pk=1).first()
    if tree is None:
        Tree.objects.bulk_create([Tree(pk=1)], ignore_conflicts=True)
        tree = Tree.objects.select_for_update().get(pk=1)
    return tree


def _entry(line: Line, frontier: merkle.Frontier, at: dt.datetime, written: str) -> Entry:
    columns: dict[str, Any] = {
        "position": frontier.size,
        "at": at,
        "actor_id": str(line.actor.person_id or "system"),
        "actor_name": line.actor.name,
        "action": line.action,
        "ref": str(line.ref),
        "label_id": line.label_id,
        "open_from": line.open_from,
    }
    open_from = line.open_from
    body = canonical.dumps(
        {
            **columns,
            "at": written,
            "open_from": open_from.isoformat() if open_from else None,
            "changes": dict(line.changes or {}),
            "detail": dict(line.detail or {}),
            "format": FORMAT,
        }
    )
    leaf = merkle.leaf_hash(body)
    frontier.append(leaf)
    return Entry(**columns, body=body.decode(), leaf_hash=leaf)


def _sign(frontier: merkle.Frontier) -> Checkpoint:
    known = Checkpoint.objects.filter(pk=frontier.size).first()
    if known is not None:
        return known
    body = str(notes.Checkpoint(keys.origin(), frontier.size, frontier.root()))
    note = notes.sign(body, keys.origin(), keys.private_key())
    checkpoint = Checkpoint(size=frontier.size, root=frontier.root(), note=note)
    checkpoint.save(force_insert=True)
    # only what is committed may be anchored: a rolled-back tree never existed
    transaction.on_commit(lambda: anchors.keep(frontier.size, note))
    return checkpoint
