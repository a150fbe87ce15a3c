"""One question of the reading process: read some pages of a file, whatever it is."""

from pathlib import Path
from typing import Any

from khizana.adapters import extract_mail, extract_markup, extract_route
from khizana.adapters.decoding import decode
from khizana.adapters.extract_types import PageText, Unreadable, sections

_TEXT_TOOL = "khizana text 1"
_LONGEST_TEXT = 64 * 2**20
_MOST_PAGES = 100_000

_kept: dict[str, Any] = {}
"""The document in hand: a long one is asked for in parts and opened once."""


def read(
    path: str, first: int, count: int, mime: str = "", puid: str = "", encoding: str = ""
) -> dict[str, Any]:
    """Return the true kind, how many pages in all, whether it carries files, and some pages."""
    key = f"{path}|{Path(path).stat().st_mtime_ns}|{encoding}"
    if _kept.get("key") != key:
        close()
        _kept.update(_opened(Path(path), mime, puid, encoding), key=key)
    if document := _kept.get("pdf"):
        # Opened when first needed: PDFium and kreuzberg cost start-up time and memory.
        from khizana.adapters import extract_pdf  # noqa: PLC0415

        pages = list(extract_pdf.read_pages(document, first, first + count - 1))
    else:
        pages = _kept["pages"][first - 1 : first - 1 + count]
    result = {
        "kind": _kept["kind"],
        "total": _kept["total"],
        "carries": _kept.get("carries", False),
        "pages": [page.to_json() for page in pages],
    }
    if first + count > _kept["total"]:
        close()
    return result


def close() -> None:
    """Let go of the document in hand."""
    if document := _kept.get("pdf"):
        document.close()
    _kept.clear()


def attachments(path: str, folder: str, mime: str = "", puid: str = "") -> list[dict[str, Any]]:
    """Write what a mail or a PDF carries inside it into ``folder``; other files carry nothing."""
    kind = extract_route.kind_of(Path(path), mime, puid)
    if kind == "eml":
        found = extract_mail.attachments(Path(path), Path(folder))
    elif kind == "msg":
        from khizana.adapters import extract_msg  # noqa: PLC0415

        found = extract_msg.attachments(Path(path), Path(folder))
    else:
        found = []
    if kind == "pdf":
        from khizana.adapters import extract_pdf  # noqa: PLC0415

        found = extract_pdf.attachments(Path(path), Path(folder))
    return [
        {"name": each.name, "mime": each.mime, "path": each.path, "size": each.size}
        for each in found
    ]


def _opened(path: Path, mime: str, puid: str, encoding: str) -> dict[str, Any]:
    kind = extract_route.kind_of(path, mime, puid)
    if kind == "pdf":
        from khizana.adapters import extract_pdf  # noqa: PLC0415

        document = extract_pdf.open_pdf(path)
        if len(document) > _MOST_PAGES:
            raise Unreadable("reading.too_heavy")
        carries = document.count_attachments() > 0
        return {"kind": kind, "pdf": document, "total": len(document), "carries": carries}
    if kind in extract_route.IMAGES:
        from khizana.adapters import pages_render  # noqa: PLC0415

        pages = pages_render.describe(path, kind)
    elif kind in extract_route.OFFICE:
        from khizana.adapters import extract_office  # noqa: PLC0415

        pages = extract_office.read_office(path, kind)
    elif kind == "eml":
        pages = [extract_mail.read_mail(path)]
    else:
        pages = _textual(path, kind, encoding)
    carries = kind in {"eml", "msg"}
    return {"kind": kind, "pages": pages, "total": len(pages), "carries": carries}


def _textual(path: Path, kind: str, encoding: str) -> list[PageText]:
    with path.open("rb") as source:
        data = source.read(_LONGEST_TEXT + 1)
    cut = len(data) > _LONGEST_TEXT
    settings: dict[str, Any] = {}
    title, tool = "", _TEXT_TOOL
    if kind in {"html", "svg", "xml"} and not cut:
        reader = extract_markup.read_html if kind == "html" else extract_markup.read_xml
        title, text = reader(data, encoding)
        tool = extract_markup.TOOL
    else:
        decoded = decode(data[:_LONGEST_TEXT], encoding)
        text = decoded.text.strip()
        settings = {"encoding": decoded.encoding, "rule": decoded.rule}
    pages = [
        PageText(number, "section", part, tool, title, settings=settings)
        for number, part in enumerate(sections(text) if text else [""], 1)
    ]
    if cut:
        pages.append(
            PageText(
                len(pages) + 1, "section", "", tool, state="person", refusal="reading.cut_short"
            )
        )
    return pages
