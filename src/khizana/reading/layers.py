"""The stuff of layers: passages cut from a text, places of words packed, places kept over a
correction.
"""

import array
import hashlib
import re
import sys
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from khizana.adapters import language as languages
from khizana.adapters.extract_types import Word

_WORD = re.compile(r"\S+")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE_END = re.compile(r"(?<=[.!?؟؛…:])[»”\")\]]*\s+|\n")
FEWEST, MOST = 40, 150
_TELLING = 12
"""Letters that a line must have before its script says that another language begins."""
_FIELDS = 7

Span = tuple[int, int]


def digest(text: str) -> str:
    """Return the SHA-256 of a layer's text, the digest that citations name."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def cut(text: str) -> list[Span]:
    """Cut a text into passages of about a paragraph: 40 to 150 words where the text allows.

    Short paragraphs (headings, lines of a list) go with what follows them; long ones are cut at the
    ends of sentences, and where there is none, between words.
    """
    passages: list[Span] = []
    count, script = 0, ""
    for start, end, own in _of_one_script(text):
        words = _count(text, start, end)
        same = own == script or not own or not script
        if passages and count < FEWEST and count + words <= MOST and same:
            passages[-1] = passages[-1][0], end
            count, script = count + words, script or own
        else:
            passages.append((start, end))
            count, script = words, own
    return _without_a_stump(text, passages, count)


def _without_a_stump(text: str, passages: list[Span], count: int) -> list[Span]:
    """A few words left at the end go with what stands before them, if both are of one script."""
    if len(passages) < 2 or count >= FEWEST // 2:
        return passages
    (start, middle), (last, end) = passages[-2:]
    if _count(text, start, middle) + count > MOST:
        return passages
    if languages.script(text[start:middle]) != languages.script(text[last:end]):
        return passages
    return [*passages[:-2], (start, end)]


def _of_one_script(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield pieces short enough for a passage, each with its script; a change of script cuts."""
    for start, end in _paragraphs(text):
        begun, script, at = start, "", start
        for line in text[start:end].splitlines(keepends=True):
            own = languages.script(line) if sum(map(str.isalpha, line)) >= _TELLING else ""
            if own and script and own != script:
                for part in _trimmed(text, begun, at):
                    yield from ((*piece, script) for piece in _short_enough(text, part))
                begun = at
            script = own or script
            at += len(line)
        for part in _trimmed(text, begun, end):
            yield from ((*piece, script) for piece in _short_enough(text, part))


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in _PARAGRAPH_END.finditer(text):
        yield from _trimmed(text, start, gap.start())
        start = gap.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end


def _count(text: str, start: int, end: int) -> int:
    return len(_WORD.findall(text, start, end))


def _short_enough(text: str, span: Span) -> Iterator[Span]:
    start, end = span
    words = [word.span() for word in _WORD.finditer(text, start, end)]
    if len(words) <= MOST:
        yield span
        return
    ends = [mark.start() for mark in _SENTENCE_END.finditer(text, start, end)]
    at = 0
    while len(words) - at > MOST:
        # The last end of a sentence that leaves a passage of 40 to 150 words.
        low, high = words[at + FEWEST][0], words[at + MOST - 1][1]
        fitting = [place for place in ends if low <= place <= high]
        stop = fitting[-1] if fitting else high
        yield from _trimmed(text, words[at][0], stop)
        while at < len(words) and words[at][0] < stop:
            at += 1
    if at < len(words):
        yield from _trimmed(text, words[at][0], end)


def pack(words: Sequence[Word]) -> bytes | None:
    """Return the places of words as compressed 32-bit numbers, seven a word; None for none."""
    if not words:
        return None
    flat = array.array("i", (number for word in words for number in word))
    if sys.byteorder == "big":
        flat.byteswap()
    return zlib.compress(flat.tobytes(), 1)


def unpack(boxes: bytes | memoryview | None) -> list[Word]:
    """Read what ``pack`` wrote."""
    if not boxes:
        return []
    flat = array.array("i")
    flat.frombytes(zlib.decompress(bytes(boxes)))
    if sys.byteorder == "big":
        flat.byteswap()
    return [
        (
            flat[at],
            flat[at + 1],
            flat[at + 2],
            flat[at + 3],
            flat[at + 4],
            flat[at + 5],
            flat[at + 6],
        )
        for at in range(0, len(flat), _FIELDS)
    ]


def within(words: Sequence[Word], start: int, end: int) -> list[Word]:
    """Return the words that touch the characters from ``start`` to ``end``."""
    first = bisect_left(
        words, start, key=lambda word: word[1] - 1 if word[1] > word[0] else word[1]
    )
    found = []
    for word in words[first:]:
        if word[0] >= end:
            break
        found.append(word)
    return found


def region(words: Sequence[Word], start: int, end: int) -> list[int] | None:
    """Return the smallest box around a range: left, top, right, bottom in 1/10,000 of the page."""
    found = within(words, start, end)
    if not found:
        return None
    return [
        min(word[2] for word in found),
        min(word[3] for word in found),
        max(word[4] for word in found),
        max(word[5] for word in found),
    ]


def realign(old: str, words: Sequence[Word], new: str) -> list[Word]:
    """Give the words of a corrected text the places of the words that they stand for.

    Words that were not touched keep their place; changed ones share the room of what they replace.
    """
    places = [within(words, *match.span()) for match in _WORD.finditer(old)]
    before = _WORD.findall(old)
    after = list(_WORD.finditer(new))
    matcher = SequenceMatcher(None, before, [match[0] for match in after], autojunk=False)
    result: list[Word] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "delete":
            continue
        for number, match in enumerate(after[j1:j2]):
            if kind == "equal":
                found = places[i1 + number]
            else:
                share = (i2 - i1) / max(1, j2 - j1)
                low = i1 + int(number * share)
                found = (
                    [
                        box
                        for each in places[low : max(low + 1, i1 + int((number + 1) * share))]
                        for box in each
                    ]
                    if i2 > i1
                    else []
                )
            if found:
                box = region(found, found[0][0], found[-1][1])
                if box:
                    left, top, right, bottom = box
                    sure = 100 if kind != "equal" else found[0][6]
                    result.append((*match.span(), left, top, right, bottom, sure))
    return result
