"""Office documents by kreuzberg, its cache off: extracted text of a closed record stays nowhere
else.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import kreuzberg
from kreuzberg import ExtractionConfig, ExtractionResult, PageConfig

from khizana.adapters.extract_route import OFFICE
from khizana.adapters.extract_types import PageText, Unreadable, sections

TOOL = f"kreuzberg {kreuzberg.__version__}"
_CONFIG = ExtractionConfig(use_cache=False)
_PAGED = ExtractionConfig(use_cache=False, pages=PageConfig(extract_pages=True))
_FOOTNOTE = re.compile(r"\[\^(\d{1,4})\]")
_PROLOG = 16_384
_MOST_PARTS = 1_000
_KINDS = {"xlsx": "sheet", "xls": "sheet", "ods": "sheet", "pptx": "slide", "ppt": "slide"}


def read_office(path: Path, kind: str) -> list[PageText]:
    """Return sheets or slides as pages, other documents as sections of about 5,000 characters."""
    _refuse_entities(path)
    own = _KINDS.get(kind, "")
    config = _PAGED if own else _CONFIG
    try:
        result = kreuzberg.extract_file_sync(str(path), mime_type=OFFICE[kind], config=config)
    except kreuzberg.KreuzbergError as error:
        locked = re.search(r"password|encrypt", str(error), re.IGNORECASE)
        raise Unreadable("reading.password" if locked else "reading.damaged") from error
    settings = {"kind": kind, "use_cache": False}
    if own and result.pages:
        names = list(result.metadata.get("sheet_names") or [])
        return [
            PageText(number, own, text, TOOL, title, settings=settings)
            for number, (title, text) in enumerate(_paged(result, names), 1)
        ]
    text = _FOOTNOTE.sub(r"(\1)", _tidy(result.content))
    title = str(result.metadata.get("title") or "")[:200]
    return [
        PageText(
            number, "message" if kind == "msg" else "section", part, TOOL, title, settings=settings
        )
        for number, part in enumerate(sections(text) if text else [""], 1)
    ]


def _refuse_entities(path: Path) -> None:
    """Refuse a package whose parts define entities, which OPC forbids (ECMA-376-2, 8.1.4).

    The reader leaves them unexpanded and their text out, so that the document would seem empty.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as package:
            for entry in package.infolist()[:_MOST_PARTS]:
                if not entry.filename.endswith(".xml"):
                    continue
                with package.open(entry) as part:
                    if b"<!ENTITY" in part.read(_PROLOG):
                        raise Unreadable("reading.entities")
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError) as error:
        raise Unreadable("reading.damaged") from error


def _paged(result: ExtractionResult, names: list[str]) -> Iterator[tuple[str, str]]:
    """Title and text of each sheet or slide; sheets keep their text in tables, cells by tabs."""
    for at, page in enumerate(result.pages or []):
        title = names[at] if at < len(names) else ""
        text = page["content"]
        if not text.strip():
            tables = [table.cells for table in page["tables"]]
            text = "\n\n".join("\n".join("\t".join(row) for row in rows) for rows in tables)
        lines = text.strip().split("\n", 1)
        yield str(title or lines[0])[:200], _tidy(text)


def _tidy(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub(r"\n{3,}", "\n\n", text).strip()
