"""Many units at once under known parents: what the receipt of a box needs.

One lock, one check of codes and one stretch of the ledger for a whole batch: ten thousand
documents are ten thousand units, and each by itself would cost a dozen statements.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.archive import tree
from khizana.archive.held import lock_institution
from khizana.archive.models import Accession, Record
from khizana.archive.queries.codes import sight_behind
from khizana.archive.values import bounds, clean_code, clean_title, differences, record_state
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger


@dataclass(frozen=True, slots=True)
class Arrival:
    """A unit to be made: ``code`` is a proposal and is moved on where it is taken."""

    title: Text
    level: str
    code: str
    parent: Record | None
    record_id: uuid.UUID | None = None


def create_arrivals(
    *,
    actor: Actor,
    accession: Accession,
    label: Label,
    open_from: dt.date,
    arrivals: Sequence[Arrival],
    detail: dict[str, str] | None = None,
) -> list[Record]:
    """Make units of one accession in the order given; a parent may stand earlier in the list."""
    require(actor, "archive.describe")
    if not arrivals:
        return []
    with transaction.atomic():
        lock_institution(accession.institution_id)
        bearers = _bearers(actor, accession, label, open_from)
        taken = _taken(bearers, [one.code for one in arrivals])
        records = [_record(accession, label, open_from, one, taken) for one in arrivals]
        Record.objects.bulk_create(records, batch_size=200)
        ledger.append_many([_line(actor, record, detail or {}) for record in records])
    return records


def _record(
    accession: Accession, label: Label, open_from: dt.date, one: Arrival, taken: set[str]
) -> Record:
    record = Record(
        institution_id=accession.institution_id,
        accession=accession,
        parent=one.parent,
        level=one.level,
        title=clean_title(one.title),
        label=label,
        open_from=open_from,
    )
    if one.record_id is not None:
        record.id = one.record_id
    record.path = (one.parent.path if one.parent else "") + tree.segment(record.id)
    record.depth = one.parent.depth + 1 if one.parent else 0
    record.date_low, record.date_high = bounds(None)
    code = clean_code(one.code)
    while code in taken:
        code = tree.next_code(code.rstrip("0123456789"), code)
    taken.add(code)
    record.reference_code = code
    record.sort_key = tree.natural_key(code)
    return record


def _bearers(
    actor: Actor, accession: Accession, label: Label, open_from: dt.date
) -> QuerySet[Record]:
    """Units whose codes count: those of the same marking, and what the person behind may see."""
    rows = Record.objects.filter(institution_id=accession.institution_id)
    seen = Record.objects.visible_to(sight_behind(actor))
    return rows.filter(Q(label=label, open_from=open_from) | Q(pk__in=seen.values("pk")))


def _taken(rows: QuerySet[Record], codes: Iterable[str]) -> set[str]:
    """Codes already used under the same parents; where one is, all of its row are looked at."""
    wanted = list(codes)
    found: set[str] = set()
    for at in range(0, len(wanted), 500):
        part = rows.filter(reference_code__in=wanted[at : at + 500])
        found |= set(part.values_list("reference_code", flat=True))
    for stem in {code.rstrip("0123456789") for code in found}:
        found |= set(
            rows.filter(reference_code__startswith=stem).values_list("reference_code", flat=True)
        )
    return found


def _line(actor: Actor, record: Record, detail: dict[str, str]) -> ledger.Line:
    parent = str(record.parent.ref) if record.parent else None
    return ledger.Line(
        actor=actor,
        action="archive.record_created",
        ref=record.ref,
        label_id=record.label_id,
        open_from=record.open_from,
        changes=differences({}, record_state(record)),
        detail={"parent": parent, **detail},
    )
