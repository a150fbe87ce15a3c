"""Reading a table as spreadsheets save it: UTF-8 (BOM or not), UTF-16, cp1256; , ; or tab."""

import csv
import io
from collections import Counter
from dataclasses import dataclass

from khizana.adapters.decoding import decode
from khizana.archive.table.columns import known, unguard
from khizana.kernel.errors import NotValid

BIGGEST = 64
"""Megabytes; a table of 100,000 rows has some 30."""

_LONGEST_CELL = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file, as a spreadsheet counts, and its cells by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that could be read, with how it was read."""

    columns: list[str]
    rows: list[Row]
    encoding: str
    delimiter: str


def parse(content: bytes) -> Table:
    """Read the whole table; an unknown or repeated heading is refused, so nothing gets lost."""
    if len(content) > BIGGEST << 20:
        raise NotValid("archive.table_too_big", field="file", count=BIGGEST)
    decoded = decode(content, _eight_bit(content))
    text = decoded.text.lstrip("\n")
    first = text.partition("\n")[0]
    if not first.strip():
        raise NotValid("archive.table_empty", field="file")
    named = first.startswith("sep=")
    delimiter = first[4:5] if named else _delimiter(first)
    lines = _lines(text.partition("\n")[2] if named else text, delimiter)
    columns = [heading.strip().strip("\ufeff").casefold() for heading in lines[0]]
    while columns and not columns[-1]:
        columns.pop()
    _check_columns(columns)
    rows = [
        Row(number, cells)
        for number, line in enumerate(lines[1:], 2)
        if (cells := _cells(columns, line))
    ]
    return Table(columns, rows, decoded.encoding, delimiter)


def _eight_bit(content: bytes) -> str:
    """cp1256 or cp1252 where the table is neither Unicode; empty where it is.

    A table is mostly codes in ASCII, so only its high bytes tell. French written in cp1256 has the
    bytes of cp1252: a table of both languages is read as cp1256.
    """
    if decode(content).encoding not in ("cp1256", "cp1252", "iso8859-6"):
        return ""
    high = bytes(byte for byte in content if byte > 0x7F).decode("cp1256", "replace")
    arabic = sum("\u0621" <= char <= "\u064a" for char in high)
    return "cp1256" if arabic * 2 > len(high) else "cp1252"


def _delimiter(first: str) -> str:
    """Arabic and French spreadsheets separate by semicolons; headings hold none of the three."""
    return max(",;\t", key=first.count)


def _lines(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise NotValid("archive.table_broken", field="file", line=reader.line_num) from error


def _check_columns(columns: list[str]) -> None:
    if not columns:
        raise NotValid("archive.table_empty", field="file")
    counted = Counter(columns)
    wrong = [column for column in counted if counted[column] > 1 or not known(column)]
    if wrong:
        raise NotValid("archive.table_columns", field="file", columns=wrong)


def _cells(columns: list[str], line: list[str]) -> dict[str, str]:
    """The cells of a line; a line of blanks is no row, missing cells at the end are blank."""
    if not any(cell.strip() for cell in line):
        return {}
    padded = line + [""] * (len(columns) - len(line))
    return {column: unguard(cell) for column, cell in zip(columns, padded, strict=False)}
