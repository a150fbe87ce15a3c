"""The accession register: every intake is one line with the next number of its year."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.archive.elements import ACQUISITION_WORDS
from khizana.archive.held import (
    check_marking,
    held_accession,
    lock_institution,
    marking_for,
    save_next,
    write_line,
)
from khizana.archive.models import Accession
from khizana.archive.values import (
    accession_state,
    bounds,
    clean_text,
    clean_title,
    differences,
)
from khizana.archive.workflow import ACCESSION
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import NotValid
from khizana.kernel.folding import fold
from khizana.kernel.text import Text
from khizana.shared import steps

UNCHANGED: Any = object()
ACQUISITION_TYPES = tuple(ACQUISITION_WORDS)
_TEXTS = ("source", "custodial_history", "scope_content", "extent", "agreement", "notes")


def create_accession(
    *,
    actor: Actor,
    institution_id: uuid.UUID,
    title: Text,
    source: Text | None = None,
    received: HistoricalDate | None = None,
    custodial_history: Text | None = None,
    scope_content: Text | None = None,
    extent: Text | None = None,
    agreement: Text | None = None,
    acquisition_type: str = "",
    notes: Text | None = None,
    label: Label | None = None,
    open_from: dt.date | None = None,
) -> Accession:
    """Enter an intake in the register under the next number of the year, without gaps.

    The number is that of the day of entry; the day of receipt, which may be older, is ``received``.
    """
    require(actor, "archive.accession")
    given = {
        "title": title, "source": source, "received": received, "extent": extent, "notes": notes,
        "custodial_history": custodial_history, "scope_content": scope_content,
        "agreement": agreement, "acquisition_type": acquisition_type,
    }  # fmt: skip
    with transaction.atomic():
        institution = lock_institution(institution_id)
        marking, day = marking_for(actor, None, label, open_from)
        accession = Accession(
            institution=institution, label=marking, open_from=day, state=ACCESSION.initial
        )
        _fill(accession, given)
        _number(accession)
        accession.save(force_insert=True)
        changes = differences({}, accession_state(accession) | {"number": accession.number})
        write_line(actor, "archive.accession_created", accession, changes)
    return accession


def edit_accession(
    *,
    actor: Actor,
    accession_id: uuid.UUID,
    version: int | None = None,
    title: Text = UNCHANGED,
    source: Text | None = UNCHANGED,
    received: HistoricalDate | None = UNCHANGED,
    custodial_history: Text | None = UNCHANGED,
    scope_content: Text | None = UNCHANGED,
    extent: Text | None = UNCHANGED,
    agreement: Text | None = UNCHANGED,
    acquisition_type: str = UNCHANGED,
    notes: Text | None = UNCHANGED,
) -> Accession:
    """Change what is given; number, year and state are not edited."""
    require(actor, "archive.accession")
    given = {
        "title": title, "source": source, "received": received, "extent": extent, "notes": notes,
        "custodial_history": custodial_history, "scope_content": scope_content,
        "agreement": agreement, "acquisition_type": acquisition_type,
    }  # fmt: skip
    with transaction.atomic():
        accession = held_accession(actor, accession_id, version)
        before = accession_state(accession)
        _fill(accession, given)
        changes = differences(before, accession_state(accession))
        if changes:
            save_next(accession)
            write_line(actor, "archive.accession_changed", accession, changes)
    return accession


def advance_accession(
    *, actor: Actor, accession_id: uuid.UUID, transition: str, version: int | None = None
) -> Accession:
    """Take one step of the workflow table (``archive.workflow.ACCESSION``)."""
    step = ACCESSION.transitions.get(transition)
    require(actor, step.permission if step else "archive.accession")
    with transaction.atomic():
        accession = held_accession(actor, accession_id, version)
        before = accession.state
        accession.state = ACCESSION.check(before, transition)
        save_next(accession)
        write_line(
            actor,
            "archive.accession_advanced",
            accession,
            {"state": [before, accession.state]},
            {"transition": transition},
        )
    return accession


def relabel_accession(
    *,
    actor: Actor,
    accession_id: uuid.UUID,
    label: Label | None = None,
    open_from: dt.date | None = None,
    version: int | None = None,
) -> Accession:
    """Change the marking or the opening day of a line of the register; its records keep theirs."""
    with transaction.atomic():
        accession = held_accession(actor, accession_id, version)
        before = {"label": accession.label.key, "open_from": accession.open_from.isoformat()}
        if label is not None and label.pk != accession.label_id:
            check_marking(actor, accession.label, label)
            accession.label = label
        if open_from is not None and open_from != accession.open_from:
            require(actor, "archive.close")
            accession.open_from = open_from
        after = {"label": accession.label.key, "open_from": accession.open_from.isoformat()}
        changes = differences(before, after)
        if changes:
            save_next(accession)
            write_line(actor, "archive.accession_relabelled", accession, changes)
            steps.hand_on("archive.accession_relabelled", [accession.pk])
    return accession


def _fill(accession: Accession, given: dict[str, Any]) -> None:
    for name, value in given.items():
        if value is UNCHANGED:
            continue
        if name == "title":
            value = clean_title(value)
        elif name == "acquisition_type":
            if value and value not in ACQUISITION_WORDS:
                raise NotValid("archive.acquisition_unknown", field=name, type=value)
        elif name in _TEXTS:
            value = clean_text(value, name)
        setattr(accession, name, value)
    accession.received_low = bounds(accession.received)[0]
    found_by = [*accession.title.values.values(), *accession.source.values.values()]
    accession.folded = "\n".join(fold(text) for text in found_by)


def _number(accession: Accession) -> None:
    """The next number of the year; the institution is locked: none is left out or given twice."""
    accession.year = clock.today().year
    lines = Accession.objects.filter(institution=accession.institution, year=accession.year)
    accession.sequence = (lines.aggregate(last=Max("sequence"))["last"] or 0) + 1
    accession.number = f"{accession.year}-{accession.sequence:03d}"
