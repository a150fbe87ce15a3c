"""Page pictures for the viewer: one tiled pyramid a page in the derivatives folder, tiles out of
it.

The folder is a cache: it may be deleted at any time. Whoever calls has decided that the reader
may see the page.
"""

import math
import os
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pyvips

from khizana.adapters import settings
from khizana.adapters.extract_guard import process
from khizana.adapters.extract_route import IMAGES
from khizana.adapters.extract_types import Unreadable

TILE = 256
_SECONDS = 300.0
_SECONDS_BETWEEN_MARKS = 3_600


@dataclass(frozen=True, slots=True)
class Source:
    """A page of a preserved file: where its bytes are, their digest, its true kind, its number."""

    path: Path
    digest: str
    kind: str
    page: int


@dataclass(frozen=True, slots=True)
class Size:
    """What a Deep Zoom viewer must know: dots, tile size and the number of the full-size level."""

    width: int
    height: int
    tile: int
    max_level: int


def has_picture(kind: str) -> bool:
    """Tell whether files of this kind have page pictures."""
    return kind == "pdf" or kind in IMAGES


def size(source: Source) -> Size:
    """Return the size of a page's picture; makes the pyramid where there is none yet."""
    image = _level(_pyramid(source), 0)
    longest = max(image.width, image.height)
    return Size(image.width, image.height, TILE, math.ceil(math.log2(max(1, longest))))


def tile(source: Source, *, level: int, column: int, row: int) -> bytes:
    """Return one JPEG tile (Deep Zoom levels, no overlap); NotFound is the caller's for b""."""
    path = _pyramid(source)
    full = _level(path, 0)
    max_level = math.ceil(math.log2(max(1, full.width, full.height)))
    if not 0 <= level <= max_level or column < 0 or row < 0:
        return b""
    image = _at_level(path, full, max_level - level)
    left, top = column * TILE, row * TILE
    wide = math.ceil(full.width / 2 ** (max_level - level))
    high = math.ceil(full.height / 2 ** (max_level - level))
    if left >= wide or top >= high:
        return b""
    # libvips rounds levels down, Deep Zoom up: the last dot may be missing.
    left, top = min(left, image.width - 1), min(top, image.height - 1)
    part = image.crop(left, top, min(TILE, image.width - left), min(TILE, image.height - top))
    data: bytes = part.jpegsave_buffer(Q=82, keep="none")
    return data


def image(source: Source, *, width: int, form: str = "jpeg") -> bytes:
    """Return a whole page ``width`` dots wide as JPEG or WebP."""
    path = _pyramid(source)
    full = _level(path, 0)
    width = max(16, min(width, full.width, 4_000))
    step = max(0, min(_levels(full) - 1, int(math.log2(full.width / width))))
    found = _level(path, step)
    small = found.thumbnail_image(width, height=10_000_000, size="down")
    if form == "webp":
        data: bytes = small.webpsave_buffer(Q=80, keep="none")
    else:
        data = small.jpegsave_buffer(Q=82, keep="none")
    return data


def purge(*, unused_days: float = 30.0, digest: str = "") -> int:
    """Delete pictures not looked at for some days, or all of one file; return how many."""
    root = settings.current().derivatives / "pages"
    limit = time.time() - unused_days * 86_400
    count = 0
    for path in root.glob(f"{digest[:2]}/{digest}/*.tif" if digest else "*/*/*.tif"):
        if digest or path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _pyramid(source: Source) -> Path:
    if not has_picture(source.kind):
        raise Unreadable("reading.no_picture")
    folder = settings.current().derivatives / "pages" / source.digest[:2] / source.digest
    path = folder / f"{source.page}.tif"
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        _make(source, folder, path)
        return path
    if age > _SECONDS_BETWEEN_MARKS:
        os.utime(path)  # looked at: purge keeps it
    return path


def _make(source: Source, folder: Path, path: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(folder).free < 200 * 2**20:
        purge(unused_days=1)
    part = folder / f".{source.page}-{secrets.token_hex(4)}.part.tif"
    try:
        process.ask(
            "pyramid",
            timeout=_SECONDS,
            path=str(source.path),
            kind=source.kind,
            page=source.page,
            out=str(part),
        )
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _level(path: Path, step: int) -> pyvips.Image:
    # The pyramid is our own work, so it is opened here and not in the reading process.
    return pyvips.Image.new_from_file(str(path), page=step, access="random")


def _levels(full: pyvips.Image) -> int:
    return int(full.get("n-pages")) if full.get_typeof("n-pages") else 1


def _at_level(path: Path, full: pyvips.Image, step: int) -> pyvips.Image:
    count = _levels(full)
    if step == 0:
        return full
    if step < count:
        return _level(path, step)
    smallest = _level(path, count - 1) if count > 1 else full
    return smallest.resize(1 / 2 ** (step - count + 1), vscale=1 / 2 ** (step - count + 1))
