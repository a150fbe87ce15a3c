"""Receiving the next files of a box: read once, examine, put into the root, then write the rows.

Everything before the last step can be cut off at any instant and done again: the bytes have their
place by what they are, the rows are written in one transaction, and a lease says who is at it.
"""

import errno
import os
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from khizana.adapters import clock, formats, settings, virus
from khizana.adapters.storage import Provenance, Storage, StoredCopyDamaged
from khizana.adapters.storage_intake import Intake, take_in
from khizana.adapters.unpack import BadEntry
from khizana.archive.actions import advance_accession
from khizana.archive.workflow import ACCESSION
from khizana.ledger import actions as ledger
from khizana.preservation import boxes, leases, place, storing
from khizana.preservation.acting import machine_for
from khizana.preservation.models import Submission, SubmittedFile
from khizana.preservation.naming import extension_of
from khizana.preservation.premis import Examined
from khizana.preservation.workflow import OPEN_STATES, SUBMISSION
from khizana.shared import steps

DISK_FULL = "preservation.disk_full"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
BOX_RECEIVED = "preservation.box_received"
"""Step: the ids are those of submissions all of whose entries have come to their end."""


@dataclass(frozen=True, slots=True)
class _Taken:
    file: SubmittedFile
    intake: Intake


def receive_next(submission_id: UUID) -> int:
    """Receive one batch of a box; returns how many entries it dealt with, 0 when none is free.

    A box that nobody may work on (closed, stopped, still being listed) is left alone.
    """
    submission = Submission.objects.select_related("accession", "label").get(pk=submission_id)
    if submission.state != "receiving":
        return 0
    files = leases.take(submission)
    if not files:
        finish(submission_id)
        return 0
    blameless = False
    try:
        if place.free_bytes() < place.RESERVE + sum(file.size for file in files):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        _receive(submission, files)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        blameless = True
    finally:
        # whatever was dealt with is not ours any more; the rest is free for the next worker
        leases.give_back(files, blameless=blameless)
    if blameless:
        stop(submission_id, DISK_FULL)
        return 0
    return len(files)


def _receive(submission: Submission, files: list[SubmittedFile]) -> None:
    storage = place.storage()
    taken: list[_Taken] = []
    try:
        for file in files:
            intake = _take(storage, file)
            if intake is not None:
                taken.append(_Taken(file, intake))
        ready = _put_away(submission, storage, taken)
    except BaseException:
        storage.clear_staging()
        raise
    storing.store(submission, ready)


def _take(storage: Storage, file: SubmittedFile) -> Intake | None:
    """Read one entry into staging; a bad one is refused by itself."""
    staged = storage.staging / f"{file.pk.hex}{extension_of(bytes(file.path_bytes))}"
    try:
        source = boxes.open_file(file)
        try:
            return take_in(source, staged)
        finally:
            source.close()
    except BadEntry as error:
        refuse(file, f"preservation.{error.code}")
        return None


def _put_away(submission: Submission, storage: Storage, taken: list[_Taken]) -> list[storing.Ready]:
    """Examine the staged files and move them into the root, settled on the disk twice.

    Once before the renames, so that no name ever stands for bytes that a power cut may still
    take; once after, so that no row ever stands for a rename that it may.
    """
    staged = [one.intake.staged for one in taken]
    found = formats.identify_many(staged)
    scans = virus.scan(staged)
    built = []
    for one, form, scan in zip(taken, found, scans, strict=True):
        if scan.outcome == virus.FOUND:
            place.set_aside(one.intake.staged, one.file.pk.hex)
            refuse(one.file, "preservation.virus", found=scan.found)
            continue
        made = storage.build(
            one.intake, name=bytes(one.file.path_bytes), provenance=_provenance(submission)
        )
        built.append((one, form, scan, made))
    storage.settle()
    ready = []
    for one, form, scan, made in built:
        try:
            stored = storage.install(made)
        except StoredCopyDamaged:
            place.set_aside(made.folder, one.file.pk.hex)
            refuse(one.file, "preservation.stored_copy_damaged")
            continue
        ready.append(storing.Ready(one.file, Examined(one.intake, form, scan, stored)))
    storage.settle()
    return ready


def _provenance(submission: Submission) -> Provenance:
    node = settings.current().node
    person = submission.submitted_by
    address = f"khz:{node}:person:{person}" if person else f"khz:{node}:submission:{submission.pk}"
    return Provenance(
        created=clock.now(),
        message=f"Received in {submission.ref}",
        user=submission.submitted_name or "khizana",
        user_address=address,
    )


def refuse(file: SubmittedFile, code: str, **data: str) -> None:
    """Write why an entry is not received; the ledger keeps it, the good ones go on."""
    submission = file.submission
    with transaction.atomic():
        changed = SubmittedFile.objects.filter(pk=file.pk, state="receiving").update(
            state="refused", refusal=code, refusal_data=data, lease_owner="", lease_until=None
        )
        if changed:
            ledger.append(
                actor=machine_for(submission),
                action="preservation.refused",
                ref=submission.ref,
                label_id=submission.label_id,
                open_from=submission.open_from,
                detail={"path": file.path, "position": file.position, "code": code, **data},
            )


def stop(submission_id: UUID, code: str) -> None:
    """Halt a box with a reason; what is received stays, the rest goes on later."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",)).get(pk=submission_id)
        if submission.state != "receiving":
            return
        submission.state = SUBMISSION.check(submission.state, "stop")
        submission.stopped_by = code
        _save(submission)
        _line(submission, "preservation.box_stopped", {"code": code})


def finish(submission_id: UUID) -> bool:
    """Close a box of which every entry has come to its end; safe to call at any time."""
    with transaction.atomic():
        submission = (
            Submission.objects.select_for_update(of=("self",))
            .select_related("accession")
            .get(pk=submission_id)
        )
        open_rows = SubmittedFile.objects.filter(submission=submission, state__in=OPEN_STATES)
        if submission.state != "receiving" or open_rows.exists():
            return False
        submission.state = SUBMISSION.check(submission.state, "finish")
        submission.received_at = clock.now()
        submission.total_files = submission.files.count()
        _save(submission)
        _line(submission, "preservation.box_received", {"counts": counts(submission)})
        _advance(submission)
        steps.hand_on(BOX_RECEIVED, [submission.pk])
    place.forget_uploads(submission_id, keep=_quarantined(submission))
    return True


def _quarantined(submission: Submission) -> set[str]:
    """Return the uploads of which something was refused: their bytes wait for a decision."""
    rows = submission.files.filter(state__in=("refused", "failed")).exclude(staged="")
    return set(rows.values_list("staged", flat=True))


def counts(submission: Submission) -> dict[str, int]:
    """Return how many entries of a box are in each state."""
    found: dict[str, int] = {}
    for state in submission.files.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def _advance(submission: Submission) -> None:
    """Say in the register that the accession is received, unless another box is still coming."""
    accession = submission.accession
    others = Submission.objects.filter(accession=accession, state__in=("receiving", "stopped"))
    sources = ACCESSION.transitions["finish_receipt"].sources
    if accession.state in sources and not others.exclude(pk=submission.pk).exists():
        advance_accession(
            actor=machine_for(submission),
            accession_id=accession.pk,
            transition="finish_receipt",
        )


def _save(submission: Submission) -> None:
    submission.version += 1
    submission.updated_at = clock.now()
    submission.save()


def _line(submission: Submission, action: str, detail: dict[str, object]) -> None:
    ledger.append(
        actor=machine_for(submission),
        action=action,
        ref=submission.ref,
        label_id=submission.label_id,
        open_from=submission.open_from,
        detail=detail,
    )
