"""Reading one date, day, month or year, of either calendar, perhaps with parts left to context."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khizana.kernel.dates.bounds import last_day
from khizana.kernel.dates.hijri import month_length
from khizana.kernel.dates.months import ARABIC, ENGLISH, FRENCH, HIJRI, HIJRI_OTHER, OTHER
from khizana.kernel.dates.normal import fold_letters, without_hijri_mark


@dataclass(frozen=True, slots=True)
class Parts:
    """What was found; a missing year or month may come from the other end of a range."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hijri: bool = False
    short_year: bool = False
    swapped: bool = False

    @property
    def complete(self) -> bool:
        """Whether the parts name a year, a month of a year or a day of a month of a year."""
        return self.year is not None and (self.day is None or self.month is not None)

    def filled(self, other: "Parts") -> "Parts":
        """Year and month taken from the other end where they are missing here."""
        return Parts(
            self.year if self.year is not None else other.year,
            self.month if self.month is not None else (other.month if self.day else None),
            self.day,
            self.hijri or other.hijri,
            self.short_year or (self.year is None and other.short_year),
            self.swapped,
        )


def _table(rows: Iterable[tuple[int, str]]) -> dict[str, int]:
    return {fold_letters(name): month for month, name in rows}


def _gregorian_rows() -> Iterator[tuple[int, str]]:
    for names in (*ARABIC.values(), FRENCH, ENGLISH):
        yield from enumerate(names, 1)
    for month, others in OTHER.items():
        yield from ((month, name) for name in others)


def _hijri_rows() -> Iterator[tuple[int, str]]:
    for names in HIJRI.values():
        yield from enumerate(names, 1)
    for month, others in HIJRI_OTHER.items():
        yield from ((month, name) for name in others)


MONTHS = _table(_gregorian_rows())
HIJRI_MONTHS = _table(_hijri_rows())


def _one_of(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_NAME = f"(?P<hijri>{_one_of(HIJRI_MONTHS)})|(?P<name>{_one_of(MONTHS)})"
_FIRST_DAY = r"فاتح|غره|اول|premier"
_LAST_DAY = r"متم|سلخ"
_DAY = rf"(?P<day>\d{{1,2}}|{_FIRST_DAY}|{_LAST_DAY})"
_OF = r"(?:من |de |d'|of )?"
_YEAR = r"(?:(?:من|سنه|عام|لسنه|لعام|de|of) )*(?P<year>\d{1,4})"
_MONTH = rf"(?:{_NAME})\.?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_DAY}[ -]?{_OF}{_MONTH}(?:[ -]?{_YEAR})?",
        rf"{_MONTH} (?P<day>\d{{1,2}})(?: (?P<year>\d{{3,4}}))?",
        rf"{_MONTH}(?:[ -]?{_YEAR})?",
        r"(?P<year>\d{3,4})(?P<s>[/.-])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2}) ?(?P<s>[/.-]) ?(?P<month>\d{1,2}) ?(?P=s) ?(?P<year>\d{4}|\d\d)",
        r"(?P<month>\d{1,2})[/.](?P<year>\d{4})",
        r"(?P<year>\d{3,4})[/.-](?P<month>\d{1,2})",
        r"(?P<year>\d{1,4})",
    )
)
# 041530Z MAR 43 and 04 0600 mars 1943: any zone letter; the hour stays in the words as written
_DTG = re.compile(
    rf"(?P<day>\d\d) ?(?:[01]\d|2[0-3])[0-5]\d ?[a-z]? {_MONTH} ?(?P<year>\d{{4}}|\d\d)"
)


def read_single(text: str, hijri: bool = False) -> Parts | None:
    """Parts of one date, or None where the text is not one."""
    text, marked = without_hijri_mark(text.strip())
    hijri = hijri or marked
    found = _DTG.fullmatch(text)
    if found:
        return _parts(found, hijri)
    for pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found and (parts := _parts(found, hijri)) is not None:
            return parts
    return None


def _parts(found: re.Match[str], hijri: bool) -> Parts | None:
    groups = {name: value for name, value in found.groupdict().items() if value}
    year = int(groups["year"]) if "year" in groups else None
    month = int(groups["month"]) if "month" in groups else None
    if "name" in groups:
        month = MONTHS[groups["name"]]
    elif "hijri" in groups:
        month, hijri = HIJRI_MONTHS[groups["hijri"]], True
    short = "year" in groups and len(groups["year"]) <= 2 and month is not None
    if set(groups) <= {"year"} and len(groups["year"]) < 3 and not hijri:
        return Parts(day=year) if year and year <= 31 else None  # "17" of "17 to 19 May"
    day = _day(groups.get("day"), year, month, hijri)
    swapped = False
    if month and month > 12 and day and day <= 12 and "s" in groups and not hijri:
        month, day, swapped = day, month, True  # 05/17/1958: month before day
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    return Parts(year, month, day, hijri, short, swapped)


def _day(word: str | None, year: int | None, month: int | None, hijri: bool) -> int | None:
    if word is None:
        return None
    if word.isdigit():
        return int(word)
    if re.fullmatch(_FIRST_DAY, word):
        return 1
    if hijri:
        return month_length(year, month) if year and month else 29
    return last_day(year or 2001, month or 1)
