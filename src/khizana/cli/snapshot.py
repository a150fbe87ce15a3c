"""The rows of a node at one moment: out into a file, and back into an empty database.

SQLite copies itself page by page (its online backup, consistent beside writers). Any other
database is written as rows of JSON inside one repeatable-read transaction.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from khizana.kernel.errors import Conflict, NotValid
from khizana.kernel.merkle import Frontier

SQLITE_FILE = "khizana.sqlite3"
ROWS_FILE = "rows.jsonl"
BATCH = 1000
SESSIONS = {"sessions", "usersessions"}
"""Who was signed in is of no use in another life of the node."""
LEFT_OUT = {"contenttypes", "auth", "messages", *SESSIONS}
"""Made again by `migrate`, or sessions."""


class Exact(DjangoJSONEncoder):
    """Django's encoder drops microseconds; the ledger's leaves are hashed with them."""

    def default(self, o: Any) -> Any:
        """Write a moment as it is."""
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


@dataclass(frozen=True)
class Snapshot:
    """What restoring compares: rows per table, and the head of the ledger's tree."""

    counts: dict[str, int]
    tree_size: int
    tree_root: str
    migrations: list[str]

    def to_json(self) -> dict[str, Any]:
        """The form that the manifest keeps."""
        return {
            "counts": self.counts,
            "tree": {"size": self.tree_size, "root": self.tree_root},
            "migrations": self.migrations,
        }


def kept_models() -> list[type[models.Model]]:
    """Every table that a backup carries, parents before children where that is possible."""
    found = serializers.sort_dependencies(
        [(config, None) for config in apps.get_app_configs() if config.label not in LEFT_OUT],
        allow_cycles=True,
    )
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def facts() -> Snapshot:
    """Counts and tree head of the database that Django is connected to."""
    from khizana.ledger.models import Tree

    tree = Tree.objects.first()
    frontier = tree.read() if tree else Frontier()
    applied = MigrationRecorder(connection).applied_migrations()
    return Snapshot(
        counts={m._meta.label: m._base_manager.count() for m in kept_models()},
        tree_size=tree.size if tree else 0,
        tree_root=frontier.root().hex(),
        migrations=sorted(f"{app}.{name}" for app, name in applied),
    )


def write(folder: Path) -> tuple[Path, Snapshot]:
    """Write the rows into ``folder`` and say what they are."""
    with transaction.atomic(durable=True):
        if connection.vendor == "sqlite":
            return _write_sqlite(folder / SQLITE_FILE)
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        found = facts()
        return _write_rows(folder / ROWS_FILE), found


def _write_sqlite(path: Path) -> tuple[Path, Snapshot]:
    """Copy inside a transaction that holds the write lock: copy and counts are of one moment."""
    found = facts()
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    with sqlite3.connect(connection.settings_dict["NAME"]) as source:
        source.backup(copy)
    source.close()
    for model in apps.get_models():
        if model._meta.app_label in SESSIONS:
            copy.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608 - our own tables
    copy.commit()
    copy.execute("PRAGMA journal_mode=DELETE")
    copy.close()
    return path, found


def _write_rows(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as out:
        for model in kept_models():
            rows = model._base_manager.order_by("pk").iterator(chunk_size=BATCH)
            serializers.serialize("jsonl", rows, stream=out, cls=Exact, ensure_ascii=False)
    return path


def read_rows(path: Path) -> Iterator[int]:
    """Load rows into the empty database that Django is connected to; yields the rows so far."""
    if any(m._base_manager.exists() for m in kept_models() if not _made_by_migrations(m)):
        raise Conflict("cli.database_not_empty")
    done = 0
    with transaction.atomic():
        for model in kept_models():
            model._base_manager.all().delete()
        for model, rows in _batches(path):
            model._base_manager.bulk_create(rows)
            done += len(rows)
            yield done
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), kept_models()):
                cursor.execute(sql)


def _made_by_migrations(model: type[models.Model]) -> bool:
    """Rows that a fresh database has already."""
    return model._meta.label in {"ledger.Tree", "access.Label"}


def _batches(path: Path) -> Iterator[tuple[type[models.Model], list[models.Model]]]:
    batch: list[models.Model] = []
    with path.open(encoding="utf-8") as lines:
        for item in serializers.deserialize("jsonl", lines):
            row = item.object
            if batch and (type(batch[0]) is not type(row) or len(batch) == BATCH):
                yield type(batch[0]), batch
                batch = []
            batch.append(row)
    if batch:
        yield type(batch[0]), batch


def require_same_version(listed: list[str]) -> None:
    """Rows fit only the tables they came from; a copied SQLite file is brought forward instead."""
    ours = {f"{a}.{n}" for a, n in MigrationRecorder(connection).applied_migrations()}
    if ours != set(listed):
        raise NotValid("cli.backup_other_version")


def differences(before: dict[str, Any], after: Snapshot) -> list[str]:
    """What a restored node has otherwise than its backup says."""
    found = [
        f"{name}: {before['counts'].get(name, 0)} -> {after.counts.get(name, 0)}"
        for name in sorted(before["counts"].keys() | after.counts.keys())
        if before["counts"].get(name, 0) != after.counts.get(name, 0)
    ]
    if before["tree"] != {"size": after.tree_size, "root": after.tree_root}:
        found.append(f"ledger: {before['tree']} -> {after.tree_size} {after.tree_root}")
    return found
