"""Handing in a box: opening it, listing what stands in it, closing it so that work begins."""

import datetime as dt
import os
import uuid
from pathlib import Path

from django.db import transaction
from django.db.models import Sum

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.adapters.unpack import BadBox
from khizana.archive.actions import advance_accession, create_accession
from khizana.archive.held import check_marking, held_accession, held_record
from khizana.archive.models import Accession, Record
from khizana.archive.queries import find_institution
from khizana.archive.workflow import ACCESSION
from khizana.kernel.errors import Conflict, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger
from khizana.preservation import boxes, closing, place
from khizana.preservation.acting import machine_for
from khizana.preservation.models import Submission, SubmittedFile
from khizana.preservation.naming import name_for_people, title_of
from khizana.preservation.sight import visible_boxes
from khizana.preservation.workflow import SUBMISSION
from khizana.shared import steps
from khizana.shared.tasks import worker_name

KINDS = ("folder", "zip", "upload")
CLOSED = "preservation.box_closed"
"""Step: the ids are those of submissions whose entries wait to be received."""
_RECEIVE = "preservation.receive"
_SHUT = frozenset({"closed", "withdrawn"})


def open_submission(
    *,
    actor: Actor,
    kind: str = "upload",
    source: str = "",
    accession_id: uuid.UUID | None = None,
    parent_id: uuid.UUID | None = None,
    title: Text | None = None,
    label: Label | None = None,
    open_from: dt.date | None = None,
) -> Submission:
    """Open a box. Without an accession a new one is entered in the register under ``title``.

    The box has the marking of its parent, else of its accession, unless a higher one is chosen.
    """
    require(actor, _RECEIVE)
    if kind not in KINDS:
        raise NotValid("preservation.kind_unknown", field="kind", kind=kind)
    with transaction.atomic():
        parent = held_record(actor, parent_id) if parent_id else None
        accession = _accession(actor, accession_id, parent, title, source, label, open_from)
        above = parent or accession
        if label is not None and label.pk != above.label_id:
            check_marking(actor, above.label, label)
        if open_from is not None and open_from != above.open_from:
            require(actor, "archive.close")
        submission = Submission(
            accession=accession,
            parent_record=parent,
            source_kind=kind,
            source=source or str((title or accession.title).shown(actor.language)),
            state=SUBMISSION.initial,
            submitted_by=actor.person_id,
            submitted_name=actor.name,
            label=label or above.label,
            open_from=open_from if open_from is not None else above.open_from,
        )
        submission.save(force_insert=True)
        _line(actor, submission, "preservation.box_opened", {"kind": kind, "source": source})
    return submission


def _accession(
    actor: Actor,
    accession_id: uuid.UUID | None,
    parent: Record | None,
    title: Text | None,
    source: str,
    label: Label | None,
    open_from: dt.date | None,
) -> Accession:
    if accession_id is None and parent is not None:
        accession_id = parent.accession_id
    if accession_id is not None:
        accession = held_accession(actor, accession_id)
        if accession.state in _SHUT:
            raise Conflict("preservation.accession_closed", number=accession.number)
        return accession
    institution_id = parent.institution_id if parent else find_institution(actor).pk
    return create_accession(
        actor=actor,
        institution_id=institution_id,
        title=title or title_of(source or clock.today().isoformat()),
        label=label,
        open_from=open_from,
    )


def add_path(*, actor: Actor, submission_id: uuid.UUID, path: Path) -> int:
    """List a folder (or one file) into an open box; returns how many entries it has.

    Safe to repeat: a listing that was cut off is done again from the start.
    """
    return _list(actor, submission_id, path, "folder")


def add_zip(*, actor: Actor, submission_id: uuid.UUID, path: Path) -> int:
    """List a zip into an open box; its entries are the documents, it is the box."""
    return _list(actor, submission_id, path, "zip")


def relist(*, actor: Actor, submission_id: uuid.UUID) -> int:
    """List a box again from its own source: its lister died before the end."""
    submission = held_submission_now(actor, submission_id)
    path = boxes.source_path(submission)
    return _list(actor, submission_id, path, submission.source_kind)


def _list(actor: Actor, submission_id: uuid.UUID, path: Path, kind: str) -> int:
    path = path.absolute()
    with transaction.atomic():
        submission = held_submission(actor, submission_id, "listing")
        submission.files.all().delete()
        submission.source_kind = kind
        submission.source_bytes = os.fsencode(path)
        submission.source = name_for_people(os.fsencode(path))
        submission.lister, submission.updated_at = worker_name(), clock.now()
        submission.save()
    try:
        # in portions: a box of a million entries must not hold up everybody else's writing
        return boxes.save_rows(boxes.rows_of(submission, boxes.list_source(submission, path)))
    except BadBox as error:
        raise NotValid(
            f"preservation.{error.code}", field="path", path=submission.source
        ) from error


def close_submission(*, actor: Actor, submission_id: uuid.UUID) -> Submission:
    """Close a box: the folders become units, the register says so, and receiving begins."""
    with transaction.atomic():
        submission = held_submission(actor, submission_id, "listing")
        closing.end_uploads(submission)
        if not submission.files.exists():
            raise NotValid("preservation.box_empty")
        machine = machine_for(submission)
        closing.arrange(machine, submission)
        submission.state = SUBMISSION.check(submission.state, "close")
        submission.closed_at = clock.now()
        totals = submission.files.exclude(state="refused").aggregate(size=Sum("size"))
        submission.total_files = submission.files.count()
        submission.total_bytes = totals["size"] or 0
        submission.version += 1
        submission.save()
        detail = {"files": submission.total_files, "bytes": submission.total_bytes}
        _line(actor, submission, "preservation.box_closed", detail)
        closing.write_refusals(machine, submission)
        if submission.accession.state in ACCESSION.transitions["begin_receipt"].sources:
            advance_accession(
                actor=machine, accession_id=submission.accession_id, transition="begin_receipt"
            )
        steps.hand_on(CLOSED, [submission.pk])
    return submission


def receive_box(
    *,
    actor: Actor,
    path: Path,
    accession_id: uuid.UUID | None = None,
    parent_id: uuid.UUID | None = None,
    title: Text | None = None,
    label: Label | None = None,
    open_from: dt.date | None = None,
) -> Submission:
    """Hand in a folder, a file or a zip of this machine, whole: open, list, close."""
    kind = "zip" if path.suffix.lower() == ".zip" and path.is_file() else "folder"
    name = name_for_people(os.fsencode(path.absolute().name or path.absolute()))
    if not path.exists():
        raise NotValid("preservation.box_missing", field="path", path=name)
    submission = open_submission(
        actor=actor,
        kind=kind,
        source=name,
        accession_id=accession_id,
        parent_id=parent_id,
        title=title,
        label=label,
        open_from=open_from,
    )
    try:
        _list(actor, submission.pk, path, kind)
        return close_submission(actor=actor, submission_id=submission.pk)
    except NotValid:
        abandon_submission(actor=actor, submission_id=submission.pk)
        raise


def resume_submission(*, actor: Actor, submission_id: uuid.UUID) -> Submission:
    """Let a stopped box go on, when its reason is gone."""
    with transaction.atomic():
        submission = held_submission(actor, submission_id, "stopped")
        submission.state = SUBMISSION.check(submission.state, "go_on")
        submission.stopped_by = ""
        submission.version += 1
        submission.save()
        _line(actor, submission, "preservation.box_resumed", {})
        steps.hand_on(CLOSED, [submission.pk])
    return submission


def retry_file(*, actor: Actor, file_id: uuid.UUID) -> SubmittedFile:
    """Try a refused or failed entry again, after its cause was seen to."""
    with transaction.atomic():
        file = SubmittedFile.objects.filter(pk=file_id).first()
        if file is None:
            raise NotFound("preservation.no_file")
        submission = held_submission(actor, file.submission_id)
        if file.state not in {"refused", "failed"} or submission.state == "listing":
            raise Conflict("preservation.not_refused")
        SubmittedFile.objects.filter(pk=file.pk).update(
            state="waiting", refusal="", refusal_data={}, attempts=0
        )
        if submission.state == "received":
            submission.state, submission.received_at = "receiving", None
            submission.save()
        _line(actor, submission, "preservation.file_retried", {"path": file.path})
        steps.hand_on(CLOSED, [submission.pk])
    file.refresh_from_db()
    return file


def abandon_submission(*, actor: Actor, submission_id: uuid.UUID) -> Submission:
    """Give up a box that was never closed; its uploads are removed, its row stays."""
    with transaction.atomic():
        submission = held_submission(actor, submission_id, "listing")
        submission.state = SUBMISSION.check(submission.state, "abandon")
        submission.closed_at = clock.now()
        submission.save()
        submission.files.filter(state__in=("uploading", "waiting")).update(
            state="refused", refusal="preservation.abandoned"
        )
        _line(actor, submission, "preservation.box_abandoned", {})
    place.forget_uploads(submission_id)
    return submission


def held_submission_now(actor: Actor, submission_id: uuid.UUID) -> Submission:
    """Return a box that is being listed, in a transaction of its own."""
    with transaction.atomic():
        return held_submission(actor, submission_id, "listing")


def held_submission(actor: Actor, submission_id: uuid.UUID, state: str = "") -> Submission:
    """Return a box to be changed, locked; refuses what the actor may not know or its state."""
    require(actor, _RECEIVE)
    rows = visible_boxes(actor).select_for_update(of=("self",))
    found = rows.select_related("accession", "label", "parent_record").filter(pk=submission_id)
    submission: Submission | None = found.first()
    if submission is None:
        raise NotFound("preservation.no_box")
    if state and submission.state != state:
        raise Conflict("preservation.box_state", state=submission.state)
    return submission


def _line(actor: Actor, submission: Submission, action: str, detail: dict[str, object]) -> None:
    ledger.append(
        actor=actor,
        action=action,
        ref=submission.ref,
        label_id=submission.label_id,
        open_from=submission.open_from,
        detail={**detail, "accession": submission.accession.number},
    )
