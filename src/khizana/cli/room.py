"""Whether an error is only a full disk in one of its many forms."""

import errno
import shutil
from pathlib import Path

from khizana.adapters import settings

LEAST = 4 * 2**20
"""Bytes without which SQLite cannot even open its write-ahead log and its shared memory."""
_FULL = {errno.ENOSPC, errno.EDQUOT}


def has_room(folder: Path) -> bool:
    """Whether a database in this folder can be written to."""
    return not folder.is_dir() or shutil.disk_usage(folder).free >= LEAST


def is_full(error: Exception) -> bool:
    """Whether a full disk is behind an error.

    SQLite says it as "disk is full", "disk I/O error" or "unable to open database file", whichever
    write met it first; so the room that is left decides.
    """
    if isinstance(error, OSError):
        return error.errno in _FULL
    return type(error).__name__ == "OperationalError" and not has_room(settings.current().data)
