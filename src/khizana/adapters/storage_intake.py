"""The one read pass over a file: both digests, its size, its first bytes and the staged copy.

What is hashed is what is written: one buffer feeds SHA-512, SHA-256 and the copy, so nothing can
change in between. Large files are hashed in two threads beside the writing (hashlib gives up the
interpreter lock); memory stays at two chunks whatever the size.
"""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

CHUNK = 4 * 2**20
PIECE = 256 * 2**10
"""Bytes of one read or write. The hashing threads want large chunks, the kernel small pieces: Linux
6.18 on ext4 spends five times as long on writes of 4 MiB (it looks for folios of that size)."""
HEAD = 4096


class Source(Protocol):
    """Anything that bytes can be read from, chunk by chunk."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Intake:
    """What one read pass found out; ``staged`` holds the copy."""

    staged: Path
    size: int
    sha512: str
    sha256: str
    head: bytes


@dataclass(frozen=True, slots=True)
class Digests:
    """Size and digests of a stream that was read to its end."""

    size: int
    sha512: str
    sha256: str


@cache
def _hashers(pid: int) -> ThreadPoolExecutor:
    # keyed by process: threads do not survive a fork
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="digest")


class _Pass:
    """The digests of one stream; inline for a single chunk, in threads beyond it."""

    def __init__(self) -> None:
        self.sha512 = hashlib.sha512()
        self.sha256 = hashlib.sha256()
        self.size = 0
        self._running: list[Future[None]] = []

    def take(self, chunk: bytes | memoryview, *, more: bool) -> None:
        self.size += len(chunk)
        if not more and not self._running:
            self.sha512.update(chunk)
            self.sha256.update(chunk)
            return
        self.wait()
        pool = _hashers(os.getpid())
        self._running = [
            pool.submit(self.sha512.update, chunk),
            pool.submit(self.sha256.update, chunk),
        ]

    def wait(self) -> None:
        for future in self._running:
            future.result()

    def done(self) -> Digests:
        self.wait()
        return Digests(self.size, self.sha512.hexdigest(), self.sha256.hexdigest())


_kept = threading.local()


def _buffers() -> tuple[bytearray, bytearray]:
    """Return this thread's two buffers: a fresh one for each chunk costs more than the copying."""
    if not hasattr(_kept, "pair"):
        _kept.pair = (bytearray(CHUNK), bytearray(CHUNK))
    pair: tuple[bytearray, bytearray] = _kept.pair
    return pair


def _chunks(source: Source) -> Iterator[bytes | memoryview]:
    """Yield the bytes of a source; a chunk stays as it is until the next but one is asked for."""
    fill = getattr(source, "readinto", None)
    if fill is None:
        while chunk := source.read(CHUNK):
            yield chunk
        return
    pair, turn = [memoryview(buffer) for buffer in _buffers()], 0
    while size := _fill(fill, pair[turn]):
        yield pair[turn][:size]
        turn = 1 - turn


def _fill(fill: Callable[[memoryview], int], buffer: memoryview) -> int:
    """Read piece by piece until the buffer is full or the source is at its end."""
    size = 0
    while size < CHUNK and (more := fill(buffer[size : size + PIECE])):
        size += more
    return size


def digest_stream(source: Source) -> Digests:
    """Read ``source`` to its end and return its digests (fixity, PREMIS 3 ``fixity check``)."""
    walk = _Pass()
    try:
        for chunk in _chunks(source):
            walk.take(chunk, more=len(chunk) == CHUNK)
    finally:
        walk.wait()
    return walk.done()


def take_in(source: Source, staged: Path) -> Intake:
    """Copy ``source`` to ``staged`` in one pass; a copy that fails leaves no file behind."""
    walk = _Pass()
    head = b""
    fd = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(fd, "wb", buffering=0) as out:
            for chunk in _chunks(source):
                head = head or bytes(chunk[:HEAD])
                walk.take(chunk, more=len(chunk) == CHUNK)
                _write_all(out, chunk)
        found = walk.done()
    except BaseException:
        walk.wait()
        with suppress(OSError):
            staged.unlink()
        raise
    return Intake(staged, found.size, found.sha512, found.sha256, head)


class _Raw(Protocol):
    def write(self, data: bytes | memoryview, /) -> int | None: ...


def _write_all(out: _Raw, chunk: bytes | memoryview) -> None:
    """Write the whole of ``chunk``: a raw write may stop short when the disk is nearly full."""
    view = memoryview(chunk)
    while view:
        view = view[out.write(view[:PIECE]) or 0 :]
