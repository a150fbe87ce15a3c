"""Results by year, drawn on the server; time runs from the reading side."""

from collections.abc import Sequence
from dataclasses import dataclass

from khizana.kernel.text import direction
from khizana.kernel.words import say

WIDTH, HEIGHT = 240, 56
_MOST_BARS = 40
_WIDEST = 20  # two years are two bars, not one block


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: some years, and how many results fall into them."""

    x: str
    y: str
    width: str
    height: str
    on: bool
    title: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """The drawing, and what it says in words."""

    bars: tuple[Bar, ...]
    first: int
    last: int
    words: str
    width: int = WIDTH
    height: int = HEIGHT


def draw(
    years: Sequence[tuple[int, int]], low: int | None, high: int | None, lang: str
) -> Histogram | None:
    """Return the drawing; None where there is nothing to compare."""
    if len(years) < 2:
        return None
    first, last = years[0][0], years[-1][0]
    step = max(1, -(-(last - first + 1) // _MOST_BARS))
    counts = [0] * ((last - first) // step + 1)
    for year, count in years:
        counts[(year - first) // step] += count
    top = max(counts)
    slot = WIDTH / len(counts)
    wide = min(max(1.0, slot - 1), _WIDEST)
    # the first and the last bar stand over their years, which are written at the ends
    pace = (WIDTH - wide) / (len(counts) - 1)
    bars = []
    for place, count in enumerate(counts):
        start, end = first + place * step, min(last, first + (place + 1) * step - 1)
        tall = max(1.5, (HEIGHT - 2) * count / top) if count else 0.75
        at = len(counts) - 1 - place if direction(lang) == "rtl" else place
        chosen = (low is None or end >= low) and (high is None or start <= high)
        span = str(start) if start == end else say("find.from_to", lang, low=start, high=end)
        words = say("find.bar", lang, years=span, number=count)
        box = (at * pace, HEIGHT - tall, wide, tall)
        # as text: a template would write them with the decimal comma of the language
        x, y, width, height = (f"{side:.2f}" for side in box)
        bars.append(Bar(x, y, width, height, chosen, words))
    most = max(years, key=lambda one: one[1])[0]
    return Histogram(
        tuple(bars), first, last, say("find.histogram", lang, low=first, high=last, year=most)
    )
