"""From what the eye sees on a line to the order in which it is written.

A PDF keeps glyphs where they are seen. Producers store Arabic in either direction and PDFium then
guesses,
turning words and brackets round; places do not lie. This is the inverse of the Unicode
Bidirectional
Algorithm (UAX #9) for one line: strong letters, numbers (rules W1-W7), brackets (N0) and neutrals.
"""

import unicodedata
from functools import lru_cache

_PAIRS = {"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«"}
_OPENING = frozenset("([{«")
_SPACE = frozenset(" \n\t\u00a0")
_AFTER_CLOSING = frozenset(" \n\t\u00a0.,;:!?،؛؟)]}»%")


@lru_cache(maxsize=4096)
def kind(char: str) -> str:
    """R (Arabic, Hebrew), L (other letters), N (digits), C (joins digits), M (mark) or O
    (neutral).
    """
    name = unicodedata.bidirectional(char)
    if name in {"R", "AL"}:
        return "R"
    if name == "L":
        return "L"
    if name in {"EN", "AN"}:
        return "N"
    if name == "CS":
        return "C"
    return "M" if name == "NSM" else "O"


def is_rtl(text: str) -> bool:
    """Tell whether a line runs right to left: more right-to-left letters than others."""
    right = left = 0
    for char in text:
        what = kind(char)
        right += what == "R"
        left += what == "L"
    return right > left


def logical(chars: list[str], rtl: bool) -> list[int]:
    """Return the positions of ``chars`` (seen from left to right) in the order of writing.

    Rule L2 undoes itself: reversing each run of a level and above, from the highest level down.
    """
    levels = _levels([kind(char) for char in chars], rtl)
    order = list(range(len(chars)))
    for level in (2, 1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            if end > at:
                order[at:end] = reversed(order[at:end])
            at = end + 1
    return order


def _levels(kinds: list[str], rtl: bool) -> list[int]:
    base = "R" if rtl else "L"
    found = kinds[:]
    last = len(kinds) - 1
    strong = base if not rtl else ""
    for at, what in enumerate(kinds):
        if what == "C" and 0 < at < last and kinds[at - 1] == "N" == kinds[at + 1]:
            found[at] = "N"  # W4, W6: one separator between two digits belongs to the number
        elif what in {"C", "M", "O"}:
            found[at] = "O"
        elif what in {"L", "R"}:
            strong = what
        # W7: a number that follows Latin text is part of it.
        if found[at] == "N" and strong == "L":
            found[at] = "L"
    _neutrals(found, base)
    level = {"R": 1, "N": 2, "L": 2 if rtl else 0}
    return [level[what] for what in found]


def _neutrals(found: list[str], base: str) -> None:
    """N1, N2: neutrals between two of one direction take it (numbers count as R), else the
    line's.
    """
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and found[end] == "O":
            end += 1
        if end > at:
            before = found[at - 1].replace("N", "R") if at else base
            after = found[end].replace("N", "R") if end < len(found) else base
            found[at:end] = [before if before == after else base] * (end - at)
        at = end + 1


def turn_brackets(text: str) -> str:
    """Set brackets of right-to-left text that stand the wrong way round; producers disagree on
    them.

    A bracket after a space and before a word opens; one after a word and before a space or a stop
    closes.
    """
    if not any(char in _PAIRS for char in text):
        return text
    result = list(text)
    for at, char in enumerate(text):
        if char not in _PAIRS or not _in_rtl(text, at):
            continue
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        opens = before in _SPACE and after not in _SPACE
        closes = before not in _SPACE and after in _AFTER_CLOSING
        if (opens and not closes and char not in _OPENING) or (
            closes and not opens and char in _OPENING
        ):
            result[at] = _PAIRS[char]
    return "".join(result)


def _in_rtl(text: str, at: int) -> bool:
    """The nearest letter before, else after, is Arabic."""
    for position in range(at - 1, max(-1, at - 40), -1):
        if (what := kind(text[position])) in {"R", "L"}:
            return what == "R"
    for position in range(at + 1, min(len(text), at + 40)):
        if (what := kind(text[position])) in {"R", "L"}:
            return what == "R"
    return False
