"""Checks and comparison of what people enter: texts, codes, levels, descriptions."""

import re
from collections.abc import Mapping
from typing import Any

from khizana.archive.elements import TEXT_CODES, Level
from khizana.archive.models import Accession, Record
from khizana.kernel.dates import OPEN_END, OPEN_START, HistoricalDate
from khizana.kernel.errors import NotValid
from khizana.kernel.text import Text

LONGEST_TITLE = 2_000
LONGEST_TEXT = 100_000
LONGEST_CODE = 120
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CODE = re.compile(r"[^\s/].*[^\s]|[^\s/]")


def clean_text(text: Text | None, field: str, longest: int = LONGEST_TEXT) -> Text:
    """One kind of line end, no control characters, no half of a surrogate pair, not too long."""
    values: dict[str, str] = {}
    for lang, value in (text or Text()).values.items():
        even = value.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").strip()
        if _CONTROL.search(even):
            raise NotValid("archive.text_unreadable", field=field)
        if len(even) > longest:
            raise NotValid("archive.text_too_long", field=field, count=longest)
        values[lang] = even
    return Text(values, text.original if text else None)


def clean_line(value: str, field: str, longest: int) -> str:
    """One line of plain text."""
    even = " ".join(value.split())
    if _CONTROL.search(even):
        raise NotValid("archive.text_unreadable", field=field)
    if len(even) > longest:
        raise NotValid("archive.text_too_long", field=field, count=longest)
    return even


def clean_title(title: Text | None) -> Text:
    """A title is required (ISAD(G) 3.1.2), formal or supplied, in at least one language."""
    cleaned = clean_text(title, "title", LONGEST_TITLE)
    if not cleaned:
        raise NotValid("archive.title_missing", field="title")
    return cleaned


def clean_code(code: str) -> str:
    """A reference code: one line that can be cited."""
    even = clean_line(code, "reference_code", LONGEST_CODE)
    if not _CODE.fullmatch(even):
        raise NotValid("archive.code_missing", field="reference_code")
    return even


def check_level(level: str) -> None:
    """A level of description of ISAD(G) 3.1.4."""
    if level not in Record.Level.values:
        raise NotValid("archive.level_unknown", field="level", level=Level(level))


def clean_description(given: Mapping[str, Text | None]) -> dict[str, dict[str, str]]:
    """The text elements as they are stored; blank ones are left out."""
    cleaned: dict[str, dict[str, str]] = {}
    for code, text in given.items():
        if code not in TEXT_CODES:
            raise NotValid("archive.element_unknown", field=code, element=code)
        value = clean_text(text, code)
        if value:
            cleaned[code] = value.to_json()
    return cleaned


def bounds(dates: HistoricalDate | None) -> tuple[int, int]:
    """The bounds for the columns; without a date everything is possible."""
    return dates.bounds() if dates else (OPEN_START, OPEN_END)


def as_json(value: Any) -> Any:
    """A field's value as the ledger writes it."""
    if isinstance(value, (Text, HistoricalDate)):
        return value.to_json() or None
    return value if value not in ("", {}, []) else None


def record_state(record: Record) -> dict[str, Any]:
    """The described fields of a record, flat, as the ledger compares them."""
    state = {
        "reference_code": record.reference_code,
        "level": record.level,
        "title": as_json(record.title),
        "dates": as_json(record.dates),
        "accession": str(record.accession_id) if record.accession_id else None,
    }
    return state | {f"description.{code}": value for code, value in record.description.items()}


def accession_state(accession: Accession) -> dict[str, Any]:
    """The fields of a line of the register, as the ledger compares them."""
    names = (
        "title", "source", "received", "custodial_history", "scope_content", "extent",
        "agreement", "acquisition_type", "notes",
    )  # fmt: skip
    return {name: as_json(getattr(accession, name)) for name in names}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [old, new]} of what differs."""
    fields = dict.fromkeys((*before, *after))
    pairs = {field: [before.get(field), after.get(field)] for field in fields}
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}
