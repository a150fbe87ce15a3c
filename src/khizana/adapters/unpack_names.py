"""Names from outside: bytes that are kept exactly, and a reading of them that is safe to show."""

import unicodedata
from collections.abc import Iterable

CANDIDATES = ("cp1256", "cp720", "cp850", "cp1252", "cp437")
"""What zips of the region were made with: Windows and DOS code pages for Arabic and French."""

_FREQUENT = frozenset("الينمورتهبدعفقسكحجشصطخةأءى")
_JOINERS = frozenset("\u200c\u200d")
"""Format characters that Arabic script needs."""
_SHOWN_LENGTH = 1000


def guess_encoding(names: Iterable[bytes]) -> str:
    """Return the encoding in which names of one box read best; "utf-8" where all are that.

    One box was made on one machine, so its names are judged together.
    """
    foreign = [name for name in names if not _is_utf8(name)]
    if not foreign:
        return "utf-8"
    sample = foreign[:200]
    return max(CANDIDATES, key=lambda encoding: sum(_score(name, encoding) for name in sample))


def readable(name: bytes, encoding: str = "utf-8") -> str:
    """Read a name for people; what does not decode stays visible as ``⟨XX⟩``."""
    if _is_utf8(name):
        return name.decode("utf-8")
    try:
        return name.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = name.decode("utf-8", "surrogateescape")
        return "".join(
            f"⟨{ord(c) - 0xDC00:02X}⟩" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text
        )


def shown(text: str) -> str:
    """Make a name harmless: control and direction characters are written out, never acted on.

    A right-to-left override can make ``exe.fdp`` out of an ``.exe`` (Unicode TR 36, 2.1); a line
    break can forge a line of a list.
    """
    if len(text) > _SHOWN_LENGTH:
        half = _SHOWN_LENGTH // 2
        text = f"{text[:half]}…{text[-half:]}"
    return "".join(
        f"⟨U+{ord(c):04X}⟩" if unicodedata.category(c) in _HIDDEN and c not in _JOINERS else c
        for c in text
    )


_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _score(name: bytes, encoding: str) -> int:
    """Say how much a reading looks like words of Arabic or French."""
    try:
        text = name.decode(encoding)
    except UnicodeDecodeError:
        return -20
    score = 0
    before = " "
    for char in text:
        if ord(char) >= 0x80:
            score += _plausible(char, before)
        before = char
    return score


def _plausible(char: str, before: str) -> int:
    category = unicodedata.category(char)
    if "\u0600" <= char <= "\u06ff":
        if category not in {"Lo", "Lm", "Mn"}:
            return 0
        follows_latin = before.isalpha() and before < "\u0600"
        return -4 if follows_latin else (3 if char in _FREQUENT else 1)
    if category == "Ll":
        # an accent inside a word of small letters; never right after an Arabic letter
        return -4 if "\u0600" <= before <= "\u06ff" else (2 if before.isalpha() else 1)
    if category == "Lu":
        return -3 if before.islower() else 0
    return -3
