"""The reading process: hostile files are opened there, under limits, and only there.

One child per process of ours. It holds no secret and no network, may not grow without end, and is
replaced when it falls. A file that kills it ends as «not processed» with a reason; we go on.
"""

import atexit
import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import khizana
from khizana.adapters.extract_types import Unreadable

_MOST_CALLS = 2_000
_HEADER = struct.Struct(">I")
_LONGEST_ANSWER = 512 * 2**20
_PASSED_ON = (
    "PATH",
    "HOME",
    "TMPDIR",
    "LANG",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "COVERAGE_PROCESS_START",
)


class ReadingProcess:
    """A child that answers one question at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._calls = 0

    def ask(self, operation: str, *, timeout: float, **arguments: Any) -> Any:
        """Return the answer; Unreadable where the file is at fault or the child fell over it."""
        with self._lock:
            child = self._ready()
            self._calls += 1
            question = json.dumps([operation, timeout, arguments]).encode()
            try:
                return self._answer(self._exchange(child, question, time.monotonic() + timeout))
            except TimeoutError as error:
                self.stop()
                raise Unreadable("reading.too_long", seconds=round(timeout)) from error
            except (EOFError, BrokenPipeError, ConnectionError) as error:
                code = child.wait(timeout=10)
                self.stop()
                raise Unreadable(_why(code)) from error
            except BaseException:
                if self._child is child and child.poll() is not None:
                    self.stop()
                raise

    def stop(self) -> None:
        """End the child; the next question starts another."""
        child, self._child = self._child, None
        if child is None or self._owner != os.getpid():
            return
        for pipe in (child.stdin, child.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()
        child.kill()
        child.wait()

    def _ready(self) -> "subprocess.Popen[bytes]":
        alive = self._child is not None and self._child.poll() is None
        if (
            self._child is None
            or not alive
            or self._owner != os.getpid()
            or self._calls >= _MOST_CALLS
        ):
            self.stop()
            environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
            source = str(Path(khizana.__file__).parents[1])
            environment |= {
                "PYTHONPATH": source,
                "OMP_THREAD_LIMIT": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "VIPS_CONCURRENCY": "1",
            }
            self._child = subprocess.Popen(
                [sys.executable, "-m", "khizana.adapters.extract_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                close_fds=True,
            )
            self._owner, self._calls = os.getpid(), 0
        return self._child

    @staticmethod
    def _exchange(child: "subprocess.Popen[bytes]", question: bytes, until: float) -> bytes:
        if child.stdin is None or child.stdout is None:
            raise EOFError
        child.stdin.write(_HEADER.pack(len(question)) + question)
        child.stdin.flush()
        (size,) = _HEADER.unpack(_read(child.stdout.fileno(), _HEADER.size, until))
        if size > _LONGEST_ANSWER:
            raise EOFError
        return _read(child.stdout.fileno(), size, until)

    def _answer(self, data: bytes) -> Any:
        answer = json.loads(data)
        if refusal := answer.get("refusal"):
            if refusal == "reading.too_heavy":
                self.stop()  # memory that was given out is not given back
            raise Unreadable(refusal, **answer.get("data", {}))
        return answer["value"]


def _read(descriptor: int, size: int, until: float) -> bytes:
    parts = []
    while size:
        left = until - time.monotonic()
        if left <= 0 or not select.select([descriptor], [], [], left)[0]:
            raise TimeoutError
        part = os.read(descriptor, min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _why(code: int) -> str:
    """The kernel ends a child over its processor time with SIGXCPU (24) and then SIGKILL (9)."""
    if code == -24:
        return "reading.too_long"
    return "reading.too_heavy" if code == -9 else "reading.crashed"


process = ReadingProcess()
"""The reading process of this process."""

atexit.register(process.stop)
