"""A folder as a box: what stands in it, and opening one file of it without following links."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from khizana.adapters.unpack import (
    CHANGED,
    DEVICE,
    FILE,
    LINK,
    LONGEST_NAME,
    NAME_TOO_LONG,
    PIPE,
    UNREADABLE,
    VANISHED,
    BadBox,
    BadEntry,
    Entry,
)
from khizana.adapters.unpack_names import guess_encoding


def list_folder(folder: Path) -> Iterator[Entry]:
    """Yield everything in ``folder``, in the order of names; a single file is a box of one.

    Raises:
        BadBox: there is no such folder, or it cannot be read.
    """
    top = os.fsencode(folder)
    try:
        mode = os.stat(top).st_mode  # noqa: PTH116 - names are bytes here
        if stat.S_ISREG(mode):
            yield _entry(os.path.basename(top), os.stat(top))  # noqa: PTH116, PTH119
            return
        os.listdir(top)  # noqa: PTH208
    except FileNotFoundError as error:
        raise BadBox("box_missing") from error
    except OSError as error:
        raise BadBox("box_unreadable") from error
    yield from _walk(top, b"")


def _walk(top: bytes, inside: bytes) -> Iterator[Entry]:
    folder = os.path.join(top, inside) if inside else top  # noqa: PTH118
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        code = VANISHED if isinstance(error, FileNotFoundError) else UNREADABLE
        yield Entry(inside + b"/", code=code, encoding=guess_encoding([inside]))
        return
    for entry in entries:
        name = inside + b"/" + entry.name if inside else entry.name
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError:
            yield Entry(name, code=VANISHED, encoding=guess_encoding([name]))
            continue
        if stat.S_ISDIR(status.st_mode) and len(name) <= LONGEST_NAME:
            yield from _walk(top, name)
        else:
            yield _entry(name, status)


def _entry(name: bytes, status: os.stat_result) -> Entry:
    mode = status.st_mode
    if stat.S_ISLNK(mode):
        code = LINK
    elif stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        code = PIPE
    elif len(name) > LONGEST_NAME:
        code = NAME_TOO_LONG
    else:
        code = FILE if stat.S_ISREG(mode) else DEVICE
    size = status.st_size if code == FILE else 0
    return Entry(name, size, code, encoding=guess_encoding([name]))


class FolderFile:
    """One open file of a folder, which notices when it is changed while it is read."""

    def __init__(self, folder: Path, name: bytes) -> None:
        top = os.fsencode(folder)
        path = top if os.path.isfile(top) else os.path.join(top, name)  # noqa: PTH113, PTH118
        try:
            # no following of links, no waiting for the other end of a pipe
            fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise BadEntry(VANISHED) from error
        except OSError as error:
            raise BadEntry(LINK if os.path.islink(path) else UNREADABLE) from error  # noqa: PTH114
        self._file: BinaryIO = os.fdopen(fd, "rb", buffering=0)
        self._before = os.fstat(fd)
        if not stat.S_ISREG(self._before.st_mode):
            self._file.close()
            raise BadEntry(DEVICE)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes; at the end, check that the file is still the one we opened."""
        try:
            chunk = self._file.read(size)
        except OSError as error:
            raise BadEntry(UNREADABLE) from error
        if not chunk:
            self._check_unchanged()
        return chunk

    def readinto(self, buffer: memoryview) -> int:
        """Read into ``buffer`` like ``read``; returns how many bytes, 0 at the end."""
        try:
            size: int = self._file.readinto(buffer)  # type: ignore[attr-defined]
        except OSError as error:
            raise BadEntry(UNREADABLE) from error
        if not size:
            self._check_unchanged()
        return size

    def _check_unchanged(self) -> None:
        after = os.fstat(self._file.fileno())
        before = self._before
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise BadEntry(CHANGED)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
