"""The append-only ledger: history, audit, outbox and proof at once."""

from django.db import models

from khizana.adapters import clock
from khizana.kernel.merkle import Frontier


class Entry(models.Model):
    """One line. ``body`` is canonical JSON (RFC 8785); ``leaf_hash`` its RFC 6962 leaf.

    Triggers of the database refuse to change or delete lines (``ledger.triggers``). The columns
    beside ``body`` repeat parts of it so that they can be queried; ``verify`` compares them.
    ``label_id`` and ``open_from`` are those of the thing at that time: who may not read the
    thing may not read its line.
    """

    position = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(default=clock.now)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    action = models.CharField(max_length=80)
    ref = models.CharField(max_length=200)
    label_id = models.IntegerField(null=True)
    open_from = models.DateField(null=True)
    body = models.TextField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["ref", "position"]),
            models.Index(fields=["actor_id", "position"]),
            models.Index(fields=["action", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.action} {self.ref}"


class Tree(models.Model):
    """The frontier of the Merkle tree: one row, locked while a line is appended."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"tree of {self.size}"

    def read(self) -> Frontier:
        """Return the frontier of the tree."""
        return Frontier.from_json({"size": self.size, "edge": self.frontier})

    def write(self, frontier: Frontier) -> None:
        """Store the frontier; the row must be locked."""
        self.size, self.frontier = frontier.size, frontier.to_json()["edge"]
        self.save(update_fields=["size", "frontier"])


class Checkpoint(models.Model):
    """A signed tree head in C2SP tlog-checkpoint form."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Cursor(models.Model):
    """How far a reader of the ledger (index, alerts, exchange feed) has come."""

    name = models.CharField(max_length=80, primary_key=True)
    position = models.BigIntegerField(default=-1)
    moved_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
