"""Cuts what was typed into words, phrases, fields, signs; nothing is an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from khizana.kernel.folding import fold

Kind = Literal["word", "phrase", "field", "and", "or", "not", "plus", "open", "close"]
LONGEST = 1_000

_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "”": "”"}
_WORD = re.compile(r'[^\s()|"“”«»]+')
_PIECE = re.compile(
    r"""(?P<space>\s+)
      | (?P<quote>["“„«”])
      | (?P<open>\() | (?P<close>\))
      | (?P<or>\|)
      | (?P<sign>[+\-−](?=[^\s+\-−)|]))
      | (?P<field>[^\W\d_]+(?=[:：]))[:：]
      | (?P<word>[^\s()|"“”«»]+)
      | (?P<rest>.)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a question as it was typed."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces, and whether a quotation was never closed or the question was cut."""

    pieces: tuple[Piece, ...]
    unclosed: bool
    cut: bool


def pieces_of(question: str, operators: Mapping[str, Kind], fields: Mapping[str, str]) -> Pieces:
    """Cut a question. ``fields`` are the known names, folded; any other with a colon is a word."""
    cut = len(question) > LONGEST
    question = question[:LONGEST]
    found: list[Piece] = []
    unclosed = False
    at = 0
    while at < len(question):
        match = _PIECE.match(question, at)
        if match is None:
            break
        at = match.end()
        text = match.group()
        match match.lastgroup:
            case "quote":
                end = question.find(_QUOTES[text], at)
                unclosed = unclosed or end < 0
                end = len(question) if end < 0 else end
                found.append(Piece("phrase", question[at:end]))
                at = end + 1
            case "open" | "close" | "or" as kind:
                found.append(Piece(kind, text))
            case "sign":
                # Inside a word (porte-avions) the sign belongs to it: the word pattern took it.
                found.append(Piece("plus" if text == "+" else "not", text))
            case "field":
                at = _field(found, match, question, fields)
            case "word":
                found.append(Piece(operators.get(text, "word"), text))
            case _:
                pass
    return Pieces(tuple(found), unclosed, cut)


def _field(
    found: list[Piece], match: re.Match[str], question: str, fields: Mapping[str, str]
) -> int:
    name = fold(match.group("field"))
    if name in fields:
        found.append(Piece("field", fields[name]))
        return match.end()
    word = _WORD.match(question, match.start())
    end = word.end() if word else match.end()
    found.append(Piece("word", question[match.start() : end]))
    return end
