"""OCR of one page by Tesseract (tesserocr), inside the reading process."""

import math
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pyvips
import tesserocr

from khizana.adapters import extract_bidi as bidi
from khizana.adapters import ocr_clean
from khizana.adapters.extract_types import SCALE, PageText, Unreadable, Word

TOOL = f"Tesseract {tesserocr.tesseract_version().splitlines()[0].split()[-1]}"
_POOR = 72
"""Below this mean confidence another layout reading (--psm 6) and another language are tried."""
_FOREIGN_LINE = 62

Line = list[tuple[str, int, int, int, int, int]]
"""Words of a line: text, left, top, right, bottom, confidence; in dots of the page given to OCR."""


@dataclass(slots=True)
class _Found:
    paragraphs: list[list[Line]] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for paragraph in self.paragraphs for line in paragraph]

    def confidence(self) -> float:
        words = [(len(word[0]), word[5]) for line in self.lines for word in line]
        letters = sum(length for length, _ in words)
        return sum(length * sure for length, sure in words) / letters if letters else 0.0


@cache
def _api(tessdata: str, languages: str) -> tesserocr.PyTessBaseAPI:
    api = tesserocr.PyTessBaseAPI(path=tessdata, lang=languages, psm=tesserocr.PSM.AUTO)
    # The noise filter of the layout analysis takes dotted Arabic lines for dirt and drops them
    # without a trace (tesseract-ocr/tesseract issue 4582).
    for name in ("textord_noise_rejrows", "textord_noise_rejwords"):
        api.SetVariable(name, "0")
    return api


def recognise(
    path: str,
    page: int,
    tessdata: str,
    languages: list[str],
    seconds: float,
    pdf: bool = False,
    hint: str = "",
) -> dict[str, Any]:
    """Read page ``page`` (1 is the first) of an image or PDF; the places are those of the
    original.
    """
    image = _pdf_picture(path, page) if pdf else ocr_clean.grey_page(path, page - 1)[0]
    result = PageText(page, "page" if pdf else "image", "", TOOL, image.width, image.height)
    degrees = ocr_clean.skew(image)
    prepared = ocr_clean.straighten(image, degrees) if degrees else image
    cleaned = ocr_clean.needs_cleaning(prepared)
    if cleaned:
        prepared = ocr_clean.clean(prepared)
    reader = _PageReader(prepared, tessdata, languages, seconds)
    found, result.settings = reader.read(hint)
    result.settings |= {"skew": round(degrees, 2), "cleaned": cleaned}
    result.text, result.words = _text(found, image, degrees)
    result.confidence = round(found.confidence(), 1)
    result.width, result.height = image.width, image.height
    return result.to_json()


def _pdf_picture(path: str, page: int) -> pyvips.Image:
    from khizana.adapters import pages_render  # noqa: PLC0415 - PDFium only where a PDF is read

    return pages_render.pdf_picture(Path(path), page, dpi=300, longest=5_000, grey=True)


class _PageReader:
    """Languages and layouts tried on one prepared page, cheapest first."""

    def __init__(
        self, image: pyvips.Image, tessdata: str, languages: list[str], seconds: float
    ) -> None:
        self.pixels = bytes(image.write_to_memory())
        self.width, self.height = image.width, image.height
        self.tessdata = tessdata
        self.languages = languages
        self.milliseconds = int(seconds * 1000)
        self.image = image

    def read(self, hint: str) -> tuple[_Found, dict[str, Any]]:
        """Read in the language of the page; lines that it does not fit are read in the other."""
        groups = self._groups()
        main = hint if hint in groups else self._guess(groups)
        found = self._whole(main, tesserocr.PSM.AUTO)
        layout, used = 3, [main]
        for other in groups:
            if other != main and self._replace_foreign(found, other):
                used.append(other)
        if found.confidence() < _POOR:
            again = self._whole(main, tesserocr.PSM.SINGLE_BLOCK)
            if again.confidence() > found.confidence() + 1:
                found, layout = again, 6
                for other in groups:
                    if other != main and self._replace_foreign(found, other):
                        used.append(other)
        return found, {"languages": "+".join(dict.fromkeys(used)), "psm": layout}

    def _groups(self) -> list[str]:
        """One model for each script: French reads English letters as well, Arabic reads no
        Latin.
        """
        latin = next((name for name in ("fra", "eng") if name in self.languages), "")
        known = {"ara", "fra", "eng", "osd"}
        arabic = "ara" if "ara" in self.languages else ""
        groups = [arabic, latin, *(name for name in self.languages if name not in known)]
        return [name for name in groups if name]

    def _guess(self, groups: list[str]) -> str:
        """Read a strip from the densest part of the page in each language; the surer one wins."""
        if len(groups) == 1:
            return groups[0]
        strip = self._strip()
        best, sure = groups[0], -1.0
        for name in groups:
            found = self._part(name, strip)
            if found.confidence() > sure:
                best, sure = name, found.confidence()
            if sure > 85:
                break
        return best

    def _strip(self) -> tuple[int, int, int, int]:
        """Two or three lines about the first third of the page."""
        height = max(60, self.height // 22)
        means = bytes((255 - self.image).shrink(self.width, 1).write_to_memory())
        top, best = 0, -1
        for start in range(0, max(1, self.height - height), height // 2):
            ink = sum(means[start : start + height])
            if ink > best * 1.15:
                top, best = start, ink
        return 0, top, self.width, min(height, self.height - top)

    def _load(self, name: str, layout: int) -> tesserocr.PyTessBaseAPI:
        api = _api(self.tessdata, name)
        api.SetPageSegMode(layout)
        api.SetImageBytes(self.pixels, self.width, self.height, 1, self.width)
        api.SetSourceResolution(300)
        return api

    def _whole(self, name: str, layout: int) -> _Found:
        api = self._load(name, layout)
        try:
            if not api.Recognize(self.milliseconds):
                raise Unreadable("reading.too_long", seconds=self.milliseconds // 1000)
            return _collect(api)
        finally:
            api.Clear()

    def _part(self, name: str, place: tuple[int, int, int, int]) -> _Found:
        api = self._load(name, tesserocr.PSM.SINGLE_BLOCK)
        try:
            api.SetRectangle(*place)
            return _collect(api) if api.Recognize(self.milliseconds) else _Found()
        finally:
            api.Clear()

    def _replace_foreign(self, found: _Found, other: str) -> bool:
        """Read the unsure lines once more in ``other``; keep the surer reading of each."""
        changed = False
        api: tesserocr.PyTessBaseAPI | None = None
        for paragraph in found.paragraphs:
            for at, line in enumerate(paragraph):
                sure = _mean(line)
                if sure >= _FOREIGN_LINE:
                    continue
                api = api or self._load(other, tesserocr.PSM.SINGLE_LINE)
                left, top = min(w[1] for w in line), min(w[2] for w in line)
                right, bottom = max(w[3] for w in line), max(w[4] for w in line)
                pad = max(2, (bottom - top) // 6)
                left, top = max(0, left - pad), max(0, top - pad)
                right, bottom = min(self.width, right + pad), min(self.height, bottom + pad)
                api.SetRectangle(left, top, right - left, bottom - top)
                if not api.Recognize(self.milliseconds):
                    continue
                again = [word for each in _collect(api).lines for word in each]
                if again and _mean(again) > sure + 5:
                    paragraph[at] = again
                    changed = True
        if api:
            api.Clear()
        return changed


def _mean(line: Line) -> float:
    letters = sum(len(word[0]) for word in line) or 1
    return sum(len(word[0]) * word[5] for word in line) / letters


def _collect(api: tesserocr.PyTessBaseAPI) -> _Found:
    found = _Found()
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


def _text(found: _Found, image: pyvips.Image, degrees: float) -> tuple[str, list[Word]]:
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
