"""The encoding of a plain text: what most archives of the region hold, tried in a fixed order.

BOM (Unicode 15, 23.8), strict UTF-8 (RFC 3629), UTF-16 without BOM by its NUL pattern, then
Windows-1256
against ISO-8859-6 by what the bytes would say in Arabic, then Windows-1252.
"""

import codecs
import unicodedata
from dataclasses import dataclass

CHOICES = (
    "utf-8",
    "utf-16-le",
    "utf-16-be",
    "cp1256",
    "iso8859-6",
    "cp1252",
    "mac-arabic",
    "cp720",
)
"""What a person may choose instead."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 65_536
# The most frequent letters of running Arabic; a wrong table scatters over the rare ones.
_FREQUENT = frozenset("الينموتربةعدفسهكحقأ")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding that gave it and the rule that chose the encoding."""

    text: str
    encoding: str
    rule: str


def decode(data: bytes, chosen: str = "") -> Decoded:
    """Read ``data`` as text; ``chosen`` is the encoding that a person named."""
    if chosen:
        return Decoded(_clean(data.decode(chosen, "replace")), chosen, "person")
    for bom, name in _BOMS:
        if data.startswith(bom):
            return Decoded(_clean(data[len(bom) :].decode(name, "replace")), name, "bom")
    if name := _utf16_without_bom(data):
        return Decoded(_clean(data.decode(name, "replace")), name, "nul_pattern")
    try:
        return Decoded(_clean(data.decode("utf-8")), "utf-8", "strict")
    except UnicodeDecodeError as error:
        # One flipped byte in a long UTF-8 text does not make it Windows-1252.
        if error.start > 200 and _mostly_utf8(data):
            return Decoded(_clean(data.decode("utf-8", "replace")), "utf-8", "mostly")
    name, rule = _eight_bit(data[:_SAMPLE])
    return Decoded(_clean(data.decode(name, "replace")), name, rule)


def _clean(text: str) -> str:
    """Line ends as "\\n"; no BOM inside; control characters of old printers become spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    if any(c < " " and c not in "\n\t" for c in text):
        text = "".join(c if c >= " " or c in "\n\t" else " " for c in text)
    return text


def _utf16_without_bom(data: bytes) -> str:
    """ASCII in UTF-16 has NUL in every second byte; Arabic has 06 there."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) // 2
    marks = (0x00, 0x06)
    for name, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        near = sum(sample[high::2].count(mark) for mark in marks)
        far = sum(sample[low::2].count(mark) for mark in marks)
        if near > half * 0.9 and far < half * 0.1:
            try:
                sample.decode(name)
            except UnicodeDecodeError:
                continue
            return name
    return ""


def _mostly_utf8(data: bytes) -> bool:
    text = data[:_SAMPLE].decode("utf-8", "replace")
    foreign = sum(c > "\x7f" for c in text)
    return text.count("\ufffd") * 20 < foreign


def _eight_bit(sample: bytes) -> tuple[str, str]:
    high = sum(byte > 0x7F for byte in sample)
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    scores = {name: _arabic_score(sample, name) for name in ("cp1256", "iso8859-6")}
    best = max(scores, key=lambda name: scores[name])
    # Running Arabic is mostly high bytes; running French has one in some twenty letters.
    if scores[best] > 0.55 and high > letters * 0.35:
        return best, "arabic_letters"
    return "cp1252", "latin"


def _arabic_score(sample: bytes, encoding: str) -> float:
    """Share of the high bytes that would be frequent Arabic letters, less the impossible ones."""
    text = bytes(byte for byte in sample if byte > 0x7F).decode(encoding, "replace")
    if not text:
        return 0.0
    arabic = sum("\u0600" <= c <= "\u06ff" and unicodedata.category(c) == "Lo" for c in text)
    frequent = sum(c in _FREQUENT for c in text)
    wrong = text.count("\ufffd")
    return (arabic * 0.5 + frequent * 0.5 - wrong) / len(text)
