"""Leases: which worker has which entries in hand, so that two never do the same at once."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F

from khizana.adapters import clock
from khizana.preservation.models import Submission, SubmittedFile
from khizana.shared import tasks

BATCH_FILES = 64
BATCH_BYTES = 128 * 2**20
MOST_ATTEMPTS = 6
"""An entry whose worker died so often is set aside: it may be what kills them."""
_LEAST = dt.timedelta(minutes=15)
_SLOWEST = 5 * 2**20  # bytes a second


def take(submission: Submission) -> list[SubmittedFile]:
    """Lease the next entries of a box: many small ones, or one large one.

    What was in the hands of a worker that died is taken alone, so that a file that kills its
    worker does not take others with it.
    """
    with transaction.atomic():
        _give_up(submission)
        rows = (
            SubmittedFile.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(submission=submission, state="waiting")
            .select_related("submission", "container__object", "parent_record")
            .order_by("attempts", "position")[:BATCH_FILES]
        )
        chosen = _fitting(list(rows))
        now = clock.now()
        until = now + _LEAST + dt.timedelta(seconds=sum(f.size for f in chosen) / _SLOWEST)
        for file in chosen:
            file.state, file.lease_owner = "receiving", tasks.worker_name()
            file.leased_at, file.lease_until = now, until
        SubmittedFile.objects.filter(pk__in=[file.pk for file in chosen]).update(
            state="receiving",
            lease_owner=tasks.worker_name(),
            leased_at=now,
            lease_until=until,
            attempts=F("attempts") + 1,
        )
    return chosen


def _fitting(rows: list[SubmittedFile]) -> list[SubmittedFile]:
    if rows and rows[0].attempts:
        return rows[:1]
    chosen: list[SubmittedFile] = []
    total = 0
    for file in rows:
        total += file.size
        if file.attempts or (chosen and total > BATCH_BYTES):
            break
        chosen.append(file)
    return chosen


def give_back(files: Iterable[SubmittedFile], *, blameless: bool = False) -> None:
    """Return entries that were not dealt with; ``blameless`` takes back that it was an attempt."""
    SubmittedFile.objects.filter(
        pk__in=[file.pk for file in files], state="receiving", lease_owner=tasks.worker_name()
    ).update(
        state="waiting",
        lease_owner="",
        lease_until=None,
        attempts=F("attempts") - (1 if blameless else 0),
    )


def _give_up(submission: Submission) -> None:
    """Set aside what brought too many workers down."""
    SubmittedFile.objects.filter(
        submission=submission, state="waiting", attempts__gte=MOST_ATTEMPTS
    ).update(state="failed", refusal="preservation.gave_up")


def free_lapsed() -> int:
    """Free what dead workers held, and what leases that ran out."""
    freed = 0
    held = SubmittedFile.objects.filter(state="receiving")
    owners = held.values_list("lease_owner", "leased_at").distinct()
    now = clock.now()
    for owner, since in list(owners):
        lapsed = held.filter(lease_owner=owner, leased_at=since)
        if not tasks.is_gone(owner, since):
            lapsed = lapsed.filter(lease_until__lt=now)
        freed += lapsed.update(state="waiting", lease_owner="", lease_until=None)
    return freed
