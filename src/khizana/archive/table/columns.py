"""The columns of the table, and the cells in which values are written and read back.

A text has one column for each language (``title:ar``), and one for its original language where
that is not simply the first there is (``title:original``).
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from khizana.access.models import OPEN, UNDETERMINED
from khizana.archive.elements import TEXT_ELEMENTS
from khizana.kernel.errors import NotValid
from khizana.kernel.text import LANGUAGES, Text

FIXED = ("id", "version", "reference_code", "parent_code", "level")
DATES = ("dates", "dates:edtf")
ROLES = {"creators": "creator", "subjects": "subject", "places": "place"}
LAST = ("accession", "label", "open_from")
PLAIN = frozenset((*FIXED, *DATES, *ROLES, *LAST))
TEXTS = ("title", *(element.code for element in TEXT_ELEMENTS))
ALWAYS = ("title", "extent", "scope_content")
ORIGINAL = "original"
NO_ORIGINAL = "none"
BETWEEN = " | "
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")

# OWASP, CSV injection: with these a spreadsheet begins a formula, also in their wide forms
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_GUARDED = re.compile("'+[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def guard(cell: str) -> str:
    """A cell that no spreadsheet computes; ``unguard`` gives back exactly what it was."""
    return "'" + cell if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before ``guard``."""
    return cell[1:] if _GUARDED.match(cell) else cell


def known(column: str) -> bool:
    """Whether a heading is one of the table's."""
    if column in PLAIN:
        return True
    name, _colon, lang = column.partition(":")
    return name in TEXTS and (lang == ORIGINAL or bool(_LANGUAGE.fullmatch(lang)))


def first_language(text: Text) -> str | None:
    """The language taken for the original where none is named."""
    ordered = [*LANGUAGES, *sorted(text.values)]
    return next((lang for lang in ordered if lang in text.values), None)


def text_cells(name: str, text: Text) -> dict[str, str]:
    """The cells of one text."""
    cells = {f"{name}:{lang}": value for lang, value in text.values.items()}
    if text.original != first_language(text):
        cells[f"{name}:{ORIGINAL}"] = text.original or NO_ORIGINAL
    return cells


def text_of(name: str, cells: Mapping[str, str], present: Text) -> Text:
    """The text that the cells of a row say; languages without a column stay as they are."""
    values = dict(present.values)
    for column, cell in cells.items():
        found, _colon, lang = column.partition(":")
        if found == name and lang and lang != ORIGINAL:
            values[lang] = cell
    text = Text(values)
    written = cells.get(f"{name}:{ORIGINAL}", "").strip()
    if written == NO_ORIGINAL:
        return text
    if not written and present.values and present.original is None:
        return text
    kept = written or present.original
    return Text(values, kept if kept in text.values else first_language(text))


def day_cell(day: dt.date) -> str:
    """A day of opening: ``open``, ``closed`` (until decided) or the day."""
    if day == OPEN:
        return "open"
    return "closed" if day == UNDETERMINED else day.isoformat()


def day_of(cell: str) -> dt.date:
    """The day that a cell says."""
    word = cell.strip().casefold()
    if word in ("open", "closed"):
        return OPEN if word == "open" else UNDETERMINED
    try:
        return dt.date.fromisoformat(word)
    except ValueError as error:
        raise NotValid("archive.row_day", field="open_from", day=cell) from error


def headings(used: Iterable[str]) -> list[str]:
    """The headings of a table in their order: the fixed ones, and the text columns in use."""
    wanted = set(used) | {f"{name}:{lang}" for name in ALWAYS for lang in LANGUAGES}
    texts: list[str] = []
    for name in TEXTS:
        columns = [column for column in wanted if column.partition(":")[0] == name]
        texts.extend(sorted(columns, key=_place))
        if name == "title":
            texts.extend(DATES)
    return [*FIXED, *texts, *ROLES, *LAST]


def _place(column: str) -> tuple[int, str]:
    lang = column.partition(":")[2]
    if lang == ORIGINAL:
        return len(LANGUAGES) + 1, lang
    return (LANGUAGES.index(lang) if lang in LANGUAGES else len(LANGUAGES)), lang
