"""A page's text in lines, with the marks that stand inside them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from khizana.reading.views import Line
from khizana.web.marked import Piece, Span, merge, pieces


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the page shows it; ``current`` where it belongs to the passage opened."""

    number: int
    start: int
    direction: str
    pieces: tuple[Piece, ...]
    current: bool


def shown_lines(
    lines: Sequence[Line], marks: Iterable[Span], current: Span | None = None
) -> list[ShownLine]:
    """Return the lines with their marks; a mark that runs over a line's end goes on in the next."""
    merged = merge(marks)
    ends = [end for _start, end in merged]
    shown = []
    for line in lines:
        inside = merged[bisect_right(ends, line.start) :]
        inside = inside[: bisect_right([start for start, _end in inside], line.end)]
        is_current = current is not None and line.start < current[1] and line.end > current[0]
        cut = pieces(line.text, inside, line.start)
        shown.append(ShownLine(line.number, line.start, line.direction, cut, is_current))
    return shown


def lines_of_span(lines: Sequence[Line], span: Span) -> tuple[int, int]:
    """Return the numbers of the first and the last line that a span touches."""
    starts, ends = [line.start for line in lines], [line.end for line in lines]
    # empty lines are no lines here: a span that begins in one touches the next
    first = max(0, min(bisect_right(ends, span[0]), len(lines) - 1))
    last = max(first, bisect_right(starts, max(span[0], span[1] - 1)) - 1)
    return first + 1, last + 1
