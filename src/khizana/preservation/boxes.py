"""A box as rows: listing what stands in it, and opening one entry to be read."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from khizana.adapters.storage_intake import Source
from khizana.adapters.unpack import FILE, BadBox, BadEntry, Entry
from khizana.adapters.unpack_folder import FolderFile, list_folder
from khizana.adapters.unpack_zip import is_zip, list_zip, open_entry
from khizana.preservation import place
from khizana.preservation.models import Submission, SubmittedFile
from khizana.preservation.naming import name_for_people

DEEPEST_ZIP = 3
"""Zips inside zips are opened so far; deeper ones are kept as the files they are."""
_ROWS = 1000


class Open(Source, Protocol):
    """An open entry."""

    def close(self) -> None:
        """Give the file back."""
        ...


class UploadFile:
    """An uploaded file that waits in staging."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise BadEntry("vanished") from error

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        try:
            return self._file.read(size) or b""
        except OSError as error:
            raise BadEntry("unreadable") from error

    def readinto(self, buffer: memoryview) -> int:
        """Read into ``buffer``; returns how many bytes, 0 at the end."""
        try:
            return self._file.readinto(buffer) or 0
        except OSError as error:
            raise BadEntry("unreadable") from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def source_path(submission: Submission) -> Path:
    """Return the folder or zip that a submission names."""
    return Path(os.fsdecode(bytes(submission.source_bytes)))


def zip_path(file: SubmittedFile) -> Path:
    """Return the zip that an entry must be unpacked from."""
    if file.container is not None and file.container.object is not None:
        return place.root().path(file.container.object.content_path)
    return place.staged(file.staged) if file.staged else source_path(file.submission)


def open_file(file: SubmittedFile) -> Open:
    """Open the bytes of an entry, wherever they are.

    Raises:
        BadEntry: it cannot be read (any more).
    """
    if file.zip_offset is not None:
        return open_entry(zip_path(file), file.zip_offset)
    if file.staged:
        return UploadFile(place.staged(file.staged))
    if file.submission.source_kind == "zip":
        return UploadFile(source_path(file.submission))
    return FolderFile(source_path(file.submission), bytes(file.path_bytes))


def list_source(submission: Submission, path: Path) -> Iterator[tuple[Entry, bool]]:
    """Yield the entries of a folder or zip, each with whether it must be unpacked.

    A zip of which nothing can be received is received as the file it is: nothing is lost.
    """
    if submission.source_kind != "zip":
        for entry in list_folder(path):
            yield entry, False
        return
    yield from list_archive(path, os.fsencode(path.name))


def list_archive(path: Path, name: bytes) -> Iterator[tuple[Entry, bool]]:
    """Yield the entries of a zip; and the zip itself where none of them is good."""
    good = False
    try:
        for entry in list_zip(path):
            good = good or entry.code == FILE
            yield entry, True
    except BadBox as error:
        yield Entry(name, path.stat().st_size, FILE, encoding=error.code), False
        return
    except OSError as error:
        raise BadBox("box_unreadable") from error
    if not good:
        yield Entry(name, path.stat().st_size, FILE, encoding="unopened"), False


def rows_of(
    submission: Submission,
    entries: Iterable[tuple[Entry, bool]],
    *,
    first: int = 1,
    staged: str = "",
    container: SubmittedFile | None = None,
) -> Iterator[SubmittedFile]:
    """Turn entries into rows, refused ones with their code."""
    prefix = bytes(container.path_bytes) + b"/" if container else b""
    for position, (entry, packed) in enumerate(entries, first):
        # a zip that stands for itself carries the reason where others carry an encoding
        stands_for_itself = staged != "" or submission.source_kind == "zip"
        note = entry.encoding if not packed and stands_for_itself and not container else ""
        yield SubmittedFile(
            submission=submission,
            position=position,
            path=name_for_people(prefix + entry.name, "" if note else entry.encoding),
            path_bytes=prefix + entry.name,
            size=entry.size,
            state="refused" if entry.code else "waiting",
            refusal=f"preservation.{entry.code}" if entry.code else "",
            note=f"preservation.note_{note}" if note else "",
            staged=staged,
            container=container,
            depth=container.depth + 1 if container else 0,
            zip_offset=entry.offset if packed else None,
        )


def save_rows(rows: Iterable[SubmittedFile]) -> int:
    """Write rows in portions; returns how many."""
    written = 0
    rows = iter(rows)
    while portion := list(islice(rows, _ROWS)):
        SubmittedFile.objects.bulk_create(portion, batch_size=_ROWS)
        written += len(portion)
    return written


def opens_as_box(file: SubmittedFile, head: bytes) -> bool:
    """Tell whether a received file is a zip whose contents are to be received as well.

    By name and by first bytes: DOCX and its like begin the same way and are documents.
    """
    return bytes(file.path_bytes).lower().endswith(b".zip") and is_zip(head)
