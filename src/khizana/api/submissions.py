"""Boxes handed in over the network: open, upload, close, watch. The workers do the rest."""

import uuid

from django.http import HttpRequest
from ninja import File, Router, Schema, Status, UploadedFile
from pydantic import Field

from khizana.access import labels
from khizana.api.auth import actor_of, language_of
from khizana.api.schemas import Input, TextJson, text_in
from khizana.kernel.markings import Marking
from khizana.preservation import actions, queries
from khizana.preservation.models import Submission, SubmittedFile

router = Router(tags=["submissions"])


class SubmissionIn(Input):
    """A new box; without ``accession`` a new line of the register is made under ``title``."""

    title: TextJson = Field(default_factory=dict)
    accession: uuid.UUID | None = None
    parent: uuid.UUID | None = None
    level: str = ""


class SubmissionOut(Schema):
    """A box and how far it has come. ``reading`` counts received files by reading state."""

    ref: str
    id: uuid.UUID
    accession: str
    state: str
    total: int
    ended: int
    counts: dict[str, int]
    bytes_total: int
    bytes_done: int
    reading: dict[str, int]
    complete: bool
    stopped: str


class EntryOut(Schema):
    """One entry of a box: where it stands, and why not where it was refused."""

    id: uuid.UUID
    path: str
    size: int
    state: str
    object: str | None
    code: str
    sentence: str
    advice: str


class EntryList(Schema):
    """A page of the entries of a box."""

    total: int
    items: list[EntryOut]


class Chunk(Schema):
    """How far an upload has come."""

    file: uuid.UUID
    size: int


@router.get("", response=list[SubmissionOut], summary="The newest boxes")
def list_submissions(request: HttpRequest, state: str = "", limit: int = 20) -> list[SubmissionOut]:
    """At most 100."""
    rows = queries.submissions(actor_of(request), state=state)[: max(1, min(limit, 100))]
    return [_out(request, row) for row in rows]


@router.post("", response={201: SubmissionOut}, summary="Open a box")
def open_submission(request: HttpRequest, given: SubmissionIn) -> Status[SubmissionOut]:
    """It can be filled until it is closed."""
    policy = labels.policy()
    label = labels.intern(Marking(policy, given.level)) if given.level else None
    submission = actions.open_submission(
        actor=actor_of(request),
        accession_id=given.accession,
        parent_id=given.parent,
        title=text_in(given.title) or None,
        label=label,
    )
    return Status(201, _out(request, submission))


@router.get("/{submission_id}", response=SubmissionOut, summary="A box and its progress")
def get_submission(request: HttpRequest, submission_id: uuid.UUID) -> SubmissionOut:
    """Ask again every few seconds while ``complete`` is false."""
    return _out(request, queries.find_submission(actor_of(request), submission_id))


@router.get("/{submission_id}/entries", response=EntryList, summary="The entries of a box")
def list_entries(
    request: HttpRequest, submission_id: uuid.UUID, state: str = "", offset: int = 0
) -> EntryList:
    """Pages of 100; ``state``: one or more, for example ``refused,failed``."""
    actor = actor_of(request)
    submission = queries.find_submission(actor, submission_id)
    rows = queries.files(actor, submission, state=state)
    start = max(0, min(offset, 100_000_000))
    shown = rows[start : start + queries.PAGE_SIZE]
    lang = language_of(request)
    return EntryList(total=rows.count(), items=[_entry(row, lang) for row in shown])


@router.post("/{submission_id}/files", response=list[EntryOut], summary="Upload a whole file")
def upload_file(
    request: HttpRequest, submission_id: uuid.UUID, path: str, file: File[UploadedFile]
) -> list[EntryOut]:
    """``path`` is its place in the box. A zip is unpacked: its entries are the documents."""
    taken = actions.receive_upload(
        actor=actor_of(request), submission_id=submission_id, path=path, chunks=file.chunks()
    )
    return [_entry(row, language_of(request)) for row in taken]


@router.post("/{submission_id}/uploads", response={201: Chunk}, summary="Announce a long file")
def begin_upload(
    request: HttpRequest, submission_id: uuid.UUID, path: str, size: int = 0
) -> Status[Chunk]:
    """For files that are sent in pieces, and taken up again after a break."""
    file = actions.begin_upload(
        actor=actor_of(request), submission_id=submission_id, path=path, size=size
    )
    return Status(201, Chunk(file=file.pk, size=size))


@router.put("/uploads/{file_id}", response=Chunk, summary="Send the next piece")
def append_chunk(request: HttpRequest, file_id: uuid.UUID, offset: int) -> Chunk:
    """The body is the bytes from ``offset`` on (at most 8 MiB); answers where the next begin."""
    size = actions.append_chunk(
        actor=actor_of(request), file_id=file_id, offset=offset, data=request.body
    )
    return Chunk(file=file_id, size=size)


@router.post("/uploads/{file_id}/end", response=list[EntryOut], summary="The file is whole")
def finish_upload(request: HttpRequest, file_id: uuid.UUID) -> list[EntryOut]:
    """Until then it is not part of the box."""
    taken = actions.finish_upload(actor=actor_of(request), file_id=file_id)
    return [_entry(row, language_of(request)) for row in taken]


@router.post("/{submission_id}/close", response=SubmissionOut, summary="Close a box")
def close_submission(request: HttpRequest, submission_id: uuid.UUID) -> SubmissionOut:
    """Receiving begins; nothing can be added any more."""
    submission = actions.close_submission(actor=actor_of(request), submission_id=submission_id)
    return _out(request, submission)


def _out(request: HttpRequest, submission: Submission) -> SubmissionOut:
    found = queries.progress(actor_of(request), submission)
    why = queries.stopped_reason(submission, language_of(request))
    return SubmissionOut(
        ref=str(submission.ref),
        id=submission.pk,
        accession=str(submission.accession.ref),
        state=found.state,
        total=found.total,
        ended=found.ended,
        counts=found.counts,
        bytes_total=found.bytes_total,
        bytes_done=found.bytes_done,
        reading=found.reading,
        complete=found.complete,
        stopped=why.sentence if why else "",
    )


def _entry(file: SubmittedFile, lang: str) -> EntryOut:
    why = queries.reason(file, lang)
    return EntryOut(
        id=file.pk,
        path=file.path,
        size=file.size,
        # rows of an upload are no duplicates yet
        state=getattr(file, "said_state", file.state),
        object=str(file.object.ref) if file.object else None,
        code=file.refusal,
        sentence=why.sentence if why else "",
        advice=why.advice if why else "",
    )
