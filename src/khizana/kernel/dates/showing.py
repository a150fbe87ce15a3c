"""Dates in words, in three languages; what has no words is left to its EDTF form."""

import re

from khizana.kernel.dates.months import hijri_month_name, month_name
from khizana.kernel.dates.phrases import CENTURY_NAMES, DECADE_NAMES
from khizana.kernel.words import say

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_ROMANS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
    "XVI", "XVII", "XVIII", "XIX", "XX", "XXI",
)  # fmt: skip


def shown_edtf(edtf: str, lang: str, months: str) -> str | None:
    """The value in words, or None where this form has none."""
    if edtf == "XXXX":
        return say("date.undated", lang)
    if edtf.startswith("["):
        return _shown_set(edtf[1:-1], lang, months)
    if edtf.count("/") == 1:
        start, end = edtf.split("/")
        return _shown_interval(start, end, lang, months)
    return _shown_date(edtf, lang, months)


def shown_hijri(native: str, lang: str) -> str:
    """A Hijri date or interval in words, without the mark of the era."""
    ends = [_plain(part, lang, None) or part for part in native.split("/")]
    if len(ends) == 1:
        return ends[0]
    return _from_to(ends[0], ends[1], lang, by_day=native.count("-") >= 4)


def _year(year: str) -> str:
    """The year as people write it; below 100 in four digits, lest a century be added to it."""
    return str(int(year)) if int(year) >= 100 else year


def _plain(text: str, lang: str, months: str | None) -> str | None:
    """Year, month or day; ``months`` None means the Hijri months."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, number = found.groups()
    if month is None:
        return _year(year)
    if not 1 <= int(month) <= 12:
        return _period(year, int(month), lang)
    name = month_name(int(month), lang, months) if months else hijri_month_name(int(month), lang)
    if number is None:
        return f"{name} {_year(year)}"
    day = "1er" if lang == "fr" and number == "01" else str(int(number))
    return f"{day} {name} {_year(year)}"


def _shown_date(edtf: str, lang: str, months: str) -> str | None:
    bare = edtf.rstrip("?~%")
    marks = edtf[len(bare) :]
    words = _plain(bare, lang, months) or _decade(bare, lang) or _century(bare, lang)
    if words is None:
        return None
    if marks in ("~", "%"):
        words = say("date.about_day" if bare.count("-") == 2 else "date.about", lang, date=words)
    if marks in ("?", "%"):
        words = say("date.perhaps", lang, date=words)
    return words


def _shown_interval(start: str, end: str, lang: str, months: str) -> str | None:
    by_day = (start if start not in ("", "..") else end).count("-") == 2
    if start in ("", ".."):
        words = _shown_date(end, lang, months)
        key = "date.until_day" if by_day else "date.until"
        return words and say(key, lang, date=words)
    if end in ("", ".."):
        words = _shown_date(start, lang, months)
        key = "date.since_day" if by_day else "date.since"
        return words and say(key, lang, date=words)
    # marks on both ends are said once, before the whole
    marks = {part[-1] for part in (start, end) if part[-1] in "?~%"}
    if len(marks) == 1 and start[-1] == end[-1]:
        inner = _shown_interval(start[:-1], end[:-1], lang, months)
        mark = marks.pop()
        if inner and mark in "~%":
            inner = say("date.about_span", lang, date=inner)
        return inner and (say("date.perhaps", lang, date=inner) if mark in "?%" else inner)
    first, last = _shown_date(start, lang, months), _shown_date(end, lang, months)
    if first is None or last is None:
        return None
    return _from_to(first, last, lang, by_day)


def _from_to(first: str, last: str, lang: str, by_day: bool) -> str:
    """Both ends, without saying twice the month and year that they share."""
    one, other = first.split(" "), last.split(" ")
    shared = 0
    while by_day and shared < len(one) - 1 and one[-1 - shared] == other[-1 - shared :][0]:
        shared += 1
    # only the year, or month and year: a month name of two words is not cut in two
    if shared:
        one = one[:1] if one[1:] == other[1:] else one[:-1]
    key = "date.from_to_day" if by_day else "date.from_to"
    return say(key, lang, start=" ".join(one), end=last)


def _shown_set(members: str, lang: str, months: str) -> str | None:
    if "," in members:
        shown = [_shown_date(member, lang, months) for member in members.split(",")]
        if any(words is None or ".." in words for words in shown):
            return None
        return say("date.one_of", lang, dates=shown)
    start, dots, end = members.partition("..")
    if not dots:
        return _shown_date(start, lang, months)
    first = _shown_date(start, lang, months) if start else ""
    last = _shown_date(end, lang, months) if end else ""
    if first is None or last is None:
        return None
    if not start:
        return say("date.at_latest", lang, date=last)
    if not end:
        return say("date.at_earliest", lang, date=first)
    return say("date.between", lang, start=first, end=last)


def _period(year: str, code: int, lang: str) -> str | None:
    keys = {
        21: "date.spring", 22: "date.summer", 23: "date.autumn", 24: "date.winter",
        33: "date.quarter_1", 34: "date.quarter_2", 35: "date.quarter_3", 36: "date.quarter_4",
        40: "date.half_1", 41: "date.half_2",
    }  # fmt: skip
    return say(keys[code], lang, year=_year(year)) if code in keys else None


def _decade(text: str, lang: str) -> str | None:
    if not re.fullmatch(r"\d{3}X", text):
        return None
    century = int(text[:2])
    if lang == "ar" and century < len(CENTURY_NAMES):
        name = CENTURY_NAMES[century].replace("العشرون", "العشرين").replace("والعشرون", "والعشرين")
        joiner = " من القرن " if text[2] in "01" else " القرن "
        return f"{DECADE_NAMES[int(text[2])]}{joiner}{name}"
    return say("date.decade", lang, year=f"{text[:3]}0")


def _century(text: str, lang: str) -> str | None:
    if not re.fullmatch(r"\d{2}XX", text) or int(text[:2]) >= len(CENTURY_NAMES):
        return None
    number = int(text[:2])
    if lang == "ar":
        return f"القرن {CENTURY_NAMES[number]}"
    if lang == "fr":
        return f"{_ROMANS[number]}{'er' if number == 0 else 'e'} siècle"
    ending = {1: "st", 2: "nd", 3: "rd"}.get((number + 1) % 10, "th")
    return f"{number + 1}{'th' if 11 <= number + 1 <= 13 else ending} century"
