"""One entry of a zip as a stream that never gives more than was asked for and checks its end."""

import bz2
import lzma
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from khizana.adapters.unpack import DAMAGED, METHOD, UNREADABLE, VANISHED, BadEntry

_LOCAL = struct.Struct("<4s5H3L2H")
_PIECE = 256 * 1024
_LARGEST_DICTIONARY = 128 * 2**20
METHODS = frozenset({0, 8, 12, 14})
"""Stored, deflated, bzip2, LZMA (APPNOTE 4.4.5)."""


class _Deflate:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(-15)

    @property
    def hungry(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def ended(self) -> bool:
        return self._inner.eof

    def give(self, packed: bytes, size: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + packed, size)


class _Other:
    """bzip2 and LZMA share one form of decompressor."""

    def __init__(self, inner: "bz2.BZ2Decompressor | lzma.LZMADecompressor") -> None:
        self._inner = inner

    @property
    def hungry(self) -> bool:
        return self._inner.needs_input

    @property
    def ended(self) -> bool:
        return self._inner.eof

    def give(self, packed: bytes, size: int) -> bytes:
        return b"" if self._inner.eof else self._inner.decompress(packed, size)


class _Stored:
    ended = False

    def __init__(self) -> None:
        self._rest = b""

    @property
    def hungry(self) -> bool:
        return not self._rest

    def give(self, packed: bytes, size: int) -> bytes:
        whole = self._rest + packed
        self._rest = whole[size:]
        return whole[:size]


class ZipFile:
    """One open entry of a zip.

    ``packed``, ``size``, ``crc`` and ``method`` are the directory's claims; more bytes than
    claimed, fewer, or a wrong checksum are ``BadEntry(DAMAGED)``.
    """

    def __init__(
        self, path: Path, *, offset: int, method: int, packed: int, size: int, crc: int
    ) -> None:
        try:
            self._file: BinaryIO = path.open("rb")
        except FileNotFoundError as error:
            raise BadEntry(VANISHED) from error
        except OSError as error:
            raise BadEntry(UNREADABLE) from error
        try:
            self._file.seek(offset)
            head = self._file.read(_LOCAL.size)
            if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
                raise BadEntry(DAMAGED)
            name_length, extra_length = _LOCAL.unpack(head)[-2:]
            self._file.seek(name_length + extra_length, 1)
            self._packed_left = packed
            self._inner = self._inflater(method)
        except BaseException:
            self._file.close()
            raise
        self._left = size
        self._crc_wanted, self._crc = crc, 0

    def _inflater(self, method: int) -> "_Deflate | _Other | _Stored":
        if method == 0:
            return _Stored()
        if method == 8:
            return _Deflate()
        if method == 12:
            return _Other(bz2.BZ2Decompressor())
        if method == 14:
            return _Other(self._lzma())
        raise BadEntry(METHOD)

    def _lzma(self) -> lzma.LZMADecompressor:
        """Read the properties that stand before LZMA data in a zip (APPNOTE 5.8.8)."""
        head = self._next(9)
        if len(head) < 9 or head[2:4] != b"\x05\x00":
            raise BadEntry(DAMAGED)
        packed, dictionary = struct.unpack("<BL", head[4:])
        if packed >= 225 or dictionary > _LARGEST_DICTIONARY:
            raise BadEntry(DAMAGED)
        rest, lc = divmod(packed, 9)
        pb, lp = divmod(rest, 5)
        chain = {
            "id": lzma.FILTER_LZMA1,
            "lc": lc,
            "lp": lp,
            "pb": pb,
            "dict_size": max(dictionary, 4096),
        }
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain])

    def _next(self, size: int) -> bytes:
        try:
            piece = self._file.read(min(size, self._packed_left))
        except OSError as error:
            raise BadEntry(UNREADABLE) from error
        self._packed_left -= len(piece)
        return piece

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most ``size``."""
        wanted = self._left if size < 0 else size
        parts: list[bytes] = []
        while wanted > 0:
            part = self._some(wanted)
            if not part:
                break
            parts.append(part)
            wanted -= len(part)
        chunk = b"".join(parts)
        self._crc = zlib.crc32(chunk, self._crc)
        self._left -= len(chunk)
        if self._left < 0:
            raise BadEntry(DAMAGED)
        if not chunk and (self._left or self._crc != self._crc_wanted):
            raise BadEntry(DAMAGED)
        return chunk

    def _some(self, size: int) -> bytes:
        while True:
            packed = self._next(_PIECE) if self._inner.hungry else b""
            ended = self._inner.ended or (self._inner.hungry and not packed)
            try:
                part = self._inner.give(packed, size)
            except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
                raise BadEntry(DAMAGED) from error
            if part or ended:
                return part

    def close(self) -> None:
        """Close the file."""
        self._file.close()
