"""Withdrawal instead of deletion: the unit leaves the lists, its history and its files remain."""

import uuid

from django.db import transaction

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.archive import tree
from khizana.archive.held import (
    held_record,
    institution_of_record,
    lock_institution,
    save_next,
    write_line,
)
from khizana.archive.models import Record
from khizana.archive.values import clean_line
from khizana.kernel.errors import Conflict, NotValid
from khizana.shared import steps

WITHDRAWN = "archive.withdrawn"
"""Step: the ids are those of the tops of subtrees that were withdrawn or restored."""


def withdraw_record(
    *, actor: Actor, record_id: uuid.UUID, reason: str, version: int | None = None
) -> Record:
    """Take a unit and all below it out of the lists; the reason is required and kept."""
    require(actor, "archive.withdraw")
    reason = clean_line(reason, "reason", 2_000)
    if not reason:
        raise NotValid("archive.reason_missing", field="reason")
    with transaction.atomic():
        lock_institution(institution_of_record(actor, record_id))
        record = held_record(actor, record_id, version)
        record.withdrawn_at, record.withdrawn_reason = clock.now(), reason
        below = Record.objects.filter(tree.below(record.path, own=False))
        below = below.filter(withdrawn_at__isnull=True)
        units = 1 + below.update(withdrawn_at=record.withdrawn_at, withdrawn_reason=reason)
        save_next(record)
        steps.hand_on(WITHDRAWN, [record.pk])
        when = record.withdrawn_at.isoformat()
        changes = {"withdrawn_at": [None, when], "withdrawn_reason": [None, reason]}
        write_line(actor, "archive.record_withdrawn", record, changes, _detail(record, units))
    return record


def restore_record(*, actor: Actor, record_id: uuid.UUID, version: int | None = None) -> Record:
    """Bring a withdrawn unit back with all that was withdrawn together with it."""
    require(actor, "archive.withdraw")
    with transaction.atomic():
        lock_institution(institution_of_record(actor, record_id))
        record = held_record(actor, record_id, version, withdrawn=True)
        if record.parent is not None and record.parent.withdrawn_at is not None:
            raise Conflict("archive.parent_withdrawn", title=record.title)
        when, reason = record.withdrawn_at, record.withdrawn_reason
        together = Record.objects.filter(tree.below(record.path, own=False), withdrawn_at=when)
        units = 1 + together.update(withdrawn_at=None, withdrawn_reason="")
        record.withdrawn_at, record.withdrawn_reason = None, ""
        save_next(record)
        steps.hand_on(WITHDRAWN, [record.pk])
        old = when.isoformat() if when else None
        changes = {"withdrawn_at": [old, None], "withdrawn_reason": [reason, None]}
        write_line(actor, "archive.record_restored", record, changes, _detail(record, units))
    return record


def _detail(record: Record, units: int) -> dict[str, object]:
    return {"path": record.path, "units": units}
