"""Text and word places of PDF pages by PDFium; right-to-left lines are put in order by their
places.

Runs inside the reading process (``extract_worker``): a file may be hostile.
"""

import ctypes
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from khizana.adapters import extract_bidi as bidi
from khizana.adapters.extract_pdf_lines import (
    RTL,
    WORD,
    Box,
    Item,
    in_order,
    paragraph_gap,
    union,
)
from khizana.adapters.extract_types import SCALE, Attachment, PageText, Unreadable, Word

TOOL = f"pypdfium2 {pdfium.PYPDFIUM_INFO.version}, PDFium {pdfium.PDFIUM_INFO.build}"
_MOST_CHARACTERS = 2_000_000
_MOST_ATTACHMENTS = 1_000
_STAMP = 25
"""Words that a scanner or an archive prints on a page of pictures, and hardly more."""


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


def attachments(path: Path, folder: Path) -> list[Attachment]:
    """Write the files embedded in a PDF (ISO 32000-2, 7.11.4) into ``folder``, numbered."""
    document = open_pdf(path)
    try:
        count = document.count_attachments()
        if count > _MOST_ATTACHMENTS:
            raise Unreadable("reading.too_heavy")
        found = []
        for number in range(1, count + 1):
            embedded = document.get_attachment(number - 1)
            data = bytes(embedded.get_data())
            target = folder / f"{number:04d}"
            target.write_bytes(data)
            name = embedded.get_name() or f"attachment-{number}"
            found.append(Attachment(name, "application/octet-stream", str(target), len(data)))
        return found
    except pdfium.PdfiumError as error:
        raise Unreadable("reading.damaged") from error
    finally:
        document.close()


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
    elif len(result.words) < _STAMP and _is_mostly_picture(page):
        # A scan with a stamp or a running title of its scanner: its text is in the picture.
        result.state = "image"
    return result


def _is_mostly_picture(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        if (right - left) * (top - bottom) > 0.6 * width * height:
            return True
    return False


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
        if RTL.search(text) or len(text) != self.count:
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
        for word in WORD.finditer(line):
            first, last = self._box(start + word.start()), self._box(start + word.end() - 1)
            found.append(union(first, last))
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
                lines.append(in_order(line))
                line, word = [], 0
            elif char in "\r \u00a0\t" or point == 0:
                word += 1
            else:
                line.append((char, self._box(index), word))
        lines.append(in_order(line))
        return lines

    def _assemble(self, lines: list[tuple[str, list[Box | None]]]) -> tuple[str, list[Word]]:
        """Join lines; an empty line where the distance says that a paragraph ends."""
        gap = paragraph_gap(lines)
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
            for match, box in zip(WORD.finditer(text), boxes, strict=False):
                if box:
                    place = self.place(box)
                    words.append((length + match.start(), length + match.end(), *place, -1))
            parts.append(text)
            length += len(text)
        joined_text = "".join(parts)
        return bidi.turn_brackets(joined_text).replace("\x02", "-").replace("\ufffe", "-"), words


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
