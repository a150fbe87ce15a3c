"""A scan made ready for OCR: grey, straight, and its paper white (median and flatten).

Figures behind the settings: docs/benchmarks.md, "OCR". A clean page is left alone.
"""

import math

import numpy as np
import pyvips

_LONGEST_SIDE = 5_000
"""A3 at 300 dpi; more dots than that make OCR slower, not better."""
_STEEPEST = 5.0


def grey_page(path: str, page: int = 0) -> tuple[pyvips.Image, float]:
    """Read page ``page`` (0 is the first) of an image as grey, streamed, at most 5,000 dots long.

    Returns the image and its size as a share of the original.
    """
    name = f"{path}[page={page}]" if page else path
    header = pyvips.Image.new_from_file(name, access="sequential")
    longest = max(header.width, header.height)
    if longest > _LONGEST_SIDE:
        image = pyvips.Image.thumbnail(
            name, _LONGEST_SIDE, height=_LONGEST_SIDE, size="down", no_rotate=False
        )
    else:
        image = header.autorot()
    if image.hasalpha():
        image = image.flatten(background=255)
    image = image.colourspace("b-w").cast("uchar")
    return image[0].copy_memory(), min(1.0, _LONGEST_SIDE / longest)


def skew(image: pyvips.Image) -> float:
    """Degrees by which the lines of a page fall to the right, by the sharpest projection
    profile.
    """
    small = image.resize(min(1.0, 900 / max(image.width, image.height)))
    pixels = np.ndarray((small.height, small.width), np.uint8, small.write_to_memory())
    dark = pixels < min(160, int(np.percentile(pixels, 50)) - 40)
    rows, columns = np.nonzero(dark)
    if not 200 < len(rows) < dark.size * 0.5:
        return 0.0

    def sharpness(degrees: float) -> float:
        shifted = rows - columns * math.tan(math.radians(degrees))
        profile = np.bincount((shifted - shifted.min()).astype(np.int64))
        return float(np.square(np.diff(profile.astype(np.float64))).sum())

    best = max(np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5), key=sharpness)
    best = max(np.arange(best - 0.4, best + 0.41, 0.1), key=sharpness)
    # A straight page stays untouched unless turning it really sharpens the lines.
    return float(best) if sharpness(best) > 1.08 * sharpness(0.0) else 0.0


def needs_cleaning(image: pyvips.Image) -> bool:
    """Tell whether the paper is uneven or dark, or strewn with single dots."""
    paper = image.shrink(40, 40).rank(5, 5, 24) if min(image.width, image.height) > 400 else image
    if paper.percent(10) < 200 or paper.percent(90) - paper.percent(10) > 30:
        return True
    middle = image.crop(
        image.width // 4, image.height // 4, max(1, image.width // 2), max(1, image.height // 2)
    )
    # Alone among the nine of its square: no stroke is that small, however thin the print.
    alone = (middle < 110) & (middle.rank(3, 3, 1) > 170)
    return bool(alone.avg() / 255 > 0.001)


def clean(image: pyvips.Image) -> pyvips.Image:
    """3×3 median, division by the paper (40 times smaller, 5×5 maximum, enlarged), slight blur."""
    grey = image.rank(3, 3, 4)
    paper = grey.shrink(40, 40).rank(5, 5, 24)
    paper = paper.resize(
        grey.width / paper.width, vscale=grey.height / paper.height, kernel="cubic"
    )
    paper = paper.gravity("north-west", grey.width, grey.height, extend="copy")
    flat = (grey.cast("float") / paper.cast("float") * 255).cast("uchar")
    return flat.gaussblur(1).copy_memory()


def straighten(image: pyvips.Image, degrees: float) -> pyvips.Image:
    """Turn the page back by its skew, keeping its size."""
    turned = image.similarity(angle=-degrees, background=255)
    return turned.gravity(
        "centre", image.width, image.height, extend="background", background=255
    ).copy_memory()
