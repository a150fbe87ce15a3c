"""The earliest and latest day of an EDTF value (ISO 8601-2:2019, levels 0-2).

Days are whole numbers ``year * 10000 + month * 100 + day``, which sort like the days. Plain forms
are read here because the library needs some 6 ms per value; the library reads the rest and, in
the tests, is the judge of both.
"""

import re
from calendar import monthrange

from edtf import EDTFParseException, parse_edtf

from khizana.kernel.errors import NotValid

Bounds = tuple[int | None, int | None]
OPEN_START = -99991231
OPEN_END = 99991231

_DATE = re.compile(r"(\d{4}|\d{3}X|\d\dXX|\dXXX|XXXX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?")
_QUALIFIED = re.compile(r"[\dX-]+[?~%]?")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|[+-]\d\d(?::?\d\d)?)?")
_SETS = {"[": "]", "{": "}"}
# ISO 8601-2 4.8: seasons (north, south and neutral), quarters, quadrimesters, semestrals
_PERIODS = {
    21: (3, 5), 22: (6, 8), 23: (9, 11), 25: (3, 5), 26: (6, 8), 27: (9, 11),
    29: (9, 11), 31: (3, 5), 32: (6, 8), 33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12),
    37: (1, 4), 38: (5, 8), 39: (9, 12), 40: (1, 6), 41: (7, 12),
}  # fmt: skip
_WINTERS = frozenset({24, 28, 30})


def day(year: int, month: int, number: int) -> int:
    """A day as a sortable number."""
    return year * 10000 + month * 100 + number


def last_day(year: int, month: int) -> int:
    """The length of a month in the (proleptic) Gregorian calendar."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return monthrange(2001, month)[1]


def bounds_of(edtf: str) -> Bounds:
    """The bounds of an EDTF value; None where it is open; refused where it is not EDTF."""
    try:
        earliest, latest = _whole(edtf.strip())
    except (ValueError, EDTFParseException) as error:
        raise NotValid("kernel.date_invalid", date=edtf) from error
    if earliest is not None and latest is not None and earliest > latest:
        raise NotValid("kernel.date_reversed", date=edtf)
    return earliest, latest


def _whole(edtf: str) -> Bounds:
    if edtf[:1] in _SETS and edtf.endswith(_SETS[edtf[0]]):
        return _set(edtf[1:-1])
    if edtf.count("/") == 1:
        start, end = edtf.split("/")
        if not start and not end:
            raise ValueError(edtf)
        # an unknown end ("1958/") is as open as an open one ("1958/..") to whoever searches
        return (
            None if start in ("", "..") else _date(start)[0],
            None if end in ("", "..") else _date(end)[1],
        )
    return _date(edtf)


def _set(members: str) -> Bounds:
    lows: list[int | None] = []
    highs: list[int | None] = []
    for member in members.split(","):
        start, dots, end = member.strip().partition("..")
        if not start and not end:
            raise ValueError(members)
        lows.append(_date(start)[0] if start else None)
        highs.append((_date(end)[1] if end else None) if dots else _date(start)[1])
    return (
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )


def _date(text: str) -> Bounds:
    plain = text[:-1] if _QUALIFIED.fullmatch(text) and text[-1] in "?~%" else text
    found = _DATE.fullmatch(plain)
    if found:
        return _parts(*found.groups())
    timed = _TIME.fullmatch(plain)
    if timed:
        parse_edtf(plain)
        return _date(timed.group(1))
    return _by_library(text)


def _parts(year: str, month: str | None, number: str | None) -> Bounds:
    if year == "XXXX" and not (month or number):
        return None, None
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if number is None and month not in (None, "XX") and int(month or 0) > 12:
        return _period(first, last, int(month or 0))
    months = (1, 12) if month in (None, "XX") else (int(month or 0),) * 2
    if not 1 <= months[0] <= 12:
        raise ValueError(month)
    if number in (None, "XX"):
        return day(first, months[0], 1), day(last, months[1], last_day(last, months[1]))
    wanted = int(number or 0)
    longest = max(last_day(candidate, months[0]) for candidate in {first, last, 2000 if
                  first != last else first})  # fmt: skip
    if not 1 <= wanted <= (31 if month == "XX" else longest):
        raise ValueError(number)
    return day(first, months[0], wanted), day(last, months[1], wanted)


def _period(first: int, last: int, code: int) -> Bounds:
    if (
        code in _WINTERS
    ):  # either end of the year may be meant: the widest reading is the honest one
        return day(first, 1, 1), day(last + 1, 2, last_day(last + 1, 2))
    if code not in _PERIODS:
        raise ValueError(code)
    start, end = _PERIODS[code]
    return day(first, start, 1), day(last, end, last_day(last, end))


def _by_library(text: str) -> Bounds:
    """Level 2 forms that archives meet rarely: partial qualifiers, significant digits, Y-years."""
    value = parse_edtf(text)
    low, high = value.lower_strict(), value.upper_strict()
    if abs(low[0]) > 9999 or abs(high[0]) > 9999:
        raise ValueError(text)
    return day(*low[:3]), day(*high[:3])
