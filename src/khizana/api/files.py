"""Preserved files: what is known of one, and its bytes."""

import base64
import uuid
from urllib.parse import quote

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema

from khizana.access.actions import note_closed_read
from khizana.api.auth import actor_of
from khizana.preservation import queries
from khizana.preservation.models import DigitalObject

router = Router(tags=["files"])


class FileOut(Schema):
    """A preserved file. ``reading``: waiting, reading, read, refused or none."""

    ref: str
    id: uuid.UUID
    record: uuid.UUID
    name: str
    size: int
    sha512: str
    sha256: str
    puid: str
    mime: str
    reading: str
    attached_to: uuid.UUID | None


@router.get("", response=list[FileOut], summary="The files of a unit")
def list_files(request: HttpRequest, record: uuid.UUID) -> list[FileOut]:
    """Those inside a mail come after it."""
    return [_out(held) for held in queries.objects_of_record(actor_of(request), record)]


@router.get("/{file_id}", response=FileOut, summary="One preserved file")
def get_file(request: HttpRequest, file_id: uuid.UUID) -> FileOut:
    """Its fingerprints, format and state of reading."""
    return _out(queries.find_object(actor_of(request), file_id))


@router.get("/{file_id}/content", summary="The bytes as they were received")
def get_content(request: HttpRequest, file_id: uuid.UUID) -> FileResponse:
    """Always as an attachment of an unknown kind: nothing that was received runs in a browser."""
    actor = actor_of(request)
    held, source = queries.open_object(actor, file_id)
    note_closed_read(actor=actor, marked=held, ref=held.ref)
    response = FileResponse(source, content_type="application/octet-stream")
    name = quote(held.original_name.rsplit("/", 1)[-1], safe="")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Content-Length"] = str(held.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Repr-Digest"] = f"sha-256=:{_base64(held.sha256)}:"
    return response


def _base64(digest: str) -> str:
    """RFC 9530 writes digests in base64."""
    return base64.b64encode(bytes.fromhex(digest)).decode()


def _out(held: DigitalObject) -> FileOut:
    return FileOut(
        ref=str(held.ref),
        id=held.pk,
        record=held.record_id,
        name=held.original_name,
        size=held.size,
        sha512=held.sha512,
        sha256=held.sha256,
        puid=held.puid,
        mime=held.mime,
        reading=held.reading_state,
        attached_to=held.attached_to_id,
    )
