"""Creating and describing units of description."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.archive import tree
from khizana.archive.elements import Level
from khizana.archive.held import (
    held_record,
    institution_of_record,
    lock_institution,
    marking_for,
    save_next,
    write_line,
)
from khizana.archive.models import Accession, Institution, Record
from khizana.archive.queries.codes import code_taken, propose_code
from khizana.archive.values import (
    bounds,
    check_level,
    clean_code,
    clean_description,
    clean_title,
    differences,
    record_state,
)
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import NotFound, NotValid
from khizana.kernel.refs import new_id
from khizana.kernel.text import Text

UNCHANGED: Any = object()


def create_record(
    *,
    actor: Actor,
    title: Text,
    level: str,
    parent_id: uuid.UUID | None = None,
    institution_id: uuid.UUID | None = None,
    accession_id: uuid.UUID | None = None,
    reference_code: str = "",
    dates: HistoricalDate | None = None,
    description: Mapping[str, Text | None] | None = None,
    label: Label | None = None,
    open_from: dt.date | None = None,
    record_id: uuid.UUID | None = None,
) -> Record:
    """Make a unit of description under a parent, or at the top.

    Marking and opening day come from the parent, else from the accession, unless others are given.
    A unit at the top is a fonds; units of an accession may stand there until they are arranged.
    A blank reference code becomes the next one under the parent. ``record_id`` lets a step that
    may run twice (an ingest) name the record beforehand.
    """
    require(actor, "archive.describe")
    check_level(level)
    with transaction.atomic():
        holder = _holder(actor, parent_id, accession_id, institution_id)
        institution = lock_institution(holder)
        parent = held_record(actor, parent_id) if parent_id else None
        accession = _accession(actor, accession_id, institution)
        _check_place(parent, level, accession)
        record = new_record(
            actor=actor, institution=institution, parent=parent, accession=accession,
            level=level, title=title, dates=dates, description=description or {}, label=label,
            open_from=open_from, record_id=record_id,
        )  # fmt: skip
        if accession is None and parent is not None:
            record.accession = _seen_accession(actor, parent)
        code = reference_code or propose_code(actor, institution, parent, accession)
        _give_code(actor, record, code)
        record.save(force_insert=True)
        write_line(actor, "archive.record_created", record, *creation_of(record))
    return record


def new_record(
    *,
    actor: Actor,
    institution: Institution,
    parent: Record | None,
    accession: Accession | None,
    level: str,
    title: Text,
    dates: HistoricalDate | None,
    description: Mapping[str, Text | None],
    label: Label | None,
    open_from: dt.date | None,
    record_id: uuid.UUID | None = None,
) -> Record:
    """A checked unit in its place, not yet with a code and not yet saved."""
    marking, day = marking_for(actor, parent or accession, label, open_from)
    record = Record(
        id=record_id or new_id(),
        institution=institution,
        parent=parent,
        accession=accession,
        level=level,
        title=clean_title(title),
        dates=dates,
        description=clean_description(description),
        label=marking,
        open_from=day,
    )
    record.date_low, record.date_high = bounds(dates)
    record.path = (parent.path if parent else "") + tree.segment(record.id)
    record.depth = parent.depth + 1 if parent else 0
    return record


def creation_of(record: Record) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Changes and detail of the ledger line of a new unit."""
    parent = record.parent
    detail = {"parent": str(parent.ref) if parent else None}
    return differences({}, record_state(record)), detail


def describe_record(
    *,
    actor: Actor,
    record_id: uuid.UUID,
    version: int | None = None,
    title: Text = UNCHANGED,
    level: str = UNCHANGED,
    reference_code: str = UNCHANGED,
    dates: HistoricalDate | None = UNCHANGED,
    description: Mapping[str, Text | None] = UNCHANGED,
    accession_id: uuid.UUID | None = UNCHANGED,
) -> Record:
    """Change what is given; ``description`` changes the elements it names (blank removes one)."""
    require(actor, "archive.describe")
    with transaction.atomic():
        institution = lock_institution(institution_of_record(actor, record_id))
        record = held_record(actor, record_id, version)
        before = record_state(record)
        if title is not UNCHANGED:
            record.title = clean_title(title)
        if level is not UNCHANGED and level != record.level:
            _change_level(record, level)
        if dates is not UNCHANGED:
            record.dates = dates
            record.date_low, record.date_high = bounds(dates)
        if description is not UNCHANGED:
            kept = {k: v for k, v in record.description.items() if k not in description}
            record.description = kept | clean_description(description)
        if accession_id is not UNCHANGED:
            record.accession = _accession(actor, accession_id, institution)
        if reference_code is not UNCHANGED and reference_code != record.reference_code:
            _give_code(actor, record, reference_code)
        changes = differences(before, record_state(record))
        if changes:
            save_next(record)
            write_line(actor, "archive.record_changed", record, changes)
    return record


def _holder(
    actor: Actor,
    parent_id: uuid.UUID | None,
    accession_id: uuid.UUID | None,
    institution_id: uuid.UUID | None,
) -> uuid.UUID:
    if parent_id is not None:
        return institution_of_record(actor, parent_id)
    if institution_id is not None:
        return institution_id
    if accession_id is None:
        raise NotValid("archive.place_missing", field="parent")
    rows = Accession.objects.visible_to(actor).filter(pk=accession_id)
    found: uuid.UUID | None = rows.values_list("institution_id", flat=True).first()
    if found is None:
        raise NotFound("archive.no_accession")
    return found


def _accession(
    actor: Actor, accession_id: uuid.UUID | None, institution: Institution
) -> Accession | None:
    if accession_id is None:
        return None
    rows = Accession.objects.visible_to(actor).filter(institution=institution)
    found: Accession | None = rows.select_related("label").filter(pk=accession_id).first()
    if found is None:
        raise NotFound("archive.no_accession")
    return found


def _seen_accession(actor: Actor, parent: Record) -> Accession | None:
    """A part came with its whole; an accession that the actor may not see is not written down."""
    if parent.accession_id is None:
        return None
    rows = Accession.objects.visible_to(actor).filter(pk=parent.accession_id)
    found: Accession | None = rows.first()
    return found


def _check_place(parent: Record | None, level: str, accession: Accession | None) -> None:
    if parent is None:
        if level != Record.Level.FONDS and accession is None:
            raise NotValid("archive.top_is_fonds", field="level")
        return
    if not tree.may_hold(parent.level, level):
        raise NotValid(
            "archive.level_order", field="level", level=Level(level), above=Level(parent.level)
        )
    if parent.depth + 1 >= tree.DEEPEST:
        raise NotValid("archive.too_deep", field="parent", count=tree.DEEPEST)


def _change_level(record: Record, level: str) -> None:
    check_level(level)
    parent = record.parent
    if parent is not None and not tree.may_hold(parent.level, level):
        raise NotValid(
            "archive.level_order", field="level", level=Level(level), above=Level(parent.level)
        )
    lower = Record.objects.filter(parent=record).values_list("level", flat=True).distinct()
    # children that the person may not see count too, but the sentence names the level alone
    if any(not tree.may_hold(level, child) for child in lower):
        raise NotValid("archive.level_of_children", field="level", level=Level(level))
    record.level = level


def _give_code(actor: Actor, record: Record, code: str) -> None:
    record.reference_code = clean_code(code)
    record.sort_key = tree.natural_key(record.reference_code)
    if code_taken(actor, record):
        raise NotValid("archive.code_taken", field="reference_code", code=record.reference_code)
