"""A zip as a box, read entry by entry with bounded memory and no trust in what it declares.

Own reader of the central directory (PKWARE APPNOTE 6.3.9) because the standard library's refuses a
whole archive for one name that is not the UTF-8 it claims to be, loses the bytes of names, and
knows nothing of overlapping entries ("A better zip bomb", Fifield 2019) or expansion ratios.
Decompression itself is the standard library's, always with an upper bound on what it may return.
"""

import stat
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from khizana.adapters.unpack import (
    BOMB,
    CHANGED,
    DAMAGED,
    DEVICE,
    ENCRYPTED,
    FILE,
    LINK,
    LONGEST_NAME,
    METHOD,
    NAME_TOO_LONG,
    OVERLAP,
    PIPE,
    UNREADABLE,
    UNSAFE_PATH,
    VANISHED,
    BadBox,
    BadEntry,
    Entry,
)
from khizana.adapters.unpack_inflate import METHODS, ZipFile
from khizana.adapters.unpack_names import guess_encoding

SAFE_SIZE = 64 * 2**20
SAFE_RATIO = 200
"""An entry above SAFE_SIZE may be at most SAFE_RATIO times its packed size."""
DENSE_RATIO = 50
DENSE_TOTAL = 256 * 2**20
"""All entries together that are packed denser than DENSE_RATIO may unpack to DENSE_TOTAL."""
LARGEST_DIRECTORY = 128 * 2**20
MOST_ENTRIES = 300_000

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")


@dataclass(frozen=True, slots=True)
class Packed:
    """What the central directory says of one entry."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    offset: int
    utf8_name: bytes


def is_zip(head: bytes) -> bool:
    """Tell whether bytes begin like a zip (also an empty one)."""
    return head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


def list_zip(path: Path) -> Iterator[Entry]:
    """Yield every entry of a zip but its folders, in the order of its directory.

    Raises:
        BadBox: this is no zip, or it was cut off.
    """
    with path.open("rb") as file:
        found = read_directory(file)
    encoding = guess_encoding(row.name for row in found if not row.flags & 0x800)
    overlapping = _overlapping(found)
    dense = 0
    for row in found:
        code = _code(row)
        if not code and row.offset in overlapping:
            code = OVERLAP
        if not code and row.size > DENSE_RATIO * row.packed + 2**20:
            dense += row.size
            if dense > DENSE_TOTAL:
                code = BOMB
        if row.name.endswith(b"/") and not row.size and code in {FILE, DEVICE}:
            continue
        name = row.utf8_name or row.name
        yield Entry(name, row.size, code, row.offset, encoding)


def read_directory(file: BinaryIO) -> list[Packed]:
    """Read the central directory; offsets are corrected for bytes put before the archive."""
    file.seek(0, 2)
    length = file.tell()
    tail_at = max(0, length - 65_557)
    file.seek(tail_at)
    tail = file.read()
    end = _find_end(tail)
    if end < 0:
        raise BadBox("zip_truncated" if _begins_like_zip(file) else "not_a_zip")
    _, disk, first_disk, _, count, size, offset, _ = _END.unpack_from(tail, end)
    end_at = tail_at + end
    if 0xFFFF in {disk, first_disk, count} or 0xFFFFFFFF in {size, offset}:
        count, size, offset, end_at = _read_end64(file, end_at)
    elif disk or first_disk:
        raise BadBox("zip_in_parts")
    shift = end_at - size - offset
    if shift < 0:
        raise BadBox("zip_truncated")
    if size > LARGEST_DIRECTORY or count > MOST_ENTRIES:
        raise BadBox("zip_too_many")
    file.seek(offset + shift)
    return list(_read_rows(file.read(size), shift))


def open_entry(path: Path, offset: int) -> ZipFile:
    """Open the entry that ``list_zip`` found at ``offset``."""
    try:
        status = path.stat()
        row = _directory(path, status.st_size, status.st_mtime_ns).get(offset)
    except FileNotFoundError as error:
        raise BadEntry(VANISHED) from error
    except OSError as error:
        raise BadEntry(UNREADABLE) from error
    except BadBox as error:
        raise BadEntry(DAMAGED) from error
    if row is None:
        raise BadEntry(CHANGED)
    return ZipFile(
        path, offset=offset, method=row.method, packed=row.packed, size=row.size, crc=row.crc
    )


@lru_cache(maxsize=2)
def _directory(path: Path, size: int, changed: int) -> dict[int, Packed]:
    # size and time of change are part of the key, so that an exchanged file is read anew
    with path.open("rb") as file:
        return {row.offset: row for row in read_directory(file)}


def _begins_like_zip(file: BinaryIO) -> bool:
    file.seek(0)
    return is_zip(file.read(4))


def _find_end(tail: bytes) -> int:
    """Find the end record whose comment reaches exactly to the end of the file."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if at + _END.size <= len(tail):
            comment = _END.unpack_from(tail, at)[-1]
            if at + _END.size + comment == len(tail):
                return at
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return -1


def _read_end64(file: BinaryIO, end_at: int) -> tuple[int, int, int, int]:
    file.seek(max(0, end_at - _END64_LOCATOR.size))
    raw = file.read(_END64_LOCATOR.size)
    if raw[:4] != b"PK\x06\x07":
        raise BadBox("zip_truncated")
    at = _END64_LOCATOR.unpack(raw)[2]
    # with bytes before the archive the record stands right before its locator
    for place in (at, end_at - _END64_LOCATOR.size - _END64.size):
        file.seek(max(0, place))
        raw = file.read(_END64.size)
        if raw[:4] == b"PK\x06\x06" and len(raw) == _END64.size:
            fields = _END64.unpack(raw)
            return fields[7], fields[8], fields[9], place
    raise BadBox("zip_truncated")


def _read_rows(directory: bytes, shift: int) -> Iterator[Packed]:
    at = 0
    while at + _CENTRAL.size <= len(directory):
        row = _CENTRAL.unpack_from(directory, at)
        if row[0] != b"PK\x01\x02":
            raise BadBox("zip_truncated")
        made_by, flags, method, crc, packed, size = row[1], row[3], row[4], *row[7:10]
        name_length, extra_length, comment_length, _, _, attributes, offset = row[10:]
        start = at + _CENTRAL.size
        name = directory[start : start + name_length]
        extra = directory[start + name_length : start + name_length + extra_length]
        size, packed, offset = _widen(extra, size, packed, offset)
        mode = attributes >> 16 if made_by >> 8 == 3 else 0
        yield Packed(
            name, flags, method, crc, packed, size, mode, offset + shift, _unicode(extra, name)
        )
        at = start + name_length + extra_length + comment_length


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        yield kind, extra[at + 4 : at + 4 + length]
        at += 4 + length


def _widen(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Take 64-bit values from the extra field where the short ones are full (APPNOTE 4.5.3)."""
    for kind, body in _fields(extra):
        if kind != 1:
            continue
        values = [v for (v,) in struct.iter_unpack("<Q", body[: len(body) // 8 * 8])]
        wide = [v == 0xFFFFFFFF for v in (size, packed, offset)]
        if len(values) < sum(wide):
            raise BadBox("zip_truncated")
        taken = iter(values)
        size, packed, offset = (
            next(taken) if full else value
            for full, value in zip(wide, (size, packed, offset), strict=True)
        )
    return size, packed, offset


def _unicode(extra: bytes, name: bytes) -> bytes:
    """Return the name of the Info-ZIP Unicode path field where it belongs to ``name``."""
    for kind, body in _fields(extra):
        if kind == 0x7075 and len(body) > 5 and body[0] == 1:
            (crc,) = struct.unpack_from("<L", body, 1)
            if crc == zlib.crc32(name):
                return body[5:]
    return b""


def unsafe(name: bytes) -> bool:
    """Tell whether a path leads out of the box on any system: absolute, drive, UNC or ``..``."""
    parts = name.replace(b"\\", b"/").split(b"/")
    return (
        name[:1] in {b"/", b"\\", b"~"}
        or b".." in parts
        or (len(name) > 1 and name[1:2] == b":" and name[:1].isalpha())
        or b"\0" in name
        or not name.strip(b"/")
    )


def _code(row: Packed) -> str:
    kind = stat.S_IFMT(row.mode)
    if unsafe(row.name) or (row.utf8_name and unsafe(row.utf8_name)):
        return UNSAFE_PATH
    if len(row.name) > LONGEST_NAME:
        return NAME_TOO_LONG
    if kind == stat.S_IFLNK:
        return LINK
    if kind in {stat.S_IFIFO, stat.S_IFSOCK}:
        return PIPE
    if kind in {stat.S_IFCHR, stat.S_IFBLK}:
        return DEVICE
    if row.flags & 0x2041:
        return ENCRYPTED
    if row.method not in METHODS:
        return METHOD
    if row.method == 0 and row.packed != row.size:
        return DAMAGED
    return BOMB if row.size > max(SAFE_SIZE, SAFE_RATIO * row.packed) else FILE


def _overlapping(rows: list[Packed]) -> set[int]:
    """Return the offsets of entries whose bytes are shared with another entry."""
    found: set[int] = set()
    last_end, last_offset = -1, -1
    for row in sorted(rows, key=lambda row: row.offset):
        if row.offset < last_end:
            found |= {row.offset, last_offset}
        end = row.offset + 30 + len(row.name) + row.packed
        if end > last_end:
            last_end, last_offset = end, row.offset
    return found
