"""The inside of the reading process: limits first, then one question at a time from the pipe."""

import contextlib
import ctypes
import importlib
import json
import os
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any

from khizana.adapters.extract_types import Unreadable

_HEADER = struct.Struct(">I")
_MEMORY = 6 * 2**30
_FILE = 16 * 2**30
_OPERATIONS = {
    "read": "khizana.adapters.extract_document:read",
    "attachments": "khizana.adapters.extract_document:attachments",
    "ocr": "khizana.adapters.ocr_engine:recognise",
    "pyramid": "khizana.adapters.pages_render:pyramid",
}


def limit() -> None:
    """Set what this process may use; it can never raise it again."""
    for what, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, _FILE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        # macOS refuses some of these; the time limit of the parent holds everywhere.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    _leave_the_network()


def _leave_the_network() -> None:
    """Enter an empty network namespace where Linux lets us (as root, or as user of a new one)."""
    if not sys.platform.startswith("linux"):
        return
    new_user, new_network = 0x10000000, 0x40000000
    with contextlib.suppress(OSError, AttributeError):
        unshare = ctypes.CDLL(None, use_errno=True).unshare
        if unshare(new_network) != 0:
            unshare(new_user | new_network)


def _allow_seconds(seconds: float) -> None:
    """Processor time for the next question; SIGXCPU ends us beyond it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds * 1.5) + 5
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _operation(name: str) -> Callable[..., Any]:
    module, function = _OPERATIONS[name].split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def answer(question: bytes) -> dict[str, Any]:
    """Answer one question; whatever goes wrong inside a parser is the file's, and is said as
    such.
    """
    name, seconds, arguments = json.loads(question)
    _allow_seconds(seconds)
    try:
        return {"value": _operation(name)(**arguments)}
    except Unreadable as refusal:
        return {"refusal": refusal.code, "data": refusal.data}
    except MemoryError:
        return {"refusal": "reading.too_heavy"}
    except Exception as error:  # noqa: BLE001 - outermost door of this process
        return {
            "refusal": "reading.not_processed",
            "data": {"why": f"{type(error).__name__}: {error}"[:300]},
        }


def main() -> None:
    """Serve until the pipe closes."""
    limit()
    source = os.fdopen(os.dup(0), "rb")
    target = os.fdopen(os.dup(1), "wb")
    # Libraries print; the pipe is ours alone.
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    while header := source.read(_HEADER.size):
        result = json.dumps(answer(source.read(*_HEADER.unpack(header)))).encode()
        target.write(_HEADER.pack(len(result)) + result)
        target.flush()


if __name__ == "__main__":
    main()
