"""Pictures of pages, made inside the reading process: PDFium for PDF, libvips for images."""

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pyvips
from PIL import Image

from khizana.adapters import extract_pdf
from khizana.adapters.extract_types import PageText, Unreadable

TOOL = f"libvips {pyvips.version(0)}.{pyvips.version(1)}"
TILE = 256
_PDF_DPI = 200
_PDF_LONGEST = 6_000
_ONE_PAGE_KINDS = {"gif", "webp", "heif", "png", "jpeg", "bmp", "jp2"}
_MOST_PAGES = 5_000
_MOST_DOTS = 4_000_000_000


def describe(path: Path, kind: str) -> list[PageText]:
    """Return the pages of an image file with their sizes in dots; no picture is decoded."""
    count = 1
    first = _open(path, kind, 0)
    if kind not in _ONE_PAGE_KINDS and first.get_typeof("n-pages"):
        count = min(int(first.get("n-pages")), _MOST_PAGES)
    pages = []
    for number in range(1, count + 1):
        image = first if number == 1 else _open(path, kind, number - 1)
        if image.width * image.height > _MOST_DOTS:
            raise Unreadable("reading.too_heavy")
        pages.append(
            PageText(number, "image", "", TOOL, "", image.width, image.height, state="image")
        )
    return pages


def _open(path: Path, kind: str, page: int) -> pyvips.Image:
    """Open one page for one pass from top to bottom."""
    name = f"{path}[page={page}]" if page and kind == "tiff" else str(path)
    try:
        return pyvips.Image.new_from_file(name, access="sequential", fail_on="error").autorot()
    except pyvips.Error as error:
        if kind not in {"jp2", "bmp"}:
            raise Unreadable("reading.damaged") from error
    return _by_pillow(path)


def _by_pillow(path: Path) -> pyvips.Image:
    """Formats that our libvips was built without (JPEG 2000, BMP)."""
    Image.MAX_IMAGE_PIXELS = 400_000_000
    try:
        with Image.open(path) as picture:
            pixels = np.asarray(picture.convert("RGB"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable("reading.damaged") from error
    return pyvips.Image.new_from_array(pixels)


def picture(path: Path, kind: str, page: int) -> pyvips.Image:
    """Open page ``page`` (1 is the first) as a colour or grey picture without transparency."""
    if kind == "pdf":
        return pdf_picture(path, page, dpi=_PDF_DPI, longest=_PDF_LONGEST)
    image = _open(path, kind, page - 1)
    if image.hasalpha():
        image = image.flatten(background=255)
    if image.interpretation == "cmyk" or image.bands > 3:
        image = image.colourspace("srgb")
    if image.format != "uchar":
        image = image.colourspace("b-w" if image.bands == 1 else "srgb").cast("uchar")
    return image


def pdf_picture(
    path: Path, page: int, *, dpi: int, longest: int, grey: bool = False
) -> pyvips.Image:
    """Draw one PDF page at ``dpi``, smaller where it would be longer than ``longest`` dots."""
    document = extract_pdf.open_pdf(path)
    try:
        sheet = document[page - 1]
        scale = min(dpi / 72, longest / max(*sheet.get_size(), 1.0))
        bitmap = sheet.render(scale=scale, grayscale=grey, may_draw_forms=True)
        pixels = bitmap.to_numpy()
        # PDFium draws blue first; libvips wants red first.
        pixels = pixels[..., 0] if grey and pixels.ndim == 3 else pixels
        colours = pixels if pixels.ndim == 2 else pixels[..., 2::-1]
        return pyvips.Image.new_from_array(np.ascontiguousarray(colours))
    except pdfium.PdfiumError as error:
        raise Unreadable("reading.damaged") from error
    finally:
        document.close()


def pyramid(path: str, kind: str, page: int, out: str) -> dict[str, int]:
    """Write page ``page`` as a tiled pyramid to ``out``; memory stays small whatever its size."""
    image = picture(Path(path), kind, page)
    try:
        image.tiffsave(
            out,
            tile=True,
            pyramid=True,
            tile_width=TILE,
            tile_height=TILE,
            compression="jpeg",
            Q=85,
            bigtiff=image.width * image.height > 1_000_000_000,
            keep="icc",
        )
    except pyvips.Error as error:
        raise Unreadable("reading.damaged") from error
    return {"width": image.width, "height": image.height}
