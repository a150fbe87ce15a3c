"""Fixity: reading preserved bytes again and comparing both digests with those on record.

A run is a job, never a request. It goes by content, so bytes that several units share are read
once; each of those units gets its event. Where it stops it can be taken up again.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from khizana.access.actors import Actor
from khizana.adapters import clock, settings
from khizana.kernel.refs import Ref
from khizana.ledger import actions as ledger
from khizana.preservation import place, premis
from khizana.preservation.models import (
    DigitalObject,
    FixityProblem,
    FixityRun,
    FixityTally,
    PreservationEvent,
)
from khizana.shared import tasks
from khizana.shared.bulk import update_rows

PERIOD = dt.timedelta(days=90)
"""A file is due when it was not read for so long."""
PAUSE = dt.timedelta(hours=24)
"""A scheduled run begins at most so often."""
_AT_ONCE = 50
Progress = Callable[[int, int], None]
OK, CHANGED, MISSING, UNREADABLE = "ok", "changed", "missing", "unreadable"
KINDS = (CHANGED, MISSING, UNREADABLE)


@dataclass(frozen=True, slots=True)
class _Checked:
    content_path: str
    kind: str
    size: int


def in_scope(scope: str) -> "QuerySet[DigitalObject]":
    """Return the files of a scope: ``all``, ``due``, ``accession:<id>`` or ``object:<id>``."""
    rows = DigitalObject.objects.all()
    kind, _, key = scope.partition(":")
    if kind == "accession":
        return rows.filter(record__accession_id=key)
    if kind == "object":
        return rows.filter(pk=key)
    if kind == "all":
        return rows
    since = clock.now() - PERIOD
    return rows.filter(Q(last_checked_at__isnull=True) | Q(last_checked_at__lt=since))


def is_due() -> bool:
    """Tell whether the schedule asks for a run now."""
    recent = FixityRun.objects.filter(scope="due", started_at__gt=clock.now() - PAUSE)
    open_run = FixityRun.objects.filter(finished_at__isnull=True, scope="due").first()
    if open_run is not None:
        return tasks.is_gone(open_run.lease_owner, open_run.leased_at)
    return not recent.exists() and in_scope("due").exists()


def run_due(actor: Actor) -> int:
    """Do the scheduled run, or take up the one that broke off."""
    left = FixityRun.objects.filter(finished_at__isnull=True, scope="due").first()
    if left is not None and not tasks.is_gone(left.lease_owner, left.leased_at):
        return 0
    return run(actor, "due", None, left).checked


def run(
    actor: Actor, scope: str, progress: Progress | None = None, taken_up: FixityRun | None = None
) -> FixityRun:
    """Check every file of a scope; returns the report."""
    rows = in_scope(scope)
    report = taken_up or FixityRun(scope=scope, started_by=actor.name, total=rows.count())
    report.lease_owner, report.leased_at = tasks.worker_name(), clock.now()
    report.save()
    begun = report.started_at
    while batch := _next(rows, report, begun):
        found = {path: _check(path, group) for path, group in batch.items()}
        _write(actor, report, batch, found)
        if progress:
            progress(report.checked, report.total)
    report.finished_at, report.lease_owner = clock.now(), ""
    with transaction.atomic():
        report.save()
        ledger.append(
            actor=actor,
            action="preservation.fixity_run",
            ref=Ref(settings.current().node, "fixity", report.pk),
            detail={"scope": scope, "checked": report.checked, "failed": report.failed},
        )
    return report


def _next(
    rows: "QuerySet[DigitalObject]", report: FixityRun, begun: dt.datetime
) -> dict[str, list[DigitalObject]]:
    """Return the next files by content: those not checked since this run began, in key order."""
    todo = rows.filter(Q(last_checked_at__isnull=True) | Q(last_checked_at__lt=begun))
    if report.last_object is not None:
        todo = todo.filter(pk__gt=report.last_object)
    batch: dict[str, list[DigitalObject]] = {}
    for row in todo.order_by("pk")[:_AT_ONCE]:
        batch.setdefault(row.content_path, []).append(row)
        report.last_object = row.pk
    return batch


def _check(content_path: str, group: Sequence[DigitalObject]) -> _Checked:
    wanted = group[0]
    try:
        found = place.root().digest(content_path)
    except FileNotFoundError:
        return _Checked(content_path, MISSING, 0)
    except OSError:
        return _Checked(content_path, UNREADABLE, 0)
    same = (found.sha512, found.sha256) == (wanted.sha512, wanted.sha256)
    return _Checked(content_path, OK if same else CHANGED, found.size)


def _write(
    actor: Actor,
    report: FixityRun,
    batch: dict[str, list[DigitalObject]],
    found: dict[str, _Checked],
) -> None:
    now = clock.now()
    events, problems, lines = [], [], []
    for path, group in batch.items():
        kind = found[path].kind
        report.bytes_read += found[path].size
        for row in group:
            row.last_checked_at, row.last_check_ok = now, kind == OK
            outcome = premis.SUCCESS if kind == OK else premis.FAILURE
            events.append(
                PreservationEvent(
                    object=row,
                    type=premis.FIXITY,
                    at=now,
                    outcome=outcome,
                    detail={"found": kind, "run": str(report.pk)},
                    agent=premis.AGENT,
                )
            )
            if kind != OK:
                problems.append(FixityProblem(run=report, object=row, kind=kind, at=now))
                lines.append(_line(actor, row, kind, report))
    rows = [row for group in batch.values() for row in group]
    report.checked += len(rows)
    report.failed += len(problems)
    report.leased_at = now
    with transaction.atomic():
        PreservationEvent.objects.bulk_create(events)
        update_rows(
            DigitalObject,
            ("last_checked_at", "last_check_ok"),
            [(row.pk, row.last_checked_at, row.last_check_ok) for row in rows],
        )
        FixityProblem.objects.bulk_create(problems)
        _tally(report, rows)
        report.save()
        ledger.append_many(lines)


def _tally(report: FixityRun, rows: Sequence[DigitalObject]) -> None:
    """Add checked files to the sums of their label and closure."""
    by_marking: dict[tuple[int, dt.date], list[DigitalObject]] = {}
    for row in rows:
        by_marking.setdefault((row.label_id, row.open_from), []).append(row)
    for (label_id, open_from), group in by_marking.items():
        tally, _ = FixityTally.objects.get_or_create(
            run=report, label_id=label_id, open_from=open_from
        )
        tally.checked += len(group)
        tally.bytes_read += sum(row.size for row in group)
        tally.failed += sum(not row.last_check_ok for row in group)
        tally.save()


def _line(actor: Actor, row: DigitalObject, kind: str, report: FixityRun) -> ledger.Line:
    return ledger.Line(
        actor=actor,
        action="preservation.fixity_failed",
        ref=row.ref,
        label_id=row.label_id,
        open_from=row.open_from,
        detail={"found": kind, "run": str(report.pk), "path": row.content_path},
    )
