"""Which reader a file goes to: by what its bytes are, never by its extension alone."""

import re
import zipfile
from pathlib import Path

from khizana.adapters.extract_types import Unreadable

IMAGES = {"tiff", "png", "jpeg", "webp", "jp2", "gif", "bmp", "heif"}
OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "rtf": "application/rtf",
    "msg": "application/vnd.ms-outlook",
}
ROUTES = {"pdf", "eml", "html", "svg", "xml", "text", "office", "image"}

_HEAD = 65_536
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"{\\rtf", "rtf"),
)
_HEADER = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]*\S?")
_MAIL_HEADERS = re.compile(
    rb"^(from|to|subject|date|received|return-path|message-id|mime-version|delivered-to|content-type):",
    re.IGNORECASE | re.MULTILINE,
)
_UNPACKED_LIMIT = 2 * 2**30


def kind_of(path: Path, mime: str = "", puid: str = "") -> str:
    """Return the true kind (pdf, docx, jpeg, eml, text...) of a file; refuse what has no reader.

    ``mime`` and ``puid`` (PRONOM) are believed only where the bytes themselves say nothing.
    """
    with path.open("rb") as source:
        head = source.read(_HEAD)
    if not head:
        raise Unreadable("reading.empty")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"mif1", b"avif"}:
        return "heif"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "bmp"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zipped(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path, head)
    return _textual(head, mime, puid)


def _zipped(path: Path) -> str:
    """An Office Open XML (ECMA-376) or OpenDocument (ISO 26300) package, else a plain zip."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            names = {entry.filename for entry in entries}
            declared = ""
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                declared = package.read("mimetype").decode("ascii", "replace").strip()
            if "META-INF/manifest.xml" in names and declared:
                manifest = package.getinfo("META-INF/manifest.xml")
                if manifest.file_size < 2**20 and b":encryption-data" in package.read(manifest):
                    raise Unreadable("reading.password")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise Unreadable("reading.damaged") from error
    found = _package(names, declared)
    if not found:
        raise Unreadable("reading.archive")
    if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
        raise Unreadable("reading.too_heavy")
    return found


def _package(names: set[str], declared: str) -> str:
    """Which office document a zip is; "" where it is none."""
    for kind, mime in OFFICE.items():
        if declared and declared.startswith(mime):
            return kind
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    return ""


def _compound(path: Path, head: bytes) -> str:
    """A compound file (MS-CFB): its directory names the streams."""
    sector = 1 << int.from_bytes(head[30:32], "little") % 16
    first = int.from_bytes(head[48:52], "little")
    with path.open("rb") as source:
        source.seek((first + 1) * sector)
        directory = head[:_HEAD] + source.read(_HEAD)

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in directory

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Unreadable("reading.password")
    for name, kind in (
        ("__substg1.0_", "msg"),
        ("__properties_version1.0", "msg"),
        ("WordDocument", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if holds(name):
            return kind
    raise Unreadable("reading.no_reader", kind="cfb")


def _textual(head: bytes, mime: str, puid: str) -> str:
    text = head.replace(b"\0", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head
    start = text[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"<?xml", b"<!doctype svg", b"<svg")) or start.startswith(b"<!--"):
        if b"<svg" in start:
            return "svg"
        return "html" if b"<html" in start else "xml"
    if puid == "fmt/278" or mime == "message/rfc822" or _HEADER.match(text):
        top = text.replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
        if len({found.lower() for found in _MAIL_HEADERS.findall(top)}) >= 3:
            return "eml"
    if re.match(rb"<(body|head|title|table|div|p|meta)\b", start) or mime == "text/html":
        return "html"
    if _looks_like_text(head):
        return "text"
    raise Unreadable("reading.no_reader", kind=puid or mime or "?")


def _looks_like_text(head: bytes) -> bool:
    """Few control characters; NUL only in the pattern of UTF-16."""
    zeros = head.count(0)
    if zeros and not (zeros > len(head) * 0.05 and max(_halves(head)) > zeros * 0.9):
        return head[:2] in {b"\xff\xfe", b"\xfe\xff"} or _arabic_utf16(head)
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1a\x1b\0" for byte in head)
    return control <= len(head) * 0.01


def _halves(head: bytes) -> tuple[int, int]:
    return head[0::2].count(0), head[1::2].count(0)


def _arabic_utf16(head: bytes) -> bool:
    """One half is U+06xx and spaces, the other has few zeros: else an empty disk image passes."""
    half = len(head) // 2
    even, odd = head[0::2], head[1::2]
    return any(
        high.count(6) + high.count(0) > half * 0.9 and low.count(0) < half * 0.1
        for high, low in ((even, odd), (odd, even))
    )
