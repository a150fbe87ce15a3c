"""Text of HTML, SVG and XML: nothing is fetched, no entity is expanded, no script is run."""

import re

from lxml import etree

from khizana.adapters.decoding import decode
from khizana.adapters.extract_types import Unreadable

TOOL = f"lxml {etree.LXML_VERSION[0]}.{etree.LXML_VERSION[1]}"
_SILENT = {"script", "style", "template", "noscript", "head", "iframe", "object", "metadata"}
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "div", "dl",
    "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th",
    "title", "tr", "tspan", "text", "ul",
))  # fmt: skip
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""")


def read_html(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the title and the text of an HTML page."""
    text = decode(data, encoding or _declared(data)).text
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser) if text.strip() else None
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("reading.damaged") from error
    if root is None:
        return "", ""
    title = root.findtext(".//title") or ""
    return " ".join(title.split())[:200], _text(root)


def read_xml(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the title and the text of an XML or SVG document; entities stay unexpanded (XXE)."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        # Not well-formed: what it says can still be read, tags left out.
        plain = re.sub(r"<[^<>]{0,4000}>", " ", decode(data, encoding).text)
        return "", _tidy(plain)
    title = root.findtext(".//{*}title") or ""
    return " ".join(title.split())[:200], _text(root)


def _declared(data: bytes) -> str:
    """The charset that an HTML head declares, where Python knows it and no BOM says otherwise."""
    found = _CHARSET.search(data[:2048])
    if not found or data[:3] == b"\xef\xbb\xbf" or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return ""
    name = found[1].decode("ascii", "replace").lower()
    name = {"windows-1256": "cp1256", "iso-8859-1": "cp1252", "windows-1252": "cp1252"}.get(
        name, name
    )
    try:
        data[:65536].decode(name)
    except (LookupError, UnicodeDecodeError):
        return ""
    return name


def _text(root: etree._Element) -> str:
    parts: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        name = etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""
        if event == "start":
            silent += name in _SILENT
            if name in _BLOCKS:
                parts.append("\n\n" if name in {"p", "h1", "h2", "h3", "li", "tr"} else "\n")
            if not silent and node.text:
                parts.append(node.text)
            continue
        silent -= name in _SILENT
        if name in {"td", "th"}:
            parts.append("\t")
        elif name in _BLOCKS:
            parts.append("\n")
        if not silent and node.tail:
            parts.append(node.tail)
    return _tidy("".join(parts))


def _tidy(text: str) -> str:
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
