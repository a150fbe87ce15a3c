"""Where in a text the question is answered: own marks, because the index holds no text.

The stored text is analysed again and its tokens compared with the question. The marks are
character ranges of the text as it is written, so that a page image can show them too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from khizana.adapters.index_terms import Node, Phrase, Prefix, Word, leaves
from khizana.kernel.folding import Analyser, Token, four_grams, stopwords, tokens

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text with its marks; ``cut_before`` and ``cut_after`` tell that it goes on."""

    text: str
    marks: tuple[Range, ...]
    start: int
    cut_before: bool
    cut_after: bool


class Marker:
    """Finds the words of one question in texts. ``field`` also marks words asked of that field."""

    def __init__(
        self, node: Node | None, analyser: Analyser, *, near: bool = False, field: str = ""
    ) -> None:
        self.analyser = analyser
        wanted = [leaf for leaf in leaves(node) if leaf.field in ("", field)]
        words = [leaf for leaf in wanted if isinstance(leaf, Word)]
        self.stems = {
            analyser.stem(form)
            for word in words
            if word.form not in stopwords()
            for form in (word.form, *word.also)
        }
        self.forms = {word.form for word in words if word.form in stopwords()}
        self.prefixes = tuple(leaf.form for leaf in wanted if isinstance(leaf, Prefix))
        self.phrases = [leaf.forms for leaf in wanted if isinstance(leaf, Phrase)]
        self._near = {stem for stem in self.stems if near and len(stem) >= 4}
        self._known: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self.stems or self.forms or self.prefixes or self.phrases)

    def ranges(self, text: str) -> list[Range]:
        """The places of all words that answer, in their order, none overlapping."""
        if not self:
            return []
        found = list(tokens(text))
        marked = {at for at, token in enumerate(found) if self._is_wanted(token.form)}
        for phrase in self.phrases:
            marked.update(_runs(found, phrase))
        ranges: list[Range] = []
        for at in sorted(marked):
            place = (found[at].start, found[at].end)
            if not ranges or ranges[-1] != place:
                ranges.append(place)
        return ranges

    def _is_wanted(self, form: str) -> bool:
        known = self._known.get(form)
        if known is None:
            stem = self.analyser.stem(form)
            known = self._known[form] = (
                form in self.forms
                or (stem in self.stems and form not in stopwords())
                or form.startswith(self.prefixes or ("\0",))
                or any(_is_near(stem, wanted) for wanted in self._near)
            )
        return known


def _runs(found: Sequence[Token], phrase: tuple[str, ...]) -> list[int]:
    size = len(phrase)
    return [
        at + step
        for at in range(len(found) - size + 1)
        if all(found[at + step].form == phrase[step] for step in range(size))
        for step in range(size)
    ]


def _is_near(stem: str, wanted: str) -> bool:
    """The same nearness as the index asks for: one letter off, or most pieces shared."""
    if abs(len(stem) - len(wanted)) <= 1 and distance(stem, wanted, 1) <= 1:
        return True
    pieces = four_grams(wanted)
    shared = len(set(pieces) & set(four_grams(stem)))
    return len(pieces) > 1 and shared >= -(-len(pieces) * 3 // 5)


def distance(one: str, other: str, most: int) -> int:
    """Letters to insert, delete, replace or swap with a neighbour (Damerau-Levenshtein).

    Gives up, with ``most + 1``, once more than ``most`` are needed.
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, against in enumerate(other, 1):
            cost = min(
                last[column] + 1,
                current[column - 1] + 1,
                last[column - 1] + (letter != against),
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before_last, last = last, current
    return last[-1]


def excerpt(text: str, ranges: Sequence[Range], length: int = 280) -> Excerpt:
    """The piece of ``text`` with the most marks, cut between words; the beginning without any."""
    if len(text) <= length:
        return Excerpt(text, tuple(ranges), 0, False, False)
    start = _densest(ranges, length) if ranges else 0
    start = min(start, max(0, len(text) - length))
    end = min(len(text), start + length)
    start, end = _between_words(text, start, end, ranges)
    marks = tuple(
        (first - start, last - start) for first, last in ranges if first >= start and last <= end
    )
    return Excerpt(text[start:end], marks, start, start > 0, end < len(text))


def _densest(ranges: Sequence[Range], length: int) -> int:
    best, best_start = 0, ranges[0][0]
    for at, (first, _) in enumerate(ranges):
        inside = sum(1 for _, last in ranges[at:] if last <= first + length * 2 // 3)
        if inside > best:
            best, best_start = inside, first
    return max(0, best_start - length // 4)


def _between_words(text: str, start: int, end: int, ranges: Sequence[Range]) -> Range:
    first_mark = next((first for first, last in ranges if first >= start and last <= end), end)
    while 0 < start < first_mark and not text[start - 1].isspace():
        start += 1
    last_mark = max((last for first, last in ranges if first >= start and last <= end), default=0)
    stop = end
    while stop < len(text) and stop > max(last_mark, start) and not text[stop].isspace():
        stop -= 1
    return start, stop if stop > max(last_mark, start) else end
