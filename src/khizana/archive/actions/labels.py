"""Marking and closure of records, carried to everything that repeats them.

Preserved files, passages and the index hold their own copy of a record's marking, so that a filter
is one comparison. The step ``archive.relabelled`` tells the rooms above, inside the transaction of
the change: at no moment is a copy more open than its record.
"""

import datetime as dt
import uuid
from collections.abc import Iterator

from django.db import transaction

from khizana.access import labels
from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.archive import tree
from khizana.archive.held import (
    check_marking,
    held_record,
    institution_of_record,
    lock_institution,
    save_next,
)
from khizana.archive.models import Record
from khizana.kernel.errors import NotValid
from khizana.kernel.markings import join
from khizana.ledger import actions as ledger
from khizana.shared import steps

RELABELLED = "archive.relabelled"
"""Step: the ids are those of records whose label or opening day changed."""

_CHUNK = 500


def relabel_record(
    *,
    actor: Actor,
    record_id: uuid.UUID,
    label: Label,
    version: int | None = None,
    subtree: bool = False,
    reason: str = "",
) -> Record:
    """Give a record another marking; with ``subtree`` also what is below and would be marked lower.

    Parts are raised to at least the new marking, never lowered by the whole; parts that the actor
    may not see are left alone.
    """
    require(actor, "access.mark")
    with transaction.atomic():
        lock_institution(institution_of_record(actor, record_id))
        record = held_record(actor, record_id, version)
        changed: list[_Change] = []
        if label.pk != record.label_id:
            check_marking(actor, record.label, label)
            changed.append(_relabel(record, label))
        if subtree:
            changed.extend(_raise_below(actor, record, label))
        _finish(actor, "archive.record_relabelled", changed, reason)
    return record


def close_record(
    *,
    actor: Actor,
    record_id: uuid.UUID,
    open_from: dt.date,
    version: int | None = None,
    subtree: bool = False,
    reason: str = "",
) -> Record:
    """Set the day from which a record is open (``date.max``: closed until somebody decides).

    With ``subtree`` what is below and would open sooner is closed until then too.
    """
    require(actor, "archive.close")
    with transaction.atomic():
        lock_institution(institution_of_record(actor, record_id))
        record = held_record(actor, record_id, version)
        changed: list[_Change] = []
        if open_from != record.open_from:
            changed.append(_close(record, open_from))
        if subtree:
            below = _below(actor, record).filter(open_from__lt=open_from)
            changed.extend(_close(part, open_from) for part in below.iterator(_CHUNK))
        _finish(actor, "archive.record_closed", changed, reason)
    return record


_Change = tuple[Record, dict[str, list[str]]]


def _below(actor: Actor, record: Record):  # type: ignore[no-untyped-def]  # noqa: ANN202
    rows = Record.objects.visible_to(actor).filter(tree.below(record.path, own=False))
    return rows.select_related("label").order_by("path")


def _raise_below(actor: Actor, record: Record, label: Label) -> Iterator[_Change]:
    wanted = labels.marking_of(label)
    joined: dict[int, Label] = {}
    for part in _below(actor, record).iterator(_CHUNK):
        if part.label_id not in joined:
            joined[part.label_id] = labels.intern(join((labels.marking_of(part.label), wanted)))
        target = joined[part.label_id]
        if target.pk != part.label_id:
            yield _relabel(part, target)


def _relabel(record: Record, label: Label) -> _Change:
    pair = [record.label.key, label.key]
    record.label = label
    return record, {"label": pair}


def _close(record: Record, open_from: dt.date) -> _Change:
    pair = [record.open_from.isoformat(), open_from.isoformat()]
    record.open_from = open_from
    return record, {"open_from": pair}


def _finish(actor: Actor, action: str, changed: list[_Change], reason: str) -> None:
    """Save, hand on and write a line for each record, in chunks of one transaction."""
    _refuse_twins([record for record, _changes in changed])
    for start in range(0, len(changed), _CHUNK):
        chunk = changed[start : start + _CHUNK]
        records = [record for record, _changes in chunk]
        if len(records) == 1:
            save_next(records[0])
        else:
            _save_all(records)
        steps.hand_on(RELABELLED, [record.pk for record in records])
        ledger.append_many(
            [
                ledger.Line(
                    actor=actor,
                    action=action,
                    ref=record.ref,
                    label_id=record.label_id,
                    open_from=record.open_from,
                    changes=changes,
                    detail={"reason": reason} if reason else None,
                )
                for record, changes in chunk
            ]
        )


def _save_all(records: list[Record]) -> None:
    now = clock.now()
    for record in records:
        record.version += 1
        record.updated_at = now
    Record.objects.bulk_update(
        records, ["label", "open_from", "version", "updated_at"], batch_size=_CHUNK
    )


def _refuse_twins(records: list[Record]) -> None:
    """Two records of one reference code may not come to bear the same marking and opening day."""
    for start in range(0, len(records), _CHUNK):
        chunk = {record.pk: record for record in records[start : start + _CHUNK]}
        codes = {record.reference_code for record in chunk.values()}
        institution = next(iter(chunk.values())).institution_id
        same = Record.objects.filter(institution_id=institution, reference_code__in=codes)
        twins = same.exclude(pk__in=chunk).values_list("reference_code", "label_id", "open_from")
        marked = {(one.reference_code, one.label_id, one.open_from) for one in chunk.values()}
        taken = marked.intersection(twins)
        if taken:
            raise NotValid("archive.code_taken", field="label", code=min(taken)[0])
