"""Text and word places of PDF pages by PDFium; right-to-left lines are put in order by their
places.

Runs inside the reading process (``extract_worker``): a file may be hostile.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from khizana.adapters import extract_bidi as bidi
from khizana.adapters.extract_types import SCALE, PageText, Unreadable, Word

TOOL = f"pypdfium2 {pdfium.PYPDFIUM_INFO.version}, PDFium {pdfium.PDFIUM_INFO.build}"
_WORD = re.compile(r"\S+")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MOST_CHARACTERS = 2_000_000

Box = tuple[float, float, float, float]
Item = tuple[str, Box, int]
"""A character, its place and the number of the word that PDFium put it in."""


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF; a refusal says whether a password, damage or something else is in the way."""
    try:
        document = pdfium.PdfDocument(path)
        len(document)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise Unreadable("reading.password") from error
        raise Unreadable("reading.damaged") from error
    if len(document) == 0:
        raise Unreadable("reading.damaged")
    return document


def read_pages(document: pdfium.PdfDocument, first: int, last: int) -> Iterator[PageText]:
    """Yield pages ``first`` to ``last`` (1 is the first); a page that fails alone is marked."""
    for number in range(first, min(last, len(document)) + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            yield PageText(number, "page", "", TOOL, state="person", refusal="reading.damaged")
            continue
        try:
            yield _read_page(page, number)
        finally:
            page.close()


def _read_page(page: pdfium.PdfPage, number: int) -> PageText:
    width, height = page.get_size()
    result = PageText(number, "page", "", TOOL, width=round(width), height=round(height))
    textpage = page.get_textpage()
    try:
        reader = _Reader(page, textpage)
        result.text, result.words = reader.read()
    finally:
        textpage.close()
    if not result.text.strip():
        result.state = "image" if _has_picture(page) else "read"
        result.text, result.words = "", []
    return result


def _has_picture(page: pdfium.PdfPage) -> bool:
    """Something is drawn: pictures, or letters as outlines; both are for OCR."""
    return next(iter(page.get_objects(max_depth=3)), None) is not None


class _Reader:
    """The characters of one page with their places, put into lines and words."""

    def __init__(self, page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> None:
        self.handle = textpage.raw
        self.count = textpage.count_chars()
        if self.count > _MOST_CHARACTERS:
            raise Unreadable("reading.too_heavy")
        self.rect = raw.FS_RECTF()
        self.pointer = ctypes.byref(self.rect)
        self.place = _placing(page)

    def read(self) -> tuple[str, list[Word]]:
        text = self._text()
        lines: list[tuple[str, list[Box | None]]]
        if _RTL.search(text) or len(text) != self.count:
            return self._assemble(self._lines_by_place())
        lines = []
        start = 0
        for line in text.split("\n"):
            clean = line.rstrip("\r")
            lines.append((clean, self._boxes(clean, start)))
            start += len(line) + 1
        return self._assemble(lines)

    def _text(self) -> str:
        if self.count <= 0:
            return ""
        buffer = (ctypes.c_ushort * (self.count * 2 + 2))()
        got = raw.FPDFText_GetText(self.handle, 0, self.count, buffer)
        return bytes(buffer)[: max(0, got - 1) * 2].decode("utf-16-le", "replace")

    def _box(self, index: int) -> Box:
        raw.FPDFText_GetLooseCharBox(self.handle, index, self.pointer)
        rect = self.rect
        return rect.left, rect.bottom, rect.right, rect.top

    def _boxes(self, line: str, start: int) -> list[Box | None]:
        """Places of the words of a left-to-right line: from the first to the last character."""
        found: list[Box | None] = []
        for word in _WORD.finditer(line):
            first, last = self._box(start + word.start()), self._box(start + word.end() - 1)
            found.append(_union(first, last))
        return found

    def _lines_by_place(self) -> list[tuple[str, list[Box | None]]]:
        lines = []
        line: list[Item] = []
        word = 0
        unicode_of, handle = raw.FPDFText_GetUnicode, self.handle
        index = -1
        while (index := index + 1) < self.count:
            point = unicode_of(handle, index)
            if 0xD800 <= point < 0xDC00 and index + 1 < self.count:
                low = unicode_of(handle, index + 1)
                point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00 & 0x3FF)
                index += 1
            char = chr(point) if point < 0x110000 else "\ufffd"
            if char == "\n":
                lines.append(_in_order(line))
                line, word = [], 0
            elif char in "\r \u00a0\t" or point == 0:
                word += 1
            else:
                line.append((char, self._box(index), word))
        lines.append(_in_order(line))
        return lines

    def _assemble(self, lines: list[tuple[str, list[Box | None]]]) -> tuple[str, list[Word]]:
        """Join lines; an empty line where the distance says that a paragraph ends."""
        gap = _paragraph_gap(lines)
        parts: list[str] = []
        words: list[Word] = []
        length = 0
        previous: float | None = None
        for text, boxes in lines:
            seen = [box for box in boxes if box]
            if not text.strip() or not seen:
                continue
            top = max(box[3] for box in seen)
            if parts:
                apart = previous is not None and (previous - top > gap or top > previous + gap)
                joined = parts[-1].endswith("\x02") or parts[-1].endswith("\ufffe")
                if joined:
                    parts[-1] = parts[-1][:-1]
                    length -= 1
                    if words:
                        words[-1] = (words[-1][0], min(words[-1][1], length), *words[-1][2:])
                separator = "" if joined else "\n\n" if apart else "\n"
                parts.append(separator)
                length += len(separator)
            previous = min(box[1] for box in seen)
            for match, box in zip(_WORD.finditer(text), boxes, strict=False):
                if box:
                    place = self.place(box)
                    words.append((length + match.start(), length + match.end(), *place, -1))
            parts.append(text)
            length += len(text)
        joined_text = "".join(parts)
        return bidi.turn_brackets(joined_text).replace("\x02", "-").replace("\ufffe", "-"), words


def _in_order(line: list[Item]) -> tuple[str, list[Box | None]]:
    """Put the characters of one line into the order of writing and find its words."""
    if any(_RTL.match(item[0]) for item in line):
        plain = "".join(item[0] for item in line)
        seen = sorted(_clusters(line), key=lambda cluster: cluster[0][1][0])
        spaced = _spaces(seen)
        order = bidi.logical([cluster[0][0] for cluster in spaced], bidi.is_rtl(plain))
        line = [item for at in order for item in spaced[at]]
    else:
        line = [item for cluster in _spaces([[item] for item in line]) for item in cluster]
    text = "".join(item[0] for item in line)
    boxes: list[Box | None] = []
    for word in _WORD.finditer(text):
        box = line[word.start()][1]
        for _, other, _ in line[word.start() + 1 : word.end()]:
            box = _union(box, other)
        boxes.append(box)
    return text, boxes


def _spaces(seen: list[list[Item]]) -> list[list[Item]]:
    """Set a space where PDFium saw a word end; beside signs where the distance shows one.

    PDFium is right about the ends of words but hangs the space behind a sign on its wrong side.
    """
    result: list[list[Item]] = []
    for cluster in seen:
        if result:
            (a, left, word), (b, right, other) = result[-1][-1], cluster[0]
            distance = right[0] - left[2]
            if a.isalnum() and b.isalnum():
                apart = word != other
            else:
                apart = distance > 0.1 * max(left[3] - left[1], right[3] - right[1])
            if apart:
                result.append([(" ", (left[2], left[1], right[0], left[3]), word)])
        result.append(cluster)
    return result


def _clusters(line: list[Item]) -> list[list[Item]]:
    """A letter and its marks stay together; so do lam and alef of one glyph, lam first."""
    clusters: list[list[Item]] = []
    for item in line:
        char, box, _ = item
        if clusters and bidi.kind(char) == "M":
            clusters[-1].append(item)
        elif clusters and clusters[-1][0][1][:3:2] == box[:3:2] and char in "لاأإآ":
            pair = [*clusters[-1], item]
            pair.sort(key=lambda each: each[0] != "ل")
            clusters[-1] = pair
        else:
            clusters.append([item])
    return clusters


def _paragraph_gap(lines: list[tuple[str, list[Box | None]]]) -> float:
    heights = [box[3] - box[1] for _, boxes in lines for box in boxes[:1] if box]
    if len(heights) < 2:
        return 1e9
    gaps: list[float] = []
    previous: float | None = None
    for _, boxes in lines:
        seen = [box for box in boxes if box]
        if not seen:
            continue
        top = max(box[3] for box in seen)
        if previous is not None and previous > top - median(heights):
            gaps.append(previous - top)
        previous = min(box[1] for box in seen)
    usual = median(gaps) if gaps else 0.0
    return usual + 0.35 * median(heights)


def _union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def _placing(page: pdfium.PdfPage) -> Callable[[Box], tuple[int, int, int, int]]:
    """Return the mapping from PDF user space to 1/10,000 of the page as it is seen (rotated,
    cropped).
    """

    def corner(x: float, y: float) -> tuple[int, int]:
        across, down = ctypes.c_int(), ctypes.c_int()
        fine = SCALE * 100
        raw.FPDF_PageToDevice(page.raw, 0, 0, fine, fine, 0, x, y, across, down)
        return across.value, down.value

    (ox, oy), (ax, ay), (bx, by) = corner(0, 0), corner(100, 0), corner(0, 100)
    xx, yx, xy, yy = (ax - ox) / 1e4, (ay - oy) / 1e4, (bx - ox) / 1e4, (by - oy) / 1e4
    left_most, top_most = ox / 100, oy / 100

    def place(box: Box) -> tuple[int, int, int, int]:
        left, bottom, right, top = box
        x0 = left_most + xx * left + xy * bottom
        y0 = top_most + yx * left + yy * bottom
        x1 = left_most + xx * right + xy * top
        y1 = top_most + yx * right + yy * top
        values = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        a, b, c, d = (max(0, min(SCALE, round(value))) for value in values)
        return a, b, c, d

    return place
