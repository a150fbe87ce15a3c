"""Making the units of a table some hundreds at a time: one insert and one stretch of the ledger.

Each unit passes the checks of ``create_record``; what a whole chunk can share is asked once.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.archive import tree
from khizana.archive.actions.records import creation_of, new_record
from khizana.archive.held import CHANGED
from khizana.archive.models import Accession, Institution, Record
from khizana.archive.values import clean_code
from khizana.kernel.errors import NotValid
from khizana.ledger import actions as ledger
from khizana.shared import steps

_Twin = tuple[str, int, dt.date]


class Batch:
    """New units of one locked institution, kept until ``flush`` writes them.

    ``codes`` are all codes that may come: those in use under the same marking are refused even
    where the actor does not see their bearer, as the constraint of the database would.
    """

    def __init__(self, actor: Actor, institution: Institution, codes: Iterable[str]) -> None:
        require(actor, "archive.describe")
        self.actor = actor
        self.institution = institution
        self.waiting: list[Record] = []
        same = Record.objects.filter(institution=institution, reference_code__in=set(codes))
        rows = same.values_list("reference_code", "label_id", "open_from")
        self._taken: set[_Twin] = set(rows)

    def add(
        self,
        *,
        parent: Record | None,
        accession: Accession | None,
        code: str,
        given: Mapping[str, Any],
        label: Label | None,
        open_from: dt.date | None,
    ) -> Record:
        """Check one unit and keep it; it may stand under one that is still waiting."""
        record = new_record(
            actor=self.actor,
            institution=self.institution,
            parent=parent,
            accession=accession,
            level=given["level"],
            title=given["title"],
            dates=given.get("dates"),
            description=given["description"],
            label=label,
            open_from=open_from,
        )
        record.reference_code = clean_code(code)
        record.sort_key = tree.natural_key(record.reference_code)
        twin = (record.reference_code, record.label_id, record.open_from)
        if twin in self._taken:
            raise NotValid("archive.code_taken", field="reference_code", code=code)
        self._taken.add(twin)
        self.waiting.append(record)
        return record

    def flush(self) -> None:
        """Write what waits; call it before anything else is changed, and at the end."""
        made, self.waiting = self.waiting, []
        if not made:
            return
        Record.objects.bulk_create(made, batch_size=200)
        ledger.append_many([self._line(record) for record in made])
        steps.hand_on(CHANGED, [record.pk for record in made])

    def _line(self, record: Record) -> ledger.Line:
        changes, detail = creation_of(record)
        return ledger.Line(
            actor=self.actor,
            action="archive.record_created",
            ref=record.ref,
            label_id=record.label_id,
            open_from=record.open_from,
            changes=changes,
            detail=detail,
        )
