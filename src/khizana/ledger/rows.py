"""Rows of the ledger by the thousand, past the ORM, which would cost most of the time."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection

from khizana.ledger.models import Entry

_COLUMNS = (
    "position", "at", "actor_id", "actor_name", "action", "ref", "label_id", "open_from", "body",
    "leaf_hash",
)  # fmt: skip
_CHUNK = 5000


class Row(NamedTuple):
    """One row as it lies in the database."""

    position: int
    at: dt.datetime
    actor_id: str
    actor_name: str
    action: str
    ref: str
    label_id: int | None
    open_from: dt.date | None
    body: str
    leaf_hash: bytes


def insert(entries: Sequence[Entry]) -> None:
    """Insert new lines; the triggers refuse a position that is taken."""
    ops = connection.ops
    table = Entry._meta.db_table
    names = ", ".join(_COLUMNS)
    places = ", ".join(["%s"] * len(_COLUMNS))
    rows: list[tuple[Any, ...]] = [
        (
            entry.position,
            ops.adapt_datetimefield_value(entry.at),
            entry.actor_id,
            entry.actor_name,
            entry.action,
            entry.ref,
            entry.label_id,
            ops.adapt_datefield_value(entry.open_from),
            entry.body,
            entry.leaf_hash,
        )
        for entry in entries
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608 - names of this module
    for entry in entries:
        entry._state.adding, entry._state.db = False, connection.alias


def stream() -> Iterator[Row]:
    """Yield all rows in order, a bounded number at a time."""
    rows = Entry.objects.order_by("position").values_list(*_COLUMNS)
    chunk = list(rows[:_CHUNK])
    while chunk:
        yield from map(Row._make, chunk)
        chunk = list(rows.filter(position__gt=chunk[-1][0])[:_CHUNK])
