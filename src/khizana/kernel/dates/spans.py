"""EDTF values made of parts: marks, ends, neighbours, seasons, decades, centuries."""

import re
from datetime import date, timedelta

from khizana.kernel.dates import phrases
from khizana.kernel.dates.bounds import bounds_of, last_day
from khizana.kernel.dates.hijri import to_edtf
from khizana.kernel.dates.normal import fold_letters
from khizana.kernel.dates.single import Parts
from khizana.kernel.errors import NotValid

_ROMAN = {"i": 1, "v": 5, "x": 10}
_CENTURIES = {fold_letters(name): number for number, name in enumerate(phrases.CENTURY_NAMES, 1)}
_CENTURIES |= {"العشرين": 20, "الحادي والعشرين": 21, "الواحد والعشرين": 21}
_DECADES = {fold_letters(name): number for number, name in enumerate(phrases.DECADE_NAMES)}
_DECADES |= {name.replace("ينيات", "ينات"): number for name, number in list(_DECADES.items())}


def edtf_of(parts: Parts) -> tuple[str, str, str]:
    """EDTF, the native form (empty for Gregorian) and the calendar of complete parts."""
    year, month, number = parts.year or 0, parts.month, parts.day
    written = f"{year:04d}"
    if month:
        written += f"-{month:02d}"
    if number:
        written += f"-{number:02d}"
    if not parts.hijri:
        return written, "", "gregorian"
    calendar, edtf = to_edtf(year, month, number)
    return edtf, written, calendar


def qualified(edtf: str, mark: str) -> str:
    """The value with ``~`` or ``?`` on each of its dates; both together are ``%``."""
    if edtf[:1] in "[{":
        return edtf  # one of a set is already uncertain
    return "/".join(_qualified_date(part, mark) for part in edtf.split("/"))


def _qualified_date(part: str, mark: str) -> str:
    if part in ("", "..") or part[-1] in (mark, "%"):
        return part
    return part[:-1] + "%" if part[-1] in "?~" else part + mark


def start_of(edtf: str) -> str:
    """The first date of a value, for the beginning of an interval."""
    if edtf.startswith("["):
        return edtf[1:-1].split("..")[0] + "~"
    return edtf.split("/")[0]


def end_of(edtf: str) -> str:
    """The last date of a value, for the end of an interval."""
    if edtf.startswith("["):
        return edtf[1:-1].split("..")[-1] + "~"
    return edtf.split("/")[-1]


def before(edtf: str) -> str:
    """Some time before: one of the days up to the eve."""
    low = bounds_of(edtf)[0]
    return f"[..{_moved(low, -1).isoformat()}]"


def after(edtf: str) -> str:
    """Some time after: one of the days from the morrow."""
    high = bounds_of(edtf)[1]
    return f"[{_moved(high, 1).isoformat()}..]"


def _moved(number: int | None, days: int) -> date:
    try:
        return _as_date(number) + timedelta(days=days)
    except (ValueError, OverflowError) as error:
        raise NotValid("kernel.date_invalid", date=str(number)) from error


def _as_date(number: int | None) -> date:
    if number is None or number < 10101:
        raise ValueError(number)
    return date(number // 10000, number // 100 % 100, number % 100)


def touch(one: str, other: str, days: int) -> bool:
    """Whether two values meet when each day is given some days of play."""
    low, high = bounds_of(one)
    other_low, other_high = bounds_of(other)
    play = timedelta(days=days)
    return _as_date(low) - play <= _as_date(other_high) and (
        _as_date(other_low) - play <= _as_date(high)
    )


def shifted(anchor: int, unit: str, step: int) -> str:
    """Year, month or day of the anchor, moved by some units."""
    if unit == "day":
        return _moved(anchor, step).isoformat()
    year, month = anchor // 10000, anchor // 100 % 100
    if unit == "year":
        return f"{year + step:04d}"
    months = year * 12 + month - 1 + step
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def part_of(parts: Parts, part: str) -> str:
    """The early, middle or late part of a year (four months) or a month (ten days)."""
    if parts.month is None:
        first, last = phrases.YEAR_PARTS[part]
        return f"{parts.year:04d}-{first}~/{parts.year:04d}-{last}~"
    begin, end = phrases.MONTH_PARTS[part]
    end = end or last_day(parts.year or 0, parts.month)
    month = f"{parts.year:04d}-{parts.month:02d}"
    return f"{month}-{begin:02d}~/{month}-{end:02d}~"


def named(words: str) -> str | None:
    """Seasons, quarters, halves, decades and centuries by name."""
    for code, pattern in phrases.PERIODS:
        found = pattern.fullmatch(words)
        if found:
            return f"{found['year'].zfill(4)}-{code}"
    found = phrases.DECADE.fullmatch(words)
    if found:
        return f"{found['a'] or found['b'] or found['c']}X"
    century = _century(words)
    if century:
        return f"{century - 1:02d}XX"
    name, _word, rest = words.partition(" القرن ")
    name = name if name in _DECADES else name.removesuffix(" من")
    century = _century("القرن " + rest) if name in _DECADES else None
    return f"{century - 1:02d}{_DECADES[name]}X" if century else None


def _century(words: str) -> int | None:
    found = phrases.CENTURY.fullmatch(words)
    if found and found["roman"]:
        return _roman(found["roman"].removesuffix("e"))
    found = found or phrases.CENTURY_ARABIC.fullmatch(words)
    if found:
        number = int(found["n"])
        return number if 1 <= number <= 99 else None
    return _CENTURIES.get(re.sub(r"^القرن ", "", words)) if words.startswith("القرن ") else None


def _roman(text: str) -> int | None:
    values = [_ROMAN[char] for char in text]
    total = sum(
        -value if index + 1 < len(values) and value < values[index + 1] else value
        for index, value in enumerate(values)
    )
    return total or None
