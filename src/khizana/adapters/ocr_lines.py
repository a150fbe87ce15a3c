"""What Tesseract found on a page, put into lines, paragraphs and one text with places."""

import math
from dataclasses import dataclass, field
from statistics import median

import pyvips
import tesserocr

from khizana.adapters import extract_bidi as bidi
from khizana.adapters.extract_types import SCALE, Word

Line = list[tuple[str, int, int, int, int, int]]
"""Words of a line: text, left, top, right, bottom, confidence; in dots of the page given to OCR."""


@dataclass(slots=True)
class Found:
    paragraphs: list[list[Line]] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for paragraph in self.paragraphs for line in paragraph]

    def confidence(self) -> float:
        words = [(len(word[0]), word[5]) for line in self.lines for word in line]
        letters = sum(length for length, _ in words)
        return sum(length * sure for length, sure in words) / letters if letters else 0.0


def mean(line: Line) -> float:
    letters = sum(len(word[0]) for word in line) or 1
    return sum(len(word[0]) * word[5] for word in line) / letters


def collect(api: tesserocr.PyTessBaseAPI) -> Found:
    found = Found()
    words = api.GetIterator()
    if words is None:
        return found
    level = tesserocr.RIL
    lines: list[tuple[bool, Line]] = []
    for item in tesserocr.iterate_level(words, level.WORD):
        if item.Empty(level.WORD):
            continue
        text = (item.GetUTF8Text(level.WORD) or "").strip()
        box = item.BoundingBox(level.WORD)
        if not text or not box:
            continue
        if item.IsAtBeginningOf(level.TEXTLINE) or not lines:
            lines.append((item.IsAtBeginningOf(level.BLOCK), []))
        lines[-1][1].append((text, *box, round(item.Confidence(level.WORD))))
    for _, line in lines:
        _put_in_order(line)
    found.paragraphs = _paragraphs(lines)
    return found


def _put_in_order(line: Line) -> None:
    """Words come in reading order, but the letters of each as they are seen from the left."""
    if not bidi.is_rtl("".join(word[0] for word in line)):
        return
    for at, (text, *rest) in enumerate(line):
        if not any(bidi.kind(char) == "L" for char in text):
            order = bidi.logical(list(text), rtl=True)
            line[at] = ("".join(text[each] for each in order), *rest)  # type: ignore[assignment]


def _paragraphs(lines: list[tuple[bool, Line]]) -> list[list[Line]]:
    """A block begins a paragraph, and so does a line further from the last than lines usually
    are.
    """
    tops = [min(word[2] for word in line) for _, line in lines]
    bottoms = [max(word[4] for word in line) for _, line in lines]
    gaps = [tops[at] - bottoms[at - 1] for at in range(1, len(lines)) if not lines[at][0]]
    heights = [bottom - top for top, bottom in zip(tops, bottoms, strict=True)]
    most = median(gaps) + 0.5 * median(heights) if gaps else 0.0
    result: list[list[Line]] = []
    for at, (block, line) in enumerate(lines):
        if not result or block or tops[at] - bottoms[at - 1] > most:
            result.append([])
        result[-1].append(line)
    return result


def join(found: Found, image: pyvips.Image, degrees: float) -> tuple[str, list[Word]]:
    """Join words, lines and paragraphs; places go back to the page before it was straightened."""
    turn = math.radians(degrees)
    cos, sin = math.cos(turn), math.sin(turn)
    cx, cy = image.width / 2, image.height / 2

    def back(x: float, y: float) -> tuple[float, float]:
        return cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos

    parts: list[str] = []
    words: list[Word] = []
    length = 0
    for paragraph in found.paragraphs:
        if parts:
            parts.append("\n\n")
            length += 2
        for number, line in enumerate(paragraph):
            if number:
                parts.append("\n")
                length += 1
            for place, (text, left, top, right, bottom, sure) in enumerate(line):
                if place:
                    parts.append(" ")
                    length += 1
                corners = [back(x, y) for x in (left, right) for y in (top, bottom)]
                xs, ys = [x for x, _ in corners], [y for _, y in corners]
                box = (
                    _share(min(xs), image.width),
                    _share(min(ys), image.height),
                    _share(max(xs), image.width),
                    _share(max(ys), image.height),
                )
                words.append((length, length + len(text), *box, max(0, min(100, sure))))
                parts.append(text)
                length += len(text)
    return bidi.turn_brackets("".join(parts)), words


def _share(value: float, of: int) -> int:
    return max(0, min(SCALE, round(value * SCALE / of)))
