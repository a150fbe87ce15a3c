"""Dates, numbers, sizes and file names as HTML that keeps its direction anywhere.

In an Arabic paragraph a browser shows ``1956-04-07`` as ``07-04-1956`` and ``1 204`` as
``204 1``; `<bdi dir=ltr>` and `<time dir>` stop that (UAX 9, rules X5a-X5c).
"""

import datetime as dt
import unicodedata
from pathlib import PurePosixPath

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from khizana.adapters import settings
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.text import direction
from khizana.kernel.words import say

_SEPARATOR = {"ar": "\u202f", "fr": "\u202f", "en": ","}
_UNITS = ("web.size.b", "web.size.kb", "web.size.mb", "web.size.gb", "web.size.tb")
_RESOLVED = {
    "inferred": "web.date.inferred",
    "converted": "web.date.converted",
    "anchored": "web.date.anchored",
}


def historical(date: HistoricalDate, lang: str, *, brief: bool = False) -> SafeString:
    """Show a historical date; inferred, converted and anchored dates say so.

    ``brief`` is for lists: the note is drawn as a mark and spoken, not written out.
    """
    words = date.shown(lang, settings.current().months)
    # A dated form in words takes the direction of the page; bare EDTF is a code.
    worded = any(char.isalpha() and ord(char) > 0x5D0 for char in words) or lang != "ar"
    html = format_html('<time dir="{}">{}</time>', direction(lang) if worded else "ltr", words)
    if date.resolution not in _RESOLVED:
        return html
    note = say(_RESOLVED[date.resolution], lang)
    if brief:
        mark = '<span class="guess-mark" title="{0}">{1}<span class="vh"> ({0})</span></span>'
        return format_html(mark, note, html)
    return format_html('{} <span class="guess">{}</span>', html, note)


def _words_of_day(value: dt.date, lang: str) -> str:
    return HistoricalDate.of_edtf(value.isoformat()).shown(lang, settings.current().months)


def day(value: dt.date, lang: str) -> SafeString:
    """Show a day in words, in the direction of the page."""
    value = value.date() if isinstance(value, dt.datetime) else value
    return format_html(
        '<time dir="{}" datetime="{}">{}</time>',
        direction(lang), value.isoformat(), _words_of_day(value, lang),
    )  # fmt: skip


def moment(value: dt.datetime, lang: str) -> SafeString:
    """Show a day and a clock time; the clock is a code and stays left to right."""
    return format_html(
        '<span class="nowrap">{} <time dir="ltr" datetime="{}">{}</time></span>',
        day(value, lang), value.isoformat(timespec="seconds"), f"{value:%H:%M}",
    )  # fmt: skip


def number(value: float, lang: str) -> SafeString | str:
    """Show a number; from 10,000 its thousands stand apart, isolated."""
    if isinstance(value, float) and not value.is_integer():
        return format_html('<bdi dir="ltr">{}</bdi>', _decimal(value, lang))
    whole = int(value)
    if abs(whole) < 10_000:
        return str(whole)
    grouped = f"{whole:,}".replace(",", _SEPARATOR.get(lang, ","))
    return format_html('<bdi dir="ltr" class="nowrap">{}</bdi>', grouped)


def size(octets: int, lang: str) -> SafeString:
    """Show a size in bytes and their decimal multiples (IEC 80000-13)."""
    value, step = float(octets), 0
    while value >= 1000 and step < len(_UNITS) - 1:
        value, step = value / 1000, step + 1
    shown = str(int(value)) if step == 0 or value >= 100 else _decimal(value, lang)
    unit = say(_UNITS[step], lang)
    return format_html('<span class="nowrap"><bdi dir="ltr">{}</bdi> {}</span>', shown, unit)


def _decimal(value: float, lang: str) -> str:
    text = f"{value:.1f}".removesuffix(".0")
    return text.replace(".", ",") if lang in ("ar", "fr") else text


def filename(name: str) -> SafeString:
    """Show a name that somebody else chose: no control or direction sign acts on the page.

    Folders follow each other in the direction of the page, so that an Arabic folder does not
    trade places with the name of its file.
    """
    *folders, last = name.split("/")
    if folders and last:
        above = format_html_join("", "<bdi>{}</bdi>/", ((_tamed(one),) for one in folders))
        return format_html('<span class="file path">{}{}</span>', above, filename(last))
    path = PurePosixPath(name)
    suffix = path.suffix if len(path.suffix) <= 10 else ""
    stem = name[: len(name) - len(suffix)] if suffix else name
    return format_html(
        '<bdi class="file" dir="ltr"><bdi>{}</bdi>{}</bdi>', _tamed(stem), _tamed(suffix)
    )


def _tamed(text: str) -> SafeString:
    """Show control and format characters by their number instead of letting them work."""
    parts = []
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            parts.append(format_html('<span class="odd">U+{}</span>', f"{ord(char):04X}"))
        else:
            parts.append(escape(char))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def leaf(value: dt.date, lang: str) -> SafeString:
    """Show a day as a leaf of a calendar: the number, under it month and year."""
    words = HistoricalDate.of_edtf(f"{value:%Y-%m}").shown(lang, settings.current().months)
    month = words.removesuffix(f"{value.year}").strip()
    return format_html(
        '<time dir="{}" datetime="{}"><b>{}</b>{}<small>{}</small></time>',
        direction(lang), value.isoformat(), value.day, month, value.year,
    )  # fmt: skip
