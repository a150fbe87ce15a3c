"""OCR as the rooms see it: what is installed, and one page read within a time limit."""

import os
from functools import cache
from pathlib import Path

from khizana.adapters import settings
from khizana.adapters.extract_guard import process
from khizana.adapters.extract_types import PageText, Unreadable

SECONDS_A_PAGE = 60.0
"""A hopeless page burns minutes for nothing; beyond this it is for a person."""
_WANTED = ("ara", "fra", "eng")
_USUAL = (
    "/usr/share/tesseract-ocr/5/tessdata",
    "/usr/share/tesseract-ocr/4.00/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
    "/opt/local/share/tessdata",
)
LANGUAGES = {"ar": "ara", "fr": "fra", "en": "eng"}


@cache
def tessdata() -> Path | None:
    """Return the folder of the language data: the setting, TESSDATA_PREFIX, the data folder, the
    usual places.
    """
    node = settings.current()
    named = [node.tessdata, os.environ.get("TESSDATA_PREFIX", ""), str(node.data / "tessdata")]
    for name in [*named, *_USUAL]:
        for folder in (Path(name), Path(name) / "tessdata") if name else ():
            if any((folder / f"{language}.traineddata").is_file() for language in _WANTED):
                return folder
    return None


def languages() -> tuple[str, ...]:
    """Return which of Arabic, French and English can be read here; none means that OCR is off."""
    folder = tessdata()
    if folder is None:
        return ()
    return tuple(name for name in _WANTED if (folder / f"{name}.traineddata").is_file())


def available() -> bool:
    """Tell whether OCR works on this machine."""
    return bool(languages())


def missing() -> tuple[str, ...]:
    """Return what `doctor` names: languages without data."""
    return tuple(name for name in _WANTED if name not in languages())


def read_page(
    path: Path, *, page: int, kind: str, hint: str = "", seconds: float = SECONDS_A_PAGE
) -> PageText:
    """Read a page's picture; ``hint`` is the language of the pages before (ar, fr, en) or "".

    Raises:
        Unreadable: reading.ocr_off, reading.too_long, or what is wrong with the file.
    """
    folder = tessdata()
    if folder is None:
        raise Unreadable("reading.ocr_off")
    answer = process.ask(
        "ocr",
        timeout=seconds * 2 + 30,
        path=str(path),
        page=page,
        tessdata=f"{folder}/",
        languages=list(languages()),
        seconds=seconds,
        pdf=kind == "pdf",
        hint=LANGUAGES.get(hint, ""),
    )
    return PageText.from_json(answer)
