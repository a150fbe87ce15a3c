"""Signs that a text layer does not say what the page shows, so that OCR is offered as another
layer.
"""

import re
import unicodedata
from typing import Any

_WORD = re.compile(r"[^\W\d_]{1,60}")
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LATIN = re.compile(r"[A-Za-z]")
# Some of the most frequent words of administrative Arabic; a whole page without any is suspect.
_KNOWN = frozenset((
    "في", "من", "على", "إلى", "الى", "عن", "أن", "ان", "التي", "الذي", "هذا", "هذه", "بين",
    "بعد", "قبل", "مع", "كما", "لا", "ما", "أو", "ثم", "قد", "كان", "كانت", "وفي", "ومن",
    "وقد", "تم", "عند", "كل", "رقم", "يوم",
))  # fmt: skip


def judge(text: str) -> dict[str, Any]:
    """Return ``{"bad": bool, "signs": [...], "words": n}`` for the text of one page."""
    words = _WORD.findall(text)
    signs: list[str] = []
    letters = sum(map(len, words))
    strange = sum(text.count(char) for char in set(text) if _strange(char))
    if strange and strange * 50 > letters + strange:
        signs.append("unmapped")
    arabic = [word for word in words if _ARABIC.search(word)]
    if len(arabic) >= 12:
        signs += _arabic_signs(arabic)
    elif len(words) >= 30 and sum(len(word) == 1 for word in words) > len(words) * 0.5:
        signs.append("scattered")
    return {"bad": bool(signs), "signs": signs, "words": len(words)}


def _strange(char: str) -> bool:
    """Private use, replacement or unassigned characters: a font without a Unicode table."""
    return char == "\ufffd" or (char > "\x7f" and unicodedata.category(char) in {"Co", "Cn"})


def _arabic_signs(words: list[str]) -> list[str]:
    signs = []
    count = len(words)
    if sum(len(word) == 1 for word in words) > count * 0.2:
        signs.append("scattered")
    if sum(word[0] in "ةىءئ" for word in words if len(word) > 1) > count * 0.04:
        signs.append("reversed")
    ends = sum(word.endswith("لا") for word in words if len(word) > 3)
    begins = sum(word.startswith(("ال", "وال", "بال", "لل")) for word in words)
    if ends > max(3, begins):
        signs.append("reversed")
    mixed = sum(_LATIN.search(word) is not None for word in words)
    if mixed > count * 0.05:
        signs.append("foreign_letters")
    if count >= 80 and not any(word in _KNOWN for word in words):
        signs.append("no_known_words")
    return sorted(set(signs))
