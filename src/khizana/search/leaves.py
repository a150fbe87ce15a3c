"""From a word, a phrase or the value of a field to a part of the question."""

from khizana.adapters.index_terms import Dates, Every, Node, Phrase, Prefix, Value, Word
from khizana.kernel.dates import OPEN_END, OPEN_START, HistoricalDate
from khizana.kernel.errors import Refusal
from khizana.kernel.folding import fold, plurals, shipped_protected, tokens, without_article
from khizana.search import notices
from khizana.search.notices import Notice
from khizana.search.vocabulary import FORMAT_NAMES, LANGUAGES, LEVELS, QUALITY_NAMES, TYPES

_SHORTEST_PREFIX = 3
_TABLES = {
    "language": LANGUAGES,
    "type": TYPES,
    "format": FORMAT_NAMES,
    "quality": QUALITY_NAMES,
}


class Leaves:
    """Makes the leaves of one question and remembers what is to be said about them."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.expanded: dict[str, tuple[str, ...]] = {}

    def make(self, text: str, field: str, *, quoted: bool) -> Node | None:
        """The leaf for ``text``; None where it has no letter or digit."""
        if field == "date":
            dates = self._dates(text)
            return dates or self._plain(text, "", quoted=quoted)
        if field in _TABLES:
            value = _TABLES[field].get(fold(text))
            if value is None:
                self.notices.append(notices.value_unknown(text))
                return self._plain(text, "", quoted=quoted)
            return _value(field, value)
        return self._plain(text, field, quoted=quoted)

    def _plain(self, text: str, field: str, *, quoted: bool) -> Node | None:
        forms = tuple(token.form for token in tokens(text))
        if not forms:
            return None
        if field == "code":
            if text.endswith("*"):
                return Prefix(fold(text.rstrip("*")), "code_whole") if _safe(text) else None
            return Phrase(forms, "code")
        if quoted:
            return Phrase(forms, field)
        if len(forms) == 1 and text.endswith("*"):
            if len(forms[0]) >= _SHORTEST_PREFIX and not field:
                return Prefix(forms[0])
            self.notices.append(notices.prefix_too_short(text))
        # A word of several parts (porte-avions, MA/DHM/12) means those parts together.
        return self.word(forms[0], field) if len(forms) == 1 else Phrase(forms, field)

    def word(self, form: str, field: str = "") -> Word:
        """A word with its broken plurals, and with hamza on another seat."""
        bare = without_article(form, shipped_protected())
        known = plurals()
        others = known.get(form) or known.get(bare) or ()
        if others:
            self.expanded[form] = others
        seats = tuple(other for other in _other_seats(form) if other not in others)
        return Word(form, (*others, *seats), field)

    def _dates(self, text: str) -> Node | None:
        """``1957``, ``1957..1961``, ``..1961`` or what the kernel reads: "mai 1958", "21 شعبان"."""
        first, dots, last = text.partition("..")
        try:
            low = _bound(first, 0) if first.strip() else None
            high = _bound(last if dots else first, 1) if (last if dots else first).strip() else None
        except Refusal:
            self.notices.append(notices.date_not_understood(text))
            return None
        if low is None and high is None:
            self.notices.append(notices.date_not_understood(text))
            return None
        if low is not None and high is not None and low > high:
            low, high = _bound(last, 0), _bound(first, 1)
        return Dates(low, high)


def _bound(text: str, which: int) -> int | None:
    bound = HistoricalDate.read(text.strip()).bounds()[which]
    return None if bound in (OPEN_START, OPEN_END) else bound


def _value(field: str, value: str) -> Node:
    if field == "type":
        return Value("level" if value in LEVELS else "kind", (value,))
    return Value(field, (value,))


def _safe(text: str) -> bool:
    """Only letters, digits and plain separators may become a pattern."""
    return all(char.isalnum() or char in " /-_" for char in text.rstrip("*"))


def _other_seats(form: str) -> list[str]:
    """مسؤول and مسئول are one word; which seat the hamza takes is a matter of school."""
    if "ؤ" not in form and "ئ" not in form:
        return []
    swapped = form.translate(str.maketrans("ؤئ", "ئؤ"))
    bare = form.translate(str.maketrans("ؤئ", "وي"))
    return [swapped, bare]


def every(parts: list[Node]) -> Node:
    """All of these, without a needless level."""
    flat = [
        inner for part in parts for inner in (part.parts if isinstance(part, Every) else (part,))
    ]
    return flat[0] if len(flat) == 1 else Every(tuple(flat))
