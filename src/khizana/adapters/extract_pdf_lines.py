"""Characters of a PDF line with their places: put in the order of writing, cut into words.

PDFium knows where words end; in which order they are written, only their places tell.
"""

import re
from statistics import median

from khizana.adapters import extract_bidi as bidi

WORD = re.compile(r"\S+")
RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

_ALEFS = frozenset("اأإآ")

Box = tuple[float, float, float, float]
Item = tuple[str, Box, int]
"""A character, its place and the number of the word that PDFium put it in."""


def in_order(line: list[Item]) -> tuple[str, list[Box | None]]:
    """Put the characters of one line into the order of writing and find its words."""
    if any(RTL.match(item[0]) for item in line):
        plain = "".join(item[0] for item in line)
        seen = sorted(_clusters(line), key=lambda cluster: cluster[0][1][0])
        spaced = _spaces(seen)
        order = bidi.logical([cluster[0][0] for cluster in spaced], bidi.is_rtl(plain))
        line = [item for at in order for item in spaced[at]]
    else:
        line = [item for cluster in _spaces([[item] for item in line]) for item in cluster]
    text = "".join(item[0] for item in line)
    boxes: list[Box | None] = []
    for word in WORD.finditer(text):
        box = line[word.start()][1]
        for _, other, _ in line[word.start() + 1 : word.end()]:
            box = union(box, other)
        boxes.append(box)
    return text, boxes


def _spaces(seen: list[list[Item]]) -> list[list[Item]]:
    """Set a space where PDFium saw a word end; beside signs where the distance shows one.

    PDFium is right about the ends of words but hangs the space behind a sign on its wrong side.
    """
    result: list[list[Item]] = []
    for cluster in seen:
        if result:
            # marks hang over letters and beside them: the letters tell where words part
            (a, left, word), (b, right, other) = result[-1][0], cluster[0]
            distance = right[0] - left[2]
            height = max(left[3] - left[1], right[3] - right[1])
            if a.isalnum() and b.isalnum():
                # beside a vowel mark PDFium sees words end where letters touch
                apart = word != other and not (RTL.match(a) and distance < 0.05 * height)
            else:
                apart = distance > 0.1 * height
            if apart:
                result.append([(" ", (left[2], left[1], right[0], left[3]), word)])
        result.append(cluster)
    return result


def _clusters(line: list[Item]) -> list[list[Item]]:
    """A letter and its marks stay together; so do lam and alef of one glyph, lam first."""
    clusters: list[list[Item]] = []
    for item in line:
        if clusters and bidi.kind(item[0]) == "M":
            clusters[-1].append(item)
        elif clusters and _one_glyph(clusters[-1][0], item):
            pair = [*clusters[-1], item]
            pair.sort(key=lambda each: each[0] != "ل")
            clusters[-1] = pair
        else:
            clusters.append([item])
    return clusters


def _one_glyph(first: Item, second: Item) -> bool:
    """Lam and alef that begin at the same place are one drawn form; two glyphs stand side by side.

    Producers give the two letters one box, or the alef the left part of the lam's.
    """
    letters = {first[0], second[0]}
    if "ل" not in letters or not letters & _ALEFS:
        return False
    (left, low, right, high), (other_left, _, other_right, _) = first[1], second[1]
    near = 0.05 * (high - low)
    return abs(left - other_left) < near and min(right, other_right) > left + near


def paragraph_gap(lines: list[tuple[str, list[Box | None]]]) -> float:
    heights = [box[3] - box[1] for _, boxes in lines for box in boxes[:1] if box]
    if len(heights) < 2:
        return 1e9
    gaps: list[float] = []
    previous: float | None = None
    for _, boxes in lines:
        seen = [box for box in boxes if box]
        if not seen:
            continue
        top = max(box[3] for box in seen)
        if previous is not None and previous > top - median(heights):
            gaps.append(previous - top)
        previous = min(box[1] for box in seen)
    usual = median(gaps) if gaps else 0.0
    return usual + 0.35 * median(heights)


def union(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
