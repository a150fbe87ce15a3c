"""Writing records as a table that can be changed in a spreadsheet and read back."""

import csv
import io
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive.models import Accession, Record, RecordAuthority
from khizana.archive.queries import find_institution, find_record, records_below, visible_records
from khizana.archive.table.columns import BETWEEN, ROLES, day_cell, guard, headings, text_cells
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger
from khizana.terms.models import Authority
from khizana.terms.queries import authority_named

_CHUNK = 500
BOM = "\ufeff"


def export_csv(
    *, actor: Actor, under_id: uuid.UUID | None = None, institution_id: uuid.UUID | None = None
) -> Iterator[bytes]:
    """The table of a subtree, or of all records of an institution, in pieces to be sent.

    UTF-8 with BOM, which Arabic Excel needs; every cell quoted; no cell is a formula. Only what
    the actor may see is in it, and the ledger keeps who took it out.
    """
    require(actor, "archive.export")
    if under_id is not None:
        top = find_record(actor, under_id)
        rows, ref = records_below(actor, top), top.ref
        label_id, open_from = top.label_id, top.open_from
    else:
        institution = find_institution(actor, institution_id)
        rows = visible_records(actor).filter(institution=institution).order_by("path")
        ref, label_id, open_from = institution.ref, None, None
    columns = headings(_used_columns(rows))
    ledger.append(
        actor=actor, action="archive.table_exported", ref=ref, label_id=label_id,
        open_from=open_from, detail={"records": rows.count()},
    )  # fmt: skip
    return _written(actor, rows, columns)


def _written(actor: Actor, rows: QuerySet[Any], columns: list[str]) -> Iterator[bytes]:
    yield (BOM + _line(columns)).encode()
    writer = _Writer(actor)
    for chunk in _chunks(rows):
        lines = [
            _line([guard(cells.get(column, "")) for column in columns])
            for cells in writer.cells(chunk)
        ]
        yield "".join(lines).encode()


def _line(cells: list[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerow(cells)
    return buffer.getvalue()


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Record]]:
    """The rows in the order of their paths, so that a unit stands before its parts."""
    last = ""
    while chunk := list(rows.filter(path__gt=last).select_related("label")[:_CHUNK]):
        last = chunk[-1].path
        yield chunk


def _used_columns(rows: QuerySet[Any]) -> set[str]:
    used: set[str] = set()
    for title, description in rows.values_list("title", "description").iterator(_CHUNK):
        used.update(text_cells("title", title))
        for code, value in description.items():
            used.update(text_cells(code, Text.from_json(value)))
    return used


class _Writer:
    """Turns records into cells, some hundreds at a time; remembers names already looked up."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.names: dict[uuid.UUID, str] = {}

    def cells(self, records: list[Record]) -> Iterator[dict[str, str]]:
        """The cells of each record by heading."""
        parents = self._parent_codes(records)
        authorities = self._authorities(records)
        numbers = self._accessions(records)
        for record in records:
            cells = {
                "id": str(record.pk),
                "version": str(record.version),
                "reference_code": record.reference_code,
                "parent_code": parents.get(record.parent_id, ""),
                "level": record.level,
                "accession": numbers.get(record.accession_id, ""),
                "label": record.label.key,
                "open_from": day_cell(record.open_from),
            }
            if record.dates is not None:
                cells |= {"dates": record.dates.as_written, "dates:edtf": record.dates.edtf}
            cells |= text_cells("title", record.title)
            for code, value in record.description.items():
                cells |= text_cells(code, Text.from_json(value))
            for column, role in ROLES.items():
                cells[column] = BETWEEN.join(authorities.get((record.pk, role), ()))
            yield cells

    def _parent_codes(self, records: list[Record]) -> dict[uuid.UUID | None, str]:
        """Codes of visible parents; the id where several visible units bear the code."""
        wanted = {record.parent_id for record in records if record.parent_id}
        rows = visible_records(self.actor).filter(pk__in=wanted)
        codes = dict(rows.values_list("pk", "reference_code"))
        bearers: dict[str, int] = {}
        same = visible_records(self.actor).filter(
            institution_id=records[0].institution_id, reference_code__in=set(codes.values())
        )
        for code in same.values_list("reference_code", flat=True):
            bearers[code] = bearers.get(code, 0) + 1
        return {pk: code if bearers.get(code) == 1 else str(pk) for pk, code in codes.items()}

    def _accessions(self, records: list[Record]) -> dict[uuid.UUID | None, str]:
        wanted = {record.accession_id for record in records if record.accession_id}
        rows = Accession.objects.visible_to(self.actor).filter(pk__in=wanted)
        return dict(rows.values_list("pk", "number"))

    def _authorities(self, records: list[Record]) -> dict[tuple[uuid.UUID, str], list[str]]:
        links = RecordAuthority.objects.filter(
            record__in=[record.pk for record in records],
            authority__in=Authority.objects.visible_to(self.actor).values("pk"),
        )
        found: dict[tuple[uuid.UUID, str], list[str]] = {}
        for link in links.select_related("authority").order_by("pk"):
            found.setdefault((link.record_id, link.role), []).append(self._name(link.authority))
        return found

    def _name(self, authority: Authority) -> str:
        """The authorised name where it leads back to the authority, else the id."""
        if authority.pk not in self.names:
            name = authority.name.shown("ar").text
            named = authority_named(self.actor, name)
            unique = named is not None and named.pk == authority.pk and "|" not in name
            self.names[authority.pk] = name if unique else str(authority.pk)
        return self.names[authority.pk]
