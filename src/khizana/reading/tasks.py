"""Work of the reading room that a worker does: reading files, recognising pictures, finding what
was left.
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khizana.access.models import OPEN
from khizana.adapters import clock, ocr
from khizana.archive.models import Record
from khizana.reading import reader, recogniser
from khizana.reading.models import Page, Passage
from khizana.reading.writing import WAITS_FOR_OCR
from khizana.shared import holdings

SLICE = 30.0
"""Seconds of OCR after which a long scan makes room for what came later and queues up again."""
_PAGES_A_TASK = 25
_MOST_TASKS = 8
_AT_ONCE = 500


@task()
def read(object_id: str) -> None:
    """Read a preserved file."""
    reader.read_object(UUID(object_id))


@task(priority=-5)
def recognise(object_id: str) -> None:
    """Recognise page pictures of a file; several of these may share a long one."""
    if recogniser.recognise_object(UUID(object_id), SLICE):
        recognise.enqueue(object_id)


def enqueue_reading(ids: Sequence[UUID]) -> None:
    """After «preservation.received»: one task a file, in the transaction that received it."""
    for object_id in ids:
        read.enqueue(str(object_id))


def enqueue_recognition(ids: Sequence[UUID]) -> None:
    """After «reading.pictured»: as many tasks as the pages are worth, at most eight a file."""
    for object_id in ids:
        waiting = Page.objects.filter(object_id=object_id, state=WAITS_FOR_OCR).count()
        wanted = max(1, min(_MOST_TASKS, waiting // _PAGES_A_TASK))
        for _ in range(wanted - _queued(recognise.module_path, object_id)):
            recognise.enqueue(str(object_id))


def _queued(task_path: str, object_id: UUID) -> int:
    """Count the tasks of a kind that stand in the queue, or run, for one file."""
    unfinished = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    rows = DBTaskResult.objects.filter(status__in=unfinished, task_path=task_path)
    return rows.filter(args_kwargs={"args": [str(object_id)], "kwargs": {}}).count()


def resume() -> int:
    """Enqueue what the database shows unread; repeated tasks find their work done and end."""
    unread = list(holdings.holder().unread(_AT_ONCE))
    lost = [each for each in unread if not _queued(read.module_path, each)]
    enqueue_reading(lost)
    pictured: list[UUID] = []
    if ocr.available():
        recogniser.free_claims()
        lapsed = clock.now() - recogniser.CLAIM
        waiting = Page.objects.filter(state=WAITS_FOR_OCR).exclude(claimed_at__gte=lapsed)
        ids = waiting.order_by().values_list("object_id", flat=True).distinct()[:_AT_ONCE]
        pictured = [each for each in ids if not _queued(recognise.module_path, each)]
        enqueue_recognition(pictured)
    return len(lost) + len(pictured)


def carry_marking(record_ids: Sequence[UUID]) -> None:
    """After «archive.relabelled»: pages and passages are marked as their record, in its
    transaction.
    """
    for at in range(0, len(record_ids), _AT_ONCE):
        chunk = record_ids[at : at + _AT_ONCE]
        by_marking: dict[tuple[int, dt.date], list[UUID]] = {}
        rows = Record.objects.filter(pk__in=chunk).values_list("pk", "label_id", "open_from")
        for pk, label_id, open_from in rows:
            by_marking.setdefault((label_id, open_from or OPEN), []).append(pk)
        for (label_id, open_from), records in by_marking.items():
            for model in (Page, Passage):
                model.objects.filter(record_id__in=records).update(
                    label_id=label_id, open_from=open_from
                )
