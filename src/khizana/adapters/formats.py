"""Format identification by PRONOM signatures (Siegfried inside pygfried, no network)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pygfried

UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Format:
    """What PRONOM says of a file (PREMIS 3 ``format``): never taken from the name alone unsaid.

    ``basis`` is what the judgement rests on; ``warning`` is Siegfried's own, for example an
    extension that does not fit the bytes.
    """

    puid: str
    name: str = ""
    version: str = ""
    mime: str = ""
    basis: str = ""
    warning: str = ""

    @property
    def known(self) -> bool:
        """Tell whether any signature matched."""
        return self.puid != UNKNOWN


@cache
def agent() -> str:
    """Return the name of the tool with its version, for PREMIS events."""
    return f"siegfried {pygfried.version()}"


def identify_many(paths: Iterable[Path], *, workers: int = 2) -> list[Format]:
    """Identify files in one call, in the order given; a path must be valid UTF-8."""
    wanted = [str(path) for path in paths]
    if not wanted:
        return []
    found = pygfried.identify_many(wanted, workers=workers)
    by_path: dict[str, Any] = {row["filename"]: row for row in found["files"]}
    return [_format(by_path.get(path)) for path in wanted]


def identify(path: Path) -> Format:
    """Identify one file."""
    return identify_many([path], workers=1)[0]


def _format(row: dict[str, Any] | None) -> Format:
    match = (row or {}).get("matches") or [{}]
    first = match[0]
    return Format(
        puid=first.get("id") or UNKNOWN,
        name=first.get("format", ""),
        version=first.get("version", ""),
        mime=first.get("mime", ""),
        basis=first.get("basis", ""),
        warning=first.get("warning", ""),
    )
