"""A virus scan by ClamAV where it is installed; where it is not, that is said, never assumed."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NOT_PERFORMED = "not performed"
CLEAN = "success"
FOUND = "found"
FAILED = "failure"
_LONGEST = 1800


@dataclass(frozen=True, slots=True)
class Scan:
    """The outcome for one file: one of the words above, and the name of what was found."""

    outcome: str
    found: str = ""


@cache
def program() -> str:
    """Return the scanner's path, "" where there is none: the daemon's client is preferred."""
    return shutil.which("clamdscan") or shutil.which("clamscan") or ""


def agent() -> str:
    """Return the scanner's name for PREMIS events."""
    return Path(program()).name or "none"


def scan(paths: Sequence[Path]) -> list[Scan]:
    """Scan files in one run of the scanner (loading its signatures costs seconds)."""
    if not program():
        return [Scan(NOT_PERFORMED) for _ in paths]
    options = ["--no-summary", "--stdout"]
    if agent() == "clamdscan":
        options.append("--fdpass")
    try:
        said = subprocess.run(  # noqa: S603 - a fixed program, paths of our own making
            [program(), *options, *map(str, paths)],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LONGEST,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return [Scan(FAILED) for _ in paths]
    by_path = dict(line.rsplit(": ", 1) for line in said.stdout.splitlines() if ": " in line)
    return [_read(by_path.get(str(path), "")) for path in paths]


def _read(answer: str) -> Scan:
    if answer == "OK" or answer == "Empty file":
        return Scan(CLEAN)
    if answer.endswith(" FOUND"):
        return Scan(FOUND, answer.removesuffix(" FOUND"))
    return Scan(FAILED)
