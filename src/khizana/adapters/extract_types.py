"""What a reader of files hands back: pages of text with the places of their words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from khizana.kernel.errors import Refusal

SCALE = 10_000
"""Places on a page are whole numbers of 1/10,000 of its width and height, from the top left."""

Word = tuple[int, int, int, int, int, int, int]
"""start, end (characters of the text), left, top, right, bottom, confidence (0-100, -1 unknown)."""


class Unreadable(Refusal):
    """A file that cannot be read; it stays preserved and is marked with the code."""


@dataclass(slots=True)
class PageText:
    """One page, sheet, slide or section of a file, read by one tool.

    Attributes:
        number: 1 for the first.
        kind: page, section, sheet, slide, message or image.
        width, height: in points (1/72 inch) for pages, pixels for images, 0 where there is none.
        text: lines by "\\n", paragraphs by an empty line.
        words: places of the words, in order of their start.
        state: ``read``, ``image`` (nothing but a picture: OCR is next) or ``person``.
        refusal: code of the reason where this page alone could not be read.
    """

    number: int
    kind: str
    text: str
    tool: str
    title: str = ""
    width: int = 0
    height: int = 0
    words: list[Word] = field(default_factory=list)
    state: str = "read"
    refusal: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    confidence: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what crosses from the reading process to its master."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "PageText":
        """Read what ``to_json`` wrote; anything else in it is a fault of the reading process."""
        page = cls(**value)
        page.words = [tuple(word) for word in page.words]  # type: ignore[misc]
        return page


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a mail: its name as written, its declared type and its bytes on disk."""

    name: str
    mime: str
    path: str
    size: int


def sections(text: str, size: int = 5_000) -> Iterator[str]:
    """Cut a long text at paragraph ends (else line ends, else spaces) into parts of about
    ``size``.
    """
    start = 0
    while len(text) - start > size * 1.4:
        end = -1
        for mark in ("\n\n", "\n", ". ", " "):
            found = text.rfind(mark, start + size // 2, start + int(size * 1.2))
            if found > 0:
                end = found + len(mark)
                break
        end = end if end > 0 else start + size
        yield text[start:end].strip()
        start = end
    if rest := text[start:].strip():
        yield rest
