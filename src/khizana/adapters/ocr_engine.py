"""OCR of one page by Tesseract (tesserocr), inside the reading process."""

from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pyvips
import tesserocr

from khizana.adapters import ocr_clean
from khizana.adapters.extract_types import PageText, Unreadable
from khizana.adapters.ocr_lines import Found, Line, collect, join, mean

TOOL = f"Tesseract {tesserocr.tesseract_version().splitlines()[0].split()[-1]}"
_POOR = 72
"""Below this mean confidence another layout reading (--psm 6) and another language are tried."""
_FOREIGN_LINE = 62
_CLEAR = 15


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
    result.text, result.words = join(found, image, degrees)
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
        self.dots = np.frombuffer(self.pixels, np.uint8).reshape(self.height, self.width)
        self.tessdata = tessdata
        self.languages = languages
        self.milliseconds = int(seconds * 1000)

    def read(self, hint: str) -> tuple[Found, dict[str, Any]]:
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
        """Read a line in each language, a second where the first leaves doubt; the surer wins."""
        if len(groups) == 1:
            return groups[0]
        sure = dict.fromkeys(groups, 0.0)
        for place in self._sample_lines():
            for name in groups:
                sure[name] += mean(self._line(name, *place))
            best, second = sorted(sure.values(), reverse=True)[:2]
            if best - second > _CLEAR:
                break
        return max(groups, key=lambda name: sure[name])

    def _sample_lines(self) -> list[tuple[int, int, int, int]]:
        """Two bands of ink with paper above and below, of the usual height and rather full."""
        ink = 255 - self.dots.mean(axis=1)
        ink -= np.percentile(ink, 10)
        dark = np.concatenate(([False], ink > max(2.0, ink.max() * 0.08), [False]))
        edges = np.flatnonzero(dark[1:] != dark[:-1])
        bands = [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= 10]
        if not bands:
            return [(0, 0, self.width, min(self.height, 400))]
        usual = median(b - a for a, b in bands)
        likely = [(a, b) for a, b in bands if 0.5 * usual <= b - a <= 2 * usual]
        likely.sort(key=lambda band: -float(ink[band[0] : band[1]].sum()))
        fullest = sorted(likely[: max(2, len(likely) // 2)])
        step = max(1, len(fullest) // 2)
        return [self._padded(0, top, self.width, bottom) for top, bottom in fullest[::step][:2]]

    def _load(self, name: str, layout: int) -> tesserocr.PyTessBaseAPI:
        api = _api(self.tessdata, name)
        api.SetPageSegMode(layout)
        api.SetImageBytes(self.pixels, self.width, self.height, 1, self.width)
        api.SetSourceResolution(300)
        return api

    def _whole(self, name: str, layout: int) -> Found:
        api = self._load(name, layout)
        try:
            if not api.Recognize(self.milliseconds):
                raise Unreadable("reading.too_long", seconds=self.milliseconds // 1000)
            return collect(api)
        finally:
            api.Clear()

    def _line(self, name: str, left: int, top: int, right: int, bottom: int) -> Line:
        """Read one line alone; its own small picture spares Tesseract a look at the whole page."""
        part = self.dots[top:bottom, left:right]
        height, width = part.shape
        api = _api(self.tessdata, name)
        api.SetPageSegMode(tesserocr.PSM.SINGLE_LINE)
        api.SetImageBytes(part.tobytes(), width, height, 1, width)
        api.SetSourceResolution(300)
        try:
            found = collect(api).lines if api.Recognize(self.milliseconds) else []
        finally:
            api.Clear()
        return [
            (text, x0 + left, y0 + top, x1 + left, y1 + top, sure)
            for line in found
            for text, x0, y0, x1, y1, sure in line
        ]

    def _replace_foreign(self, found: Found, name: str) -> bool:
        """Read the unsure lines once more in ``name``; keep the surer reading of each."""
        changed = False
        for paragraph in found.paragraphs:
            for at, line in enumerate(paragraph):
                sure = mean(line)
                if sure >= _FOREIGN_LINE:
                    continue
                left, top = min(w[1] for w in line), min(w[2] for w in line)
                right, bottom = max(w[3] for w in line), max(w[4] for w in line)
                again = self._line(name, *self._padded(left, top, right, bottom))
                if again and mean(again) > sure + 5:
                    paragraph[at] = again
                    changed = True
        return changed

    def _padded(self, left: int, top: int, right: int, bottom: int) -> tuple[int, int, int, int]:
        pad = max(8, (bottom - top) // 4)
        return (
            max(0, left - pad),
            max(0, top - pad),
            min(self.width, right + pad),
            min(self.height, bottom + pad),
        )
