"""The one transaction that makes files out of bytes: object, unit, events, ledger, hand-on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from khizana.adapters import clock
from khizana.adapters.unpack import BadBox
from khizana.adapters.unpack_zip import list_zip
from khizana.archive.actions.arrival import Arrival, create_arrivals
from khizana.archive.models import Record
from khizana.ledger import actions as ledger
from khizana.preservation import arrangement, boxes, place, premis
from khizana.preservation.acting import machine_for
from khizana.preservation.models import (
    DigitalObject,
    PreservationEvent,
    Submission,
    SubmittedFile,
)
from khizana.preservation.naming import name_for_people, stem_of, title_of
from khizana.preservation.premis import Examined
from khizana.shared import steps, tasks
from khizana.shared.bulk import update_rows

RECEIVED = "preservation.received"
"""Step: the ids are those of digital objects whose bytes are safe and whose rows are written."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A leased file whose bytes are in the root."""

    file: SubmittedFile
    examined: Examined


def store(submission: Submission, ready: Sequence[Ready]) -> int:
    """Write the rows of a batch in one transaction; returns how many were still ours.

    A lease that ran out belongs to somebody else: their rows are theirs, the bytes are the same.
    """
    if not ready:
        return 0
    with transaction.atomic():
        mine = _still_ours(ready)
        if not mine:
            return 0
        actor = machine_for(submission)
        records = create_arrivals(
            actor=actor,
            accession=submission.accession,
            label=submission.label,
            open_from=submission.open_from,
            arrivals=[_arrival(submission, one.file) for one in mine],
            detail={"submission": str(submission.ref)},
        )
        held = _objects(submission, mine, records)
        _events(submission, mine, held)
        ledger.append_many(
            [
                ledger.Line(
                    actor=actor,
                    action="preservation.received",
                    ref=one.ref,
                    label_id=one.label_id,
                    open_from=one.open_from,
                    detail=_detail(submission, one),
                )
                for one in held
            ]
        )
        _finish_rows(mine, held)
        for one in mine:
            _open_zip(submission, one)
        steps.hand_on(RECEIVED, [one.pk for one in held])
    return len(mine)


def _still_ours(ready: Sequence[Ready]) -> list[Ready]:
    leased = {(one.file.pk, one.file.leased_at) for one in ready}
    rows = SubmittedFile.objects.select_for_update(of=("self",)).filter(
        pk__in=[pk for pk, _ in leased], state="receiving", lease_owner=tasks.worker_name()
    )
    ours = set(rows.values_list("pk", "leased_at")) & leased
    return [one for one in ready if (one.file.pk, one.file.leased_at) in ours]


def _arrival(submission: Submission, file: SubmittedFile) -> Arrival:
    parent = file.parent_record
    stem = parent.reference_code if parent else submission.accession.number
    title = file.title or file.path.rsplit("/", 1)[-1]
    return Arrival(title_of(stem_of(title)), Record.Level.ITEM, f"{stem}/{file.number:04}", parent)


def _objects(
    submission: Submission, ready: Sequence[Ready], records: Sequence[Record]
) -> list[DigitalObject]:
    """Make the objects; the institution is locked by now, so earlier receipts are all visible."""
    first = _first_receipts({one.examined.intake.sha512 for one in ready})
    held = []
    for one, record in zip(ready, records, strict=True):
        found = one.examined
        made = DigitalObject(
            record=record,
            label_id=submission.label_id,
            open_from=submission.open_from,
            original_name=one.file.path.rsplit("/", 1)[-1],
            name_bytes=bytes(one.file.path_bytes),
            size=found.intake.size,
            sha512=found.intake.sha512,
            sha256=found.intake.sha256,
            puid=found.format.puid[:20],
            mime=found.format.mime[:120],
            format_name=f"{found.format.name} {found.format.version}".strip()[:200],
            format_warning=found.format.warning[:200],
            ocfl_id=found.stored.ocfl_id,
            content_path=found.stored.content_path,
            duplicate_of=first.get(found.intake.sha512),
            last_checked_at=clock.now(),
            last_check_ok=True,
        )
        first.setdefault(found.intake.sha512, made)
        held.append(made)
    # an original stands before its duplicates in the list, so one insert keeps the reference
    DigitalObject.objects.bulk_create(held, batch_size=200)
    return held


def _first_receipts(digests: set[str]) -> dict[str, DigitalObject]:
    rows = DigitalObject.objects.filter(sha512__in=digests, duplicate_of__isnull=True)
    return {row.sha512: row for row in rows.order_by("-created_at", "-pk")}


def _events(submission: Submission, ready: Sequence[Ready], held: Sequence[DigitalObject]) -> None:
    origin = {"submission": str(submission.ref), "accession": submission.accession.number}
    events = [
        event
        for one, made in zip(ready, held, strict=True)
        for event in premis.events_of_receipt(made, one.examined, received_from=origin)
    ]
    PreservationEvent.objects.bulk_create(events, batch_size=200)


def _detail(submission: Submission, held: DigitalObject) -> dict[str, object]:
    return {
        "sha512": held.sha512,
        "sha256": held.sha256,
        "size": held.size,
        "puid": held.puid,
        "name": held.original_name,
        "record": str(held.record_id),
        "submission": str(submission.ref),
        "ocfl": held.ocfl_id,
        "by_machine": True,
    }


def _finish_rows(ready: Sequence[Ready], held: Sequence[DigitalObject]) -> None:
    rows = []
    for one, made in zip(ready, held, strict=True):
        file = one.file
        file.state = "duplicate" if made.duplicate_of_id else "stored"
        file.object, file.size = made, made.size
        if made.size == 0 and not file.note:
            file.note = "preservation.note_empty"
        rows.append((file.pk, file.state, made.pk, made.size, file.note, "", None))
    fields = ("state", "object", "size", "note", "lease_owner", "lease_until")
    update_rows(SubmittedFile, fields, rows)


def _open_zip(submission: Submission, one: Ready) -> None:
    """List the contents of a zip that was just received, so that they are received as well."""
    file = one.file
    if not boxes.opens_as_box(file, one.examined.intake.head) or file.note:
        return
    if file.depth >= boxes.DEEPEST_ZIP:
        _note(file, "nested_too_deep")
        return
    path = place.root().path(one.examined.stored.content_path)
    try:
        entries = [(entry, True) for entry in list_zip(path)]
    except BadBox as error:
        _note(file, error.code)
        return
    first = _next_position(submission)
    children = list(boxes.rows_of(submission, entries, first=first, container=file))
    _place_contents(submission, file, children)
    boxes.save_rows(children)


def _note(file: SubmittedFile, code: str) -> None:
    file.note = f"preservation.note_{code}"
    SubmittedFile.objects.filter(pk=file.pk).update(note=file.note)


def _next_position(submission: Submission) -> int:
    Submission.objects.select_for_update().get(pk=submission.pk)
    last = SubmittedFile.objects.filter(submission=submission).order_by("-position")
    return (last.values_list("position", flat=True).first() or 0) + 1


def _place_contents(
    submission: Submission, zipped: SubmittedFile, children: Sequence[SubmittedFile]
) -> None:
    """Give the contents of a zip a file of their own beside it, or its place where none fits."""
    parent = zipped.parent_record
    own = None
    if parent is None or parent.level != Record.Level.FILE:
        own = create_arrivals(
            actor=machine_for(submission),
            accession=submission.accession,
            label=submission.label,
            open_from=submission.open_from,
            arrivals=[_zip_unit(submission, zipped)],
            detail={"submission": str(submission.ref)},
        )[0]
    inside = len(bytes(zipped.path_bytes)) + 1
    start = 0 if own else _highest_number(submission, parent)
    for number, child in enumerate(children, start + 1):
        child.parent_record = own or parent
        child.number = number
        name = bytes(child.path_bytes)
        kept = (
            name[inside:]
            if own
            else arrangement.parts_of(bytes(zipped.path_bytes))[1] + (b"/" + name[inside:])
        )
        child.title = name_for_people(kept)


def _zip_unit(submission: Submission, zipped: SubmittedFile) -> Arrival:
    parent = zipped.parent_record
    stem = parent.reference_code if parent else submission.accession.number
    title = title_of(stem_of(zipped.path.rsplit("/", 1)[-1]))
    return Arrival(title, Record.Level.FILE, f"{stem}/z{zipped.number}", parent)


def _highest_number(submission: Submission, parent: Record | None) -> int:
    rows = SubmittedFile.objects.filter(submission=submission, parent_record=parent)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0
