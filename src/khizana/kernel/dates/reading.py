"""Reading the whole of what people write as a date; what is not understood is refused."""

import re
from dataclasses import dataclass, replace

from khizana.kernel.dates import phrases, spans
from khizana.kernel.dates.bounds import bounds_of
from khizana.kernel.dates.normal import fold_letters, normal, without_hijri_mark
from khizana.kernel.dates.single import Parts, read_single
from khizana.kernel.errors import NotValid

Anchor = tuple[int | None, int | None] | None
_EDTF = re.compile(r"[0-9XYSE.\-/~?%\[\]{},:TZ+ ]+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words mean."""

    edtf: str
    calendar: str = "gregorian"
    native: str = ""
    resolution: str = "stated"
    note: str = ""


def read_words(text: str, lang: str | None, anchor: Anchor) -> Reading:
    """EDTF first, then the written forms, from the most particular to the plainest."""
    raw = text.strip()
    if not raw or len(raw) > _LONGEST:
        raise NotValid("kernel.date_invalid", date=raw[:_LONGEST])
    edtf = _as_edtf(raw)
    if edtf:
        return Reading(edtf)
    words = normal(raw)
    reading = (
        _undated(fold_letters(raw))
        or _pair(words, anchor)
        or _anchored(words, anchor)
        or _expression(words, anchor)
    )
    if reading is None:
        raise NotValid("kernel.date_invalid", date=raw)
    try:
        bounds_of(reading.edtf)
    except NotValid as error:
        raise NotValid(error.code, date=raw) from error
    return reading


def _as_edtf(raw: str) -> str | None:
    if not _EDTF.fullmatch(raw) or re.fullmatch(r"\d{1,3}", raw):
        return None
    candidate = raw.replace(" ", "")
    try:
        bounds_of(candidate)
    except NotValid as refusal:
        if refusal.code == "kernel.date_reversed":
            raise
        return None
    return candidate


def _undated(words: str) -> Reading | None:
    return Reading("XXXX") if phrases.UNDATED.fullmatch(words) else None


def _pair(words: str, anchor: Anchor) -> Reading | None:
    """The same date in both calendars: the Gregorian one counts, both are kept and compared."""
    for join in phrases.PAIRS.finditer(words):
        sides = [words[: join.start()], words[join.end() :].rstrip(" )")]
        readings = [_expression(side, anchor) for side in sides]
        if readings[0] is None or readings[1] is None:
            continue
        hijri, gregorian = sorted(readings, key=lambda side: not (side and side.native))
        if not (hijri and gregorian and hijri.native) or gregorian.native:
            continue
        note = "" if spans.touch(hijri.edtf, gregorian.edtf, days=2) else "calendars_differ"
        return replace(gregorian, calendar=hijri.calendar, native=hijri.native, note=note)
    return None


def _anchored(words: str, anchor: Anchor) -> Reading | None:
    """Relative dates rest on the document's date, never on today."""
    bare = words.removeprefix("في ").strip()
    for unit, step, pattern in phrases.RELATIVE:
        if pattern.fullmatch(bare):
            return Reading(spans.shifted(_need(anchor, words), unit, step), resolution="anchored")
    for pattern, step in ((phrases.CURRENT_MONTH, 0), (phrases.LAST_MONTH, -1)):
        found = pattern.fullmatch(bare)
        if found:
            month = spans.shifted(_need(anchor, words), "month", step)
            return Reading(f"{month}-{int(found['day']):02d}", resolution="anchored")
    parts = read_single(bare)
    if parts and parts.month and parts.year is None and not parts.hijri:
        year = int(spans.shifted(_need(anchor, words), "year", 0))
        edtf, _native, _table = spans.edtf_of(replace(parts, year=year))
        return Reading(edtf, resolution="anchored")
    return None


def _need(anchor: Anchor, words: str) -> int:
    if anchor is None or anchor[1] is None:
        raise NotValid("kernel.date_relative", date=words)
    return anchor[1]


def _expression(words: str, anchor: Anchor) -> Reading | None:
    for pattern, mark in ((phrases.UNCERTAIN, "?"), (phrases.APPROXIMATE, "~")):
        bare = pattern.sub("", words, count=1).strip() if pattern.search(words) else words
        if bare != words:
            inner = _expression(bare, anchor)
            return inner and replace(inner, edtf=spans.qualified(inner.edtf, mark))
    return _open(words) or _named_span(words) or _plain(words, anchor) or _range(words)


def _open(words: str) -> Reading | None:
    for pattern, make in (
        (phrases.BEFORE, spans.before),
        (phrases.AFTER, spans.after),
        (phrases.UNTIL, lambda edtf: f"../{spans.end_of(edtf)}"),
        (phrases.SINCE, lambda edtf: f"{spans.start_of(edtf)}/.."),
    ):
        rest = pattern.sub("", words, count=1)
        if rest != words:
            inner = _one(rest)
            if inner is not None:
                return replace(inner, edtf=make(inner.edtf))
    return None


def _one(words: str) -> Reading | None:
    """One date inside a phrase, perhaps approximate: "since about 1956"."""
    bare = phrases.APPROXIMATE.sub("", words, count=1).strip()
    inner = _plain(bare, None) or _named_span(bare)
    if inner is None or bare == words:
        return inner
    return replace(inner, edtf=spans.qualified(inner.edtf, "~"))


def _named_span(words: str) -> Reading | None:
    """Seasons, quarters, decades, centuries; early, middle and late parts (an inference)."""
    edtf = spans.named(words)
    if edtf:
        return Reading(edtf)
    for part, pattern in (
        ("early", phrases.EARLY),
        ("middle", phrases.MIDDLE),
        ("late", phrases.LATE),
    ):
        rest = pattern.sub("", words, count=1)
        parts = read_single(rest) if rest != words else None
        if parts and parts.complete and parts.day is None and not parts.hijri:
            return Reading(spans.part_of(parts, part), resolution="inferred")
    return None


def _plain(words: str, anchor: Anchor) -> Reading | None:
    parts = read_single(words)
    if parts is None or not parts.complete:
        return None
    if parts.short_year and not parts.hijri:
        return _short_year(parts, anchor)
    edtf, native, calendar = spans.edtf_of(parts)
    if native:
        return Reading(edtf, calendar, native, "converted")
    return Reading(edtf, resolution="inferred" if parts.swapped else "stated")


def _short_year(parts: Parts, anchor: Anchor) -> Reading:
    """A year of two digits: the century of the document, else the twentieth, and uncertain."""
    century = 19
    if anchor and anchor[1] is not None:
        century = anchor[1] // 1_000_000
        if century * 100 + (parts.year or 0) > anchor[1] // 10_000:
            century -= 1  # a document does not speak of a year to come
    full = replace(parts, year=century * 100 + (parts.year or 0), short_year=False)
    edtf, _native, _calendar = spans.edtf_of(full)
    if anchor and anchor[1] is not None:
        return Reading(edtf, resolution="anchored")
    return Reading(spans.qualified(edtf, "?"), resolution="inferred", note="century_inferred")


def _range(words: str) -> Reading | None:
    body, hijri = without_hijri_mark(phrases.RANGE_OPENERS.sub("", words, count=1))
    for join in phrases.RANGE_JOINS.finditer(body):
        end = read_single(body[join.end() :], hijri)
        start = read_single(body[: join.start()], hijri)
        if end is None:
            end = _short_end(body[: join.start()], body[join.end() :])
        elif not end.complete and start and start.complete and end.day and start.day is None:
            end = _short_end(body[: join.start()], body[join.end() :])  # 1958-60
        if start is None or end is None or not end.complete:
            continue
        start = start.filled(end)
        if not start.complete or start.hijri != end.filled(start).hijri:
            continue
        return _between(start, end.filled(start))
    return None


def _short_end(start: str, end: str) -> Parts | None:
    if re.fullmatch(r"\d{4}", start) and re.fullmatch(r"\d\d", end):
        return Parts(int(start[:2] + end))
    return None


def _between(start: Parts, end: Parts) -> Reading:
    first, native_first, calendar = spans.edtf_of(start)
    last, native_last, _table = spans.edtf_of(end)
    edtf = f"{spans.start_of(first)}/{spans.end_of(last)}"
    if native_first:
        return Reading(edtf, calendar, f"{native_first}/{native_last}", "converted")
    return Reading(edtf)
