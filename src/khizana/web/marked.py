"""Text with marks, cut into pieces that a template can show."""

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters, marked or not."""

    text: str
    marked: bool


def pieces(text: str, marks: Iterable[Span], start: int = 0) -> tuple[Piece, ...]:
    """Cut a text at its marks; both are counted from ``start``."""
    cut, at, end = [], start, start + len(text)
    for first, last in merge(marks):
        first, last = max(first, at), min(last, end)
        if last <= first:
            continue
        if first > at:
            cut.append(Piece(text[at - start : first - start], False))
        cut.append(Piece(text[first - start : last - start], True))
        at = last
    if at < end:
        cut.append(Piece(text[at - start :], False))
    return tuple(cut)


def merge(marks: Iterable[Span]) -> list[Span]:
    """Return marks in their order, those that touch made one."""
    merged: list[Span] = []
    for start, end in sorted(marks):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
