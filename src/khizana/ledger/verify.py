"""Walking the ledger: every leaf, every root, every checkpoint, and what is wrong where.

What this can find: any change behind the ledger's back, unless the same hand rewrote all rows,
all checkpoints, the notes beside the database, and holds the node's key. Against that only a
checkpoint kept elsewhere helps (a partner's, or a printed one).
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from khizana.kernel import merkle, notes
from khizana.kernel.errors import Refusal
from khizana.kernel.words import say
from khizana.ledger import anchors, keys, triggers
from khizana.ledger.models import Checkpoint, Tree
from khizana.ledger.rows import Row, stream

Progress = Callable[[int, int], None]
_STEP = 1000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; `code` names it, `position` says where in the ledger."""

    code: str
    position: int
    data: dict[str, Any] = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """Return what is wrong, in words."""
        return say("event." + self.code, lang, position=self.position, **self.data)


def walk(progress: Progress | None = None) -> list[Problem]:
    """Recompute the whole ledger and return what is wrong; an empty list where all is well."""
    return _Walk(progress or (lambda done, total: None)).run()


class _Walk:
    """One pass over the rows, comparing with every checkpoint on the way."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.problems: list[Problem] = []
        self.frontier = merkle.Frontier()
        self.broken = False
        self.sound_until = 0

    def run(self) -> list[Problem]:
        tree = Tree.objects.filter(pk=1).first() or Tree(pk=1)
        heads = self._checkpoints()
        self._rows(tree.size, heads)
        self._end(tree, heads)
        if not triggers.present(connection):
            self._add("ledger.triggers_missing", 0)
        return sorted(self.problems, key=lambda p: p.position)

    def _add(self, code: str, position: int, **data: Any) -> None:
        self.problems.append(Problem(code, position, data))

    def _checkpoints(self) -> dict[int, bytes]:
        """Return the roots that were signed, by size; complain of those that were not."""
        verifier = keys.verifier()
        heads: dict[int, bytes] = {}
        for row in Checkpoint.objects.order_by("size"):
            signed = _read_note(row.note, verifier)
            if signed is None or (signed.size, signed.root) != (row.size, bytes(row.root)):
                self._add("ledger.checkpoint_forged", row.size)
            else:
                heads[row.size] = signed.root
        for size, note in anchors.kept():
            signed = _read_note(note, verifier)
            if signed is None or signed.size != size:
                self._add("ledger.anchor_forged", size)
            elif heads.setdefault(size, signed.root) != signed.root:
                self._add("ledger.two_heads", size)
        return heads

    def _rows(self, total: int, heads: dict[int, bytes]) -> None:
        expected = 0
        for entry in stream():
            if not 0 <= entry.position < total:
                self._add("ledger.row_inserted", entry.position)
                continue
            if entry.position != expected:
                self._add("ledger.row_missing", expected, last=entry.position - 1)
                self.broken = True
                expected = entry.position
            self._row(entry)
            expected += 1
            if not self.broken and expected in heads:
                self._head(expected, heads[expected])
            if expected % _STEP == 0:
                self.progress(expected, total)
        if expected < total:
            self._add("ledger.row_missing", expected, last=total - 1)
            self.broken = True
        self.progress(total, total)

    def _row(self, entry: Row) -> None:
        stored = bytes(entry.leaf_hash)
        if merkle.leaf_hash(entry.body.encode()) != stored:
            self._add("ledger.row_changed", entry.position)
        elif wrong := _columns_apart(entry):
            self._add("ledger.columns_changed", entry.position, columns=", ".join(wrong))
        if not self.broken:
            self.frontier.append(stored)

    def _head(self, size: int, signed: bytes) -> None:
        if self.frontier.root() == signed:
            self.sound_until = size
            return
        self._add("ledger.root_differs", self.sound_until, last=size - 1)
        self.broken = True  # every later root follows from this one

    def _end(self, tree: Tree, heads: dict[int, bytes]) -> None:
        beyond = [size for size in heads if size > tree.size]
        if beyond:
            self._add("ledger.cut_off", tree.size, last=max(beyond) - 1)
        if not self.broken and tree.frontier != self.frontier.to_json()["edge"]:
            self._add("ledger.tree_changed", tree.size)


def _read_note(note: str, verifier: notes.Verifier) -> notes.Checkpoint | None:
    try:
        signed = notes.Checkpoint.parse(notes.verify(note, [verifier]).text)
    except Refusal:
        return None
    return signed if signed.origin == verifier.name else None


def _columns_apart(entry: Row) -> list[str]:
    """Return the columns that do not say what the hashed body says."""
    try:
        body = json.loads(entry.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return ["body"]
    shown = {
        "position": entry.position,
        "at": entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "action": entry.action,
        "ref": entry.ref,
        "label_id": entry.label_id,
        "open_from": entry.open_from.isoformat() if entry.open_from else None,
    }
    return [name for name, value in shown.items() if body.get(name) != value]
