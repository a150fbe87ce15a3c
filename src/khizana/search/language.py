"""The query language: words, "phrases", AND OR NOT (ET OU SAUF, + - |), brackets, fields, dates.

Everything that somebody can type is a question. What is not understood is said and looked for as
words; nothing typed ever reaches a parser of the search library.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from khizana.adapters.index_terms import Node, Not, Some, Word, leaves
from khizana.kernel.folding import stopwords
from khizana.search import notices
from khizana.search.leaves import Leaves, every
from khizana.search.lexer import Kind, Piece, pieces_of
from khizana.search.notices import Notice
from khizana.search.vocabulary import AND, FIELDS, NOT, OR

MOST_PIECES: Final = 60

_OPERATORS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(AND, "and"),
    **dict.fromkeys(OR, "or"),
    **dict.fromkeys(NOT, "not"),
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A question understood.

    Attributes:
        node: None where nothing was asked for.
        expanded: words that were widened, with what they were widened to.
        ignored: words too common to be looked for beside others.
        notices: what was not understood and how it was taken.
    """

    node: Node | None
    expanded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignored: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def parse(question: str) -> Parsed:
    """Understand a question as well as it can be understood."""
    cut = pieces_of(question, _OPERATORS, FIELDS)
    parser = _Parser(cut.pieces[:MOST_PIECES])
    node = parser.whole()
    said = list(parser.leaves.notices)
    if cut.unclosed:
        said.append(notices.UNCLOSED_QUOTE)
    if cut.cut or len(cut.pieces) > MOST_PIECES:
        said.append(notices.TOO_LONG)
    return Parsed(node, tuple(parser.leaves.expanded.items()), tuple(parser.ignored), tuple(said))


class _Parser:
    """Recursive descent; brackets, then NOT, then AND (also where nothing is written), then OR."""

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self.pieces = pieces
        self.at = 0
        self.leaves = Leaves()
        self.ignored: list[str] = []

    def whole(self) -> Node | None:
        """The whole question; a bracket that closes nothing is passed over."""
        parts: list[Node] = []
        while self.at < len(self.pieces):
            node = self._alternatives("")
            if node is not None:
                parts.append(node)
            if self._next("close"):
                self._say(notices.STRAY_BRACKET)
        return self._together(parts)

    def _say(self, notice: Notice) -> None:
        if notice not in self.leaves.notices:
            self.leaves.notices.append(notice)

    def _peek(self) -> Kind | None:
        return self.pieces[self.at].kind if self.at < len(self.pieces) else None

    def _next(self, kind: Kind) -> bool:
        if self._peek() == kind:
            self.at += 1
            return True
        return False

    def _alternatives(self, field: str) -> Node | None:
        parts: list[Node] = []
        words: list[Node] = []
        while True:
            node = self._conjunction(field)
            if node is not None:
                parts.append(node)
            if self._peek() != "or":
                break
            sign = self.pieces[self.at]
            self.at += 1
            if node is None or self._peek() in (None, "or", "close"):
                word = self._operator_as_word(sign, field)
                words += [] if word is None else [word]
        if len(parts) > 1:
            parts = [Some(tuple(parts))]
        return self._together([*words, *parts])

    def _conjunction(self, field: str) -> Node | None:
        parts: list[Node] = []
        while (kind := self._peek()) not in (None, "or", "close"):
            if kind == "and":
                sign = self.pieces[self.at]
                self.at += 1
                if parts and self._peek() not in (None, "and", "or", "close"):
                    continue
                node = self._operator_as_word(sign, field)
            else:
                node = self._one(field)
            if node is not None:
                parts.append(node)
        return self._together(parts)

    def _one(self, field: str) -> Node | None:
        piece = self.pieces[self.at]
        self.at += 1
        match piece.kind:
            case "plus":
                return self._one(field) if self._peek() not in (None, "close") else None
            case "not":
                if self._peek() in (None, "and", "or", "close"):
                    return self._operator_as_word(piece, field)
                denied = self._one(field)
                return None if denied is None else Not(denied)
            case "open":
                inner = self._alternatives(field)
                if not self._next("close"):
                    self._say(notices.UNCLOSED_BRACKET)
                return inner
            case "field":
                if self._peek() not in ("word", "phrase", "open"):
                    self._say(notices.field_empty(piece.text))
                    return None
                return self._one(piece.text)
            case "or" | "and" | "close":
                return self._operator_as_word(piece, field)
            case _:
                return self.leaves.make(piece.text, field, quoted=piece.kind == "phrase")

    def _operator_as_word(self, piece: Piece, field: str) -> Node | None:
        if not piece.text[0].isalpha():
            return None
        self._say(notices.operator_as_word(piece.text))
        return self.leaves.make(piece.text, field, quoted=False)

    def _together(self, parts: list[Node]) -> Node | None:
        """All of them, without words too common to matter beside others."""
        telling = [part for part in parts if not _is_common(part)]
        if any(leaves(part) for part in telling):
            self.ignored += [
                part.form for part in parts if isinstance(part, Word) and _is_common(part)
            ]
            parts = telling
        return every(parts) if parts else None


def _is_common(node: Node) -> bool:
    return isinstance(node, Word) and not node.field and node.form in stopwords()
