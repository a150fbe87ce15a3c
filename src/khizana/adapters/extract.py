"""Reading files: the port that the rooms use. Every file is opened in the reading process only."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from khizana.adapters.extract_guard import process
from khizana.adapters.extract_types import Attachment, PageText

CHUNK = 50
"""Pages in one question: what is lost at most when the power fails."""
_SECONDS_A_CHUNK = 120.0


@dataclass(frozen=True, slots=True)
class Part:
    """Some pages of a file: its true kind, how many pages there are in all, and the pages.

    ``carries``: other files may be inside (a mail, a PDF with embedded files).
    """

    kind: str
    total: int
    pages: list[PageText]
    carries: bool = False


def read_part(
    path: Path,
    *,
    first: int = 1,
    count: int = CHUNK,
    mime: str = "",
    puid: str = "",
    encoding: str = "",
) -> Part:
    """Read ``count`` pages from ``first`` on; Unreadable says why a file cannot be read."""
    answer = process.ask(
        "read",
        timeout=_SECONDS_A_CHUNK,
        path=str(path),
        first=first,
        count=count,
        mime=mime,
        puid=puid,
        encoding=encoding,
    )
    pages = [PageText.from_json(page) for page in answer["pages"]]
    return Part(answer["kind"], answer["total"], pages, answer["carries"])


def read_all(path: Path, *, mime: str = "", puid: str = "", encoding: str = "") -> Iterator[Part]:
    """Yield a file's pages in parts of ``CHUNK``."""
    first = 1
    while True:
        part = read_part(path, first=first, mime=mime, puid=puid, encoding=encoding)
        yield part
        first += CHUNK
        if first > part.total or not part.pages:
            return


def attachments(path: Path, folder: Path, *, mime: str = "", puid: str = "") -> list[Attachment]:
    """Write what a mail or PDF carries into ``folder``; names are kept as data only."""
    answer = process.ask(
        "attachments",
        timeout=_SECONDS_A_CHUNK,
        path=str(path),
        folder=str(folder),
        mime=mime,
        puid=puid,
    )
    return [Attachment(**each) for each in answer]
