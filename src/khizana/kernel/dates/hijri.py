"""Hijri dates by a named table.

Within 1343-1500 AH the Umm al-Qura calendar (library hijridate, MIT); outside it the arithmetic
("tabular") calendar: 30-year cycle with leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 and
the civil epoch of 16 July 622 Julian (Dershowitz and Reingold, Calendrical Calculations, ch. 7).
Months began with a local sighting: by table a day is approximate, by arithmetic it is an interval
of one day to each side. Results are proleptic Gregorian, as EDTF demands.
"""

from datetime import date, timedelta

from hijridate import Gregorian, Hijri

from khizana.kernel.errors import NotValid

UMM_AL_QURA = "hijri:umm-al-qura"
TABULAR = "hijri:tabular"
FIRST_TABLE_YEAR, LAST_TABLE_YEAR = 1343, 1500
LAST_YEAR = 9665  # the last whole year before the Gregorian year 10000
_EPOCH = 227015  # ordinal of 1 Muharram 1: 19 July 622 in the proleptic Gregorian calendar


def table_of(year: int) -> str:
    """The table by which a year is converted."""
    return UMM_AL_QURA if FIRST_TABLE_YEAR <= year <= LAST_TABLE_YEAR else TABULAR


def month_length(year: int, month: int) -> int:
    """The length of a month by the table of its year."""
    if table_of(year) == UMM_AL_QURA:
        return Hijri(year, month, 1).month_length()
    return 30 if month % 2 or (month == 12 and _is_leap(year)) else 29


def to_gregorian(year: int, month: int, day: int) -> date:
    """The Gregorian day by the table of the year.

    A 30th of a month that has 29 days in the table is the day after: the sighting of the place
    was a day later than the table, and the document is right.
    """
    if not (1 <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= 30):
        raise NotValid("kernel.date_invalid", date=f"{year:04d}-{month:02d}-{day:02d} AH")
    if table_of(year) == UMM_AL_QURA:
        return _from_table(year, month) + timedelta(days=day - 1)
    ordinal = (
        _EPOCH + (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2 + day - 1
    )
    return date.fromordinal(ordinal)


def _from_table(year: int, month: int) -> date:
    first = Hijri(year, month, 1).to_gregorian()
    return date(first.year, first.month, first.day)


def from_gregorian(day: date, table: str) -> tuple[int, int, int]:
    """The Hijri day of a Gregorian one by a named table: the inverse of ``to_gregorian``."""
    if table == UMM_AL_QURA:
        year, month, number = Gregorian(day.year, day.month, day.day).to_hijri().datetuple()
        return year, month, number
    days = day.toordinal() - _EPOCH
    year = (30 * days + 10646) // 10631
    into = days - ((year - 1) * 354 + (3 + 11 * year) // 30)
    month = min(12, (2 * into) // 59 + 1)
    while month > 1 and (59 * (month - 1) + 1) // 2 > into:
        month -= 1
    return year, month, into - (59 * (month - 1) + 1) // 2 + 1


def span(year: int, month: int | None, day: int | None) -> tuple[str, date, date]:
    """Table, first and last possible Gregorian day of a Hijri year, month or day."""
    first = to_gregorian(year, month or 1, day or 1)
    if day:
        last = first
    else:
        end = month or 12
        last = to_gregorian(year, end, month_length(year, end))
    table = table_of(year)
    if table == TABULAR:
        return table, first - timedelta(days=1), last + timedelta(days=1)
    return table, first, last


def to_edtf(year: int, month: int | None, day: int | None) -> tuple[str, str]:
    """Table and EDTF value: an approximate day, one day of a set, or an approximate interval."""
    table, first, last = span(year, month, day)
    if first == last:
        return table, f"{first.isoformat()}~"
    if day:
        return table, f"[{first.isoformat()}..{last.isoformat()}]"
    return table, f"{first.isoformat()}~/{last.isoformat()}~"


def _is_leap(year: int) -> bool:
    return (14 + 11 * year) % 30 < 11
