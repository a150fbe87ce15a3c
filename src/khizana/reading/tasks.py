"""Work of the reading room that a worker does: reading files, recognising pictures, finding what
was left.
"""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django_tasks import task

from khizana.access.models import OPEN
from khizana.adapters import clock, ocr
from khizana.archive.models import Record
from khizana.reading import reader, recogniser
from khizana.reading.models import Page, Passage
from khizana.reading.writing import WAITS_FOR_OCR
from khizana.shared import holdings

_PAGES_A_TASK = 25
_MOST_TASKS = 8
_AT_ONCE = 500


@task()
def read(object_id: str) -> None:
    """Read a preserved file."""
    reader.read_object(UUID(object_id))


@task()
def recognise(object_id: str) -> None:
    """Recognise page pictures of a file; several of these may share a long one."""
    recogniser.recognise_object(UUID(object_id))


def enqueue_reading(ids: Sequence[UUID]) -> None:
    """After «preservation.received»: one task a file, in the transaction that received it."""
    for object_id in ids:
        read.enqueue(str(object_id))


def enqueue_recognition(ids: Sequence[UUID]) -> None:
    """After «reading.pictured»: as many tasks as the pages are worth, at most eight a file."""
    for object_id in ids:
        waiting = Page.objects.filter(object_id=object_id, state=WAITS_FOR_OCR).count()
        for _ in range(max(1, min(_MOST_TASKS, waiting // _PAGES_A_TASK))):
            recognise.enqueue(str(object_id))


def resume() -> int:
    """Enqueue what the database shows unread; repeated tasks find their work done and end."""
    unread = list(holdings.holder().unread(_AT_ONCE))
    enqueue_reading(unread)
    pictured: list[UUID] = []
    if ocr.available():
        lapsed = clock.now() - recogniser.CLAIM
        waiting = Page.objects.filter(state=WAITS_FOR_OCR).exclude(claimed_at__gte=lapsed)
        pictured = list(waiting.values_list("object_id", flat=True).distinct()[:_AT_ONCE])
        enqueue_recognition([each for each in pictured if each not in set(unread)])
    return len(unread) + len(pictured)


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
