"""Reading the room: boxes and their progress, what was refused, preserved files, fixity."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.kernel.errors import NotFound, Refusal
from khizana.kernel.words import say
from khizana.preservation import fixity, place
from khizana.preservation.doubts import format_doubt
from khizana.preservation.models import (
    DigitalObject,
    FixityProblem,
    FixityRun,
    FixityTally,
    PreservationEvent,
    Submission,
    SubmittedFile,
)
from khizana.preservation.sight import seen_objects, visible_boxes, with_said_state
from khizana.preservation.workflow import HELD_STATES

_RECEIVE = "preservation.receive"
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a box has come. ``counts`` is by state; reading follows receiving.

    Attributes:
        ended: entries that have come to their end, good or refused.
        reading: received files by reading state (waiting, reading, read, refused, none).
        seconds_left: a guess from the pace so far; None where there is none.
    """

    state: str
    total: int
    ended: int
    counts: dict[str, int]
    bytes_total: int
    bytes_done: int
    reading: dict[str, int]
    seconds_left: int | None
    stopped_by: str

    @property
    def received(self) -> bool:
        """Tell whether every entry has come to its end."""
        return self.state == "received"

    @property
    def complete(self) -> bool:
        """Tell whether every received file has been read as well."""
        return self.received and not any(self.reading.get(s) for s in ("waiting", "reading"))


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was refused, and what to do next."""

    sentence: str
    advice: str


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """Everything about one preserved file that the actor may know."""

    held: DigitalObject
    events: list[PreservationEvent]
    duplicate_of: DigitalObject | None
    duplicates: list[DigitalObject]
    attachments: list[DigitalObject]
    receipts: list[SubmittedFile]


def submissions(
    actor: Actor, *, accession_id: uuid.UUID | None = None, state: str = ""
) -> "QuerySet[Submission]":
    """Return the boxes, newest first."""
    require(actor, _RECEIVE)
    rows = visible_boxes(actor).select_related("accession", "label", "box_record")
    if accession_id is not None:
        rows = rows.filter(accession_id=accession_id)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-created_at", "-pk")


def find_submission(actor: Actor, submission_id: uuid.UUID) -> Submission:
    """Return one box."""
    found: Submission | None = submissions(actor).filter(pk=submission_id).first()
    if found is None:
        raise NotFound("preservation.no_box")
    return found


def files(actor: Actor, submission: Submission, *, state: str = "") -> "QuerySet[SubmittedFile]":
    """Return the entries of a box, in its order.

    An entry whose unit was marked higher since is left out, name and count alike. ``said_state``
    is what the actor is told.
    """
    visible = DigitalObject.objects.visible_to(actor)
    # said_state is an annotation, which the types of Django do not follow through a variable
    rows: QuerySet[Any] = SubmittedFile.objects.filter(submission=submission)
    if not (actor.sees_all and actor.reads_closed):
        rows = rows.filter(Q(object__isnull=True) | Q(object__in=visible))
    said: QuerySet[Any] = with_said_state(actor, rows)
    rows = said.filter(Q(("said_state__in", state.split(",")))) if state else said
    return rows.select_related("object").order_by("position")


def has_upload(actor: Actor, submission_id: uuid.UUID, path: str, size: int) -> bool:
    """Tell whether a file came whole into an open box already: its answer may have got lost."""
    name = path.encode("utf-8", "surrogateescape").lstrip(b"/")
    rows = find_submission(actor, submission_id).files.filter(state="waiting")
    return rows.filter(path_bytes=name, size=size, zip_offset__isnull=True).exists()


def progress(actor: Actor, submission: Submission) -> Progress:
    """Return how far a box has come."""
    rows: QuerySet[Any] = files(actor, submission).order_by()
    by_state = rows.values_list("said_state").annotate(n=Count("pk"), size=Sum("size"))
    counts = {state: n for state, n, _ in by_state}
    sizes = {state: size or 0 for state, _, size in by_state}
    held = rows.filter(state__in=HELD_STATES)
    reading = dict(held.values_list("object__reading_state").annotate(n=Count("pk")))
    total = sum(counts.values())
    ended = total - sum(counts.get(s, 0) for s in ("uploading", "waiting", "receiving"))
    bytes_done = sum(sizes.get(s, 0) for s in HELD_STATES)
    bytes_left = sum(sizes.get(s, 0) for s in ("waiting", "receiving"))
    return Progress(
        state=submission.state,
        total=total,
        ended=ended,
        counts=counts,
        bytes_total=bytes_done + bytes_left,
        bytes_done=bytes_done,
        reading=reading,
        seconds_left=_left(submission, ended, total),
        stopped_by=submission.stopped_by,
    )


def _left(submission: Submission, ended: int, total: int) -> int | None:
    if submission.state != "receiving" or submission.closed_at is None or not ended:
        return None
    spent = (clock.now() - submission.closed_at) / dt.timedelta(seconds=1)
    return round(spent * (total - ended) / ended)


def refused(actor: Actor, *, submission: Submission | None = None) -> "QuerySet[SubmittedFile]":
    """Return what was refused or given up, newest box first: the quarantine list."""
    boxes = submissions(actor).order_by()
    rows = SubmittedFile.objects.filter(state__in=("refused", "failed"))
    rows = rows.filter(submission=submission) if submission else rows
    rows = rows.filter(submission__in=boxes).select_related("submission__accession")
    return rows.order_by("-submission__created_at", "position")


def reason(file: SubmittedFile, lang: str) -> Reason | None:
    """Say why an entry was refused and what to do; None where it was not."""
    if not file.refusal:
        return None
    refusal = Refusal(file.refusal, path=file.path, **file.refusal_data)
    return Reason(refusal.sentence(lang), refusal.advice(lang))


def stopped_reason(submission: Submission, lang: str) -> Reason | None:
    """Say why a box stands still and what to do; None where it does not."""
    if not submission.stopped_by:
        return None
    refusal = Refusal(submission.stopped_by, **submission.stopped_data)
    return Reason(refusal.sentence(lang), refusal.advice(lang))


def note(file: SubmittedFile, lang: str) -> str:
    """Say what is unusual about an entry that was received; "" where nothing is."""
    if file.note:
        return say("event." + file.note, lang, path=file.path)
    return format_doubt(file.object, lang) if file.object is not None else ""


def visible_objects(actor: Actor) -> "QuerySet[DigitalObject]":
    """Return the preserved files that the actor may know of."""
    require(actor, "archive.read")
    return seen_objects(actor).select_related("record", "label")


def find_object(actor: Actor, object_id: uuid.UUID) -> DigitalObject:
    """Return one preserved file."""
    found: DigitalObject | None = visible_objects(actor).filter(pk=object_id).first()
    if found is None:
        raise NotFound("preservation.no_object")
    return found


def objects_of_record(actor: Actor, record_id: uuid.UUID) -> list[DigitalObject]:
    """Return the files of a unit, those inside a mail after the mail."""
    rows = visible_objects(actor).filter(record_id=record_id)
    found = list(rows.order_by("created_at", "pk"))
    tops = [one for one in found if one.attached_to_id is None]
    return [each for top in tops for each in (top, *_inside(found, top))]


def _inside(found: list[DigitalObject], top: DigitalObject) -> list[DigitalObject]:
    inner = [one for one in found if one.attached_to_id == top.pk]
    return [each for one in inner for each in (one, *_inside(found, one))]


def object_page(actor: Actor, object_id: uuid.UUID) -> ObjectPage:
    """Return a preserved file with its events and relations.

    Duplicates are named only to those who may see them: that somebody else gave in the same bytes
    is itself something to know.
    """
    held = find_object(actor, object_id)
    same = visible_objects(actor).filter(sha512=held.sha512).exclude(pk=held.pk)
    original = same.filter(pk=held.duplicate_of_id).first() if held.duplicate_of_id else None
    receipts = SubmittedFile.objects.filter(object=held).select_related("submission__accession")
    boxes = visible_boxes(actor)
    return ObjectPage(
        held=held,
        events=list(held.events.order_by("at", "pk")),
        duplicate_of=original,
        duplicates=list(same.order_by("created_at")[:PAGE_SIZE]),
        attachments=list(visible_objects(actor).filter(attached_to=held).order_by("created_at")),
        receipts=list(receipts.filter(submission__in=boxes)),
    )


def open_object(actor: Actor, object_id: uuid.UUID) -> tuple[DigitalObject, BinaryIO]:
    """Open the preserved bytes for a download; the caller closes them."""
    require(actor, "preservation.download")
    held = find_object(actor, object_id)
    try:
        return held, place.root().open(held.content_path)
    except OSError as error:
        raise NotFound("preservation.bytes_missing", name=held.original_name) from error


def fixity_runs(actor: Actor) -> "QuerySet[FixityRun]":
    """Return the fixity runs that met files the actor may see, newest first.

    ``seen``, ``seen_bytes`` and ``seen_failed`` are the sums over those files only.
    """
    require(actor, "preservation.check")
    tallies = FixityTally.objects.visible_to(actor).filter(run=OuterRef("pk"))

    def summed(field: str) -> Subquery:
        return Subquery(tallies.values("run").annotate(sum=Sum(field)).values("sum"))

    rows = FixityRun.objects.annotate(
        seen=summed("checked"), seen_bytes=summed("bytes_read"), seen_failed=summed("failed")
    )
    return rows.filter(seen__gt=0).order_by("-started_at")


def find_run(actor: Actor, run_id: uuid.UUID) -> FixityRun:
    """Return one fixity run."""
    found = fixity_runs(actor).filter(pk=run_id).first()
    if found is None:
        raise NotFound("preservation.no_run")
    return found


def fixity_problems(actor: Actor, run: FixityRun) -> "QuerySet[FixityProblem]":
    """Return what a run found wrong, of the files that the actor may see."""
    require(actor, "preservation.check")
    rows = run.problems.filter(object__in=DigitalObject.objects.visible_to(actor))
    return rows.select_related("object__record").order_by("pk")


def fixity_due(actor: Actor) -> int:
    """Return how many files are due to be checked."""
    require(actor, "preservation.check")
    seen = DigitalObject.objects.visible_to(actor).values("pk")
    return fixity.in_scope("due").filter(pk__in=seen).count()


def next_due(actor: Actor) -> dt.datetime | None:
    """Return when the next file becomes due; None where nothing is held."""
    require(actor, "preservation.check")
    seen = DigitalObject.objects.visible_to(actor)
    oldest = seen.filter(last_checked_at__isnull=False).order_by("last_checked_at")
    first = oldest.values_list("last_checked_at", flat=True).first()
    return first + fixity.PERIOD if first else None
