"""Work of the room that workers do: receiving boxes, checking fixity, finding what was left."""

import datetime as dt
import time
from collections.abc import Sequence
from uuid import UUID

from django_tasks import task

from khizana.access.queries import system_actor
from khizana.adapters import clock
from khizana.preservation import fixity, leases, place, receiving
from khizana.preservation.acting import machine_for
from khizana.preservation.actions import close_submission, resume_submission
from khizana.preservation.actions.boxes import relist
from khizana.preservation.models import Submission
from khizana.shared import tasks as common

BOX_PRIORITY = 10
"""Bytes first: nothing is read before it is safe."""
SLICE = 30.0
"""Seconds after which a task of a long box makes room and queues up again."""
_FILES_A_TASK = 64
_MOST_TASKS = 4
_STALE = dt.timedelta(minutes=2)


@task(priority=BOX_PRIORITY)
def receive(submission_id: str) -> int:
    """Receive files of a box until none is left or the slice is over."""
    limit = time.monotonic() + SLICE
    done = 0
    while dealt := receiving.receive_next(UUID(submission_id)):
        done += dealt
        if time.monotonic() > limit:
            receive.enqueue(submission_id)
            break
    return done


@task(priority=BOX_PRIORITY)
def list_box(submission_id: str) -> None:
    """List a box again whose lister died, and close it."""
    submission = Submission.objects.select_related("accession").get(pk=submission_id)
    if submission.state == "listing":
        actor = machine_for(submission)
        relist(actor=actor, submission_id=submission.pk)
        close_submission(actor=actor, submission_id=submission.pk)


@task(priority=-10)
def check_fixity() -> int:
    """Check the files whose turn it is."""
    return fixity.run_due(system_actor())


def enqueue_receipt(ids: Sequence[UUID]) -> None:
    """After a box is closed: as many tasks as its files are worth, at most four."""
    for submission_id in ids:
        waiting = Submission.objects.get(pk=submission_id).files.filter(state="waiting").count()
        for _ in range(max(1, min(_MOST_TASKS, waiting // _FILES_A_TASK))):
            receive.enqueue(str(submission_id))


def resume() -> int:
    """Free what the dead held, clean up after them, and enqueue what is unfinished."""
    found = leases.free_lapsed() + place.clean_after_the_dead()
    found += _resume_boxes()
    if fixity.is_due() and not common.is_waiting(check_fixity.module_path):
        check_fixity.enqueue()
    return found


def _resume_boxes() -> int:
    found = 0
    waiting = common.is_waiting(receive.module_path)
    for submission in Submission.objects.filter(state="receiving"):
        if not waiting:
            enqueue_receipt([submission.pk])
        found += 1
    for submission in Submission.objects.filter(state="stopped", stopped_by=receiving.DISK_FULL):
        if place.free_bytes() > 2 * place.RESERVE:
            resume_submission(actor=machine_for(submission), submission_id=submission.pk)
            found += 1
    abandoned = Submission.objects.filter(
        state="listing", updated_at__lt=clock.now() - _STALE
    ).exclude(lister="")
    for submission in abandoned:
        if common.is_gone(submission.lister, submission.updated_at) and not common.is_waiting(
            list_box.module_path
        ):
            list_box.enqueue(str(submission.pk))
            found += 1
    return found
