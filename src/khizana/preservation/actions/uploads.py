"""Uploads into an open box: streamed to staging, known only when whole, or taken up again."""

import os
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction

from khizana.access.actors import Actor
from khizana.adapters import settings
from khizana.adapters.unpack import FILE, LONGEST_NAME, Entry
from khizana.adapters.unpack_zip import is_zip, unsafe
from khizana.kernel.errors import Conflict, NotFound, NotValid
from khizana.preservation import boxes, place
from khizana.preservation.actions.boxes import held_submission
from khizana.preservation.models import Submission, SubmittedFile
from khizana.preservation.sight import visible_boxes


def receive_upload(
    *, actor: Actor, submission_id: uuid.UUID, path: str, chunks: Iterable[bytes]
) -> list[SubmittedFile]:
    """Take one whole file in one go; if it breaks off, nothing of it remains.

    ``path`` is the relative path that the browser says. A zip that stands at the top of the box
    is a box itself: its entries are the documents.
    """
    file = begin_upload(actor=actor, submission_id=submission_id, path=path)
    if file.state == "refused":
        return [file]
    try:
        at = 0
        for chunk in chunks:
            at = append_chunk(actor=actor, file_id=file.pk, offset=at, data=chunk)
        return finish_upload(actor=actor, file_id=file.pk)
    except BaseException:
        discard_upload(actor=actor, file_id=file.pk)
        raise


def begin_upload(
    *, actor: Actor, submission_id: uuid.UUID, path: str, size: int = 0
) -> SubmittedFile:
    """Announce a file; what has an unfit path is refused here, by itself.

    A second announcement of the same path and size goes on with what arrived before.
    """
    name = path.encode("utf-8", "surrogateescape").lstrip(b"/")
    with transaction.atomic():
        submission = held_submission(actor, submission_id, "listing")
        if size > settings.current().max_upload:
            raise NotValid("preservation.upload_too_large", field="file", count=size)
        known = submission.files.filter(path_bytes=name, state="uploading", size=size).first()
        if known is not None and size:
            return known
        code = _refusal(name)
        (row,) = boxes.rows_of(
            submission, [(Entry(name, size, code), False)], first=_next(submission)
        )
        if not code:
            row.state = "uploading"
            row.staged = f"{submission.pk}/{row.pk.hex}"
            folder = place.uploads(submission.pk)
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.staged(row.staged).touch(mode=0o600)
        row.save(force_insert=True)
    return row


def _refusal(name: bytes) -> str:
    if len(name) > LONGEST_NAME:
        return "name_too_long"
    return "unsafe_path" if unsafe(name) else FILE


def append_chunk(*, actor: Actor, file_id: uuid.UUID, offset: int, data: bytes) -> int:
    """Write the next bytes of an upload; returns where the one after them begins.

    Raises:
        Conflict: ``offset`` is not where the upload stands; ``expected`` says where that is.
    """
    path = place.staged(_uploading(actor, file_id).staged)
    if not path.is_file():
        raise NotFound("preservation.no_upload")
    with path.open("r+b") as out:
        at = out.seek(0, os.SEEK_END)
        if at != offset:
            raise Conflict("preservation.upload_offset", expected=at)
        if at + len(data) > settings.current().max_upload:
            raise NotValid("preservation.upload_too_large", field="file", count=at + len(data))
        try:
            out.write(data)
            out.flush()
        except OSError as error:
            os.truncate(path, at)
            raise Conflict("preservation.disk_full") from error
    return at + len(data)


def finish_upload(
    *, actor: Actor, file_id: uuid.UUID, size: int | None = None, as_box: bool | None = None
) -> list[SubmittedFile]:
    """Say that a file is whole; returns the rows it became (many for a zip that is a box).

    ``size`` is what the sender has: fewer bytes here mean that something is still missing.
    """
    with transaction.atomic():
        file = _uploading(actor, file_id)
        submission = held_submission(actor, file.submission_id, "listing")
        path = place.staged(file.staged)
        here = path.stat().st_size
        if size is not None and size != here:
            raise Conflict("preservation.upload_offset", expected=here)
        if as_box is None:
            as_box = _looks_like_box(file, path)
        if not as_box:
            file.state, file.size = "waiting", here
            file.save(update_fields=["state", "size"])
            return [file]
        staged = file.staged
        file.delete()
        entries = boxes.list_archive(path, bytes(file.path_bytes))
        rows = boxes.rows_of(submission, entries, first=_next(submission), staged=staged)
        boxes.save_rows(rows)
        return list(submission.files.filter(staged=staged).order_by("position"))


def _looks_like_box(file: SubmittedFile, path: Path) -> bool:
    name = bytes(file.path_bytes)
    with path.open("rb") as opened:
        return b"/" not in name and name.lower().endswith(b".zip") and is_zip(opened.read(4))


def discard_upload(*, actor: Actor, file_id: uuid.UUID) -> None:
    """Take an upload back: its bytes and its row are removed."""
    with transaction.atomic():
        file = SubmittedFile.objects.filter(pk=file_id, state="uploading").first()
        if file is None:
            return
        held_submission(actor, file.submission_id, "listing")
        staged = file.staged
        file.delete()
    place.staged(staged).unlink(missing_ok=True)


def _uploading(actor: Actor, file_id: uuid.UUID) -> SubmittedFile:
    rows = SubmittedFile.objects.filter(pk=file_id, state="uploading")
    visible = visible_boxes(actor)
    file = rows.filter(submission__in=visible).select_related("submission").first()
    if file is None or file.submission.submitted_by != actor.person_id:
        raise NotFound("preservation.no_upload")
    return file


def _next(submission: Submission) -> int:
    last = submission.files.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1
