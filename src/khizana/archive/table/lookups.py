"""What the rows of a table point at: units, units above, accessions, authorities, markings.

Units are fetched for some hundreds of rows at once; names are remembered for the whole table.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.archive.models import Accession, Institution, Record
from khizana.archive.queries import visible_records
from khizana.archive.table.parsing import Row
from khizana.kernel.errors import NotFound, NotValid
from khizana.terms.models import Authority
from khizana.terms.queries import authority_named, visible_authorities


@dataclass(frozen=True, slots=True)
class Place:
    """A unit under which others stand; ``id`` is None where the table itself will make it."""

    id: uuid.UUID | None
    code: str
    level: str
    depth: int
    label: Label | None
    open_from: dt.date | None


def place_of(record: Record) -> Place:
    """The place that an existing unit is."""
    return Place(
        record.pk, record.reference_code, record.level, record.depth, record.label, record.open_from
    )


def as_uuid(cell: str) -> uuid.UUID | None:
    """The id that a cell holds, if it holds one."""
    try:
        return uuid.UUID(cell.strip())
    except ValueError:
        return None


class Lookups:
    """Finds what the actor may see; what they may not see and what there is not are the same."""

    def __init__(self, actor: Actor, institution: Institution) -> None:
        self.actor = actor
        self.institution = institution
        self.by_id: dict[uuid.UUID, Record] = {}
        self.by_code: dict[str, list[Record]] = {}
        self.planned: dict[str, Place] = {}
        self._above: dict[uuid.UUID, Accession | None] = {}
        self._accessions: dict[str, Accession | None] = {}
        self._authorities: dict[str, Authority | None] = {}
        self._labels: dict[str, Label] | None = None

    def fetch(self, rows: Iterable[Row]) -> None:
        """Fetch the units that some rows name, afresh: an earlier chunk may have changed them."""
        ids: set[uuid.UUID] = set()
        codes: set[str] = set()
        for row in rows:
            for cell in (row.cells.get("id", ""), row.cells.get("parent_code", "")):
                identity = as_uuid(cell)
                if identity is not None:
                    ids.add(identity)
                elif cell.strip():
                    codes.add(cell.strip())
            codes.add(row.cells.get("reference_code", "").strip())
        held = visible_records(self.actor).filter(institution=self.institution)
        held = held.select_related("label", "parent")
        self.by_id = {record.pk: record for record in held.filter(pk__in=ids)}
        self.by_code = {}
        for record in held.filter(reference_code__in=codes):
            self.by_id[record.pk] = record
            self.by_code.setdefault(record.reference_code, []).append(record)

    def unit(self, row: Row) -> Record | None:
        """The unit that a row is about: by its id, else by its reference code; None if new."""
        cell = row.cells.get("id", "").strip()
        if cell:
            identity = as_uuid(cell)
            found = self.by_id.get(identity) if identity else None
            if found is None:
                raise NotFound("archive.row_unknown", field="id", id=cell)
            return found
        code = row.cells.get("reference_code", "").strip()
        return self._single(code, "reference_code") if code else None

    def parent(self, cell: str) -> Place:
        """The unit above that a cell names by code or id, held already or made by the table."""
        identity = as_uuid(cell)
        if identity is not None and identity in self.by_id:
            return place_of(self.by_id[identity])
        record = self._single(cell, "parent_code")
        if record is not None:
            return place_of(record)
        if cell in self.planned:
            return self.planned[cell]
        raise NotFound("archive.row_parent", field="parent_code", code=cell)

    def _single(self, code: str, field: str) -> Record | None:
        found = self.by_code.get(code, [])
        if len(found) > 1:
            raise NotValid("archive.row_ambiguous", field=field, code=code)
        return found[0] if found else None

    def made(self, record: Record) -> None:
        """Remember a unit that was just made, for the rows that stand below it."""
        self.by_id[record.pk] = record
        self.by_code.setdefault(record.reference_code, []).append(record)

    def changed(self, record: Record) -> None:
        """Remember a unit as it is after its row was carried out."""
        old = self.by_id.get(record.pk)
        if old is not None and old.reference_code != record.reference_code:
            same = self.by_code.get(old.reference_code, [])
            self.by_code[old.reference_code] = [one for one in same if one.pk != record.pk]
            self.by_code.setdefault(record.reference_code, []).append(record)
        self.by_id[record.pk] = record
        for place, one in enumerate(self.by_code.get(record.reference_code, [])):
            if one.pk == record.pk:
                self.by_code[record.reference_code][place] = record

    def identity_of(self, row: Row) -> uuid.UUID | None:
        """The id of the unit that a row is about, if it is held and the only one."""
        cell = row.cells.get("id", "").strip()
        if cell:
            return as_uuid(cell)
        found = self.by_code.get(row.cells.get("reference_code", "").strip(), [])
        return found[0].pk if len(found) == 1 else None

    def sees_accession(self, record: Record) -> bool:
        """Whether the actor sees the accession of a unit: a blank cell may then take it away."""
        rows = Accession.objects.visible_to(self.actor)
        return record.accession_id is None or rows.filter(pk=record.accession_id).exists()

    def inherited_accession(self, parent: Record | None) -> Accession | None:
        """The accession with which the unit above came, if the actor sees it."""
        if parent is None or parent.accession_id is None:
            return None
        if parent.accession_id not in self._above:
            rows = Accession.objects.visible_to(self.actor).filter(pk=parent.accession_id)
            self._above[parent.accession_id] = rows.first()
        return self._above[parent.accession_id]

    def accession(self, number: str) -> Accession:
        """The accession of a number."""
        if number not in self._accessions:
            rows = Accession.objects.visible_to(self.actor).filter(institution=self.institution)
            self._accessions[number] = rows.select_related("label").filter(number=number).first()
        found = self._accessions[number]
        if found is None:
            raise NotFound("archive.no_accession", field="accession")
        return found

    def authority(self, name: str) -> Authority:
        """The authority of a name, or of an id where the name is not the only one of its kind."""
        if name not in self._authorities:
            identity = as_uuid(name)
            if identity is not None:
                found = visible_authorities(self.actor).filter(pk=identity).first()
            else:
                found = authority_named(self.actor, name)
            self._authorities[name] = found
        held = self._authorities[name]
        if held is None:
            raise NotFound("archive.row_authority", name=name)
        return held

    def label(self, key: str) -> Label:
        """The label of a key, among those that the actor holds."""
        if self._labels is None:
            rows = Label.objects.all()
            if not self.actor.sees_all:
                rows = rows.filter(pk__in=self.actor.label_ids)
            self._labels = {label.key: label for label in rows}
        if key not in self._labels:
            raise NotValid("archive.row_label", field="label", label=key)
        return self._labels[key]
