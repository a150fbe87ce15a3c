"""Finding, for a change, what the actor may see, locked; saving it with its next version."""

import datetime as dt
import uuid
from typing import Any

from django.db import models

from khizana.access import labels
from khizana.access.actors import Actor
from khizana.access.models import OPEN, Label
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.archive.models import Accession, Institution, Record
from khizana.kernel.errors import Conflict, NotFound, NotValid
from khizana.kernel.markings import Marking, join
from khizana.ledger import actions as ledger
from khizana.shared import steps

CHANGED = "archive.changed"
"""Step: the ids are those of records of which a line was written."""


def lock_institution(institution_id: uuid.UUID) -> Institution:
    """One change of the tree or the register at a time: paths and numbers follow one another.

    PostgreSQL sees rows as they were when a statement began; without this lock a child made
    under a moving parent would keep the old path.
    """
    found = Institution.objects.select_for_update().filter(pk=institution_id).first()
    if found is None:
        raise NotFound("archive.no_institution")
    return found


def held_record(
    actor: Actor, record_id: uuid.UUID, version: int | None = None, *, withdrawn: bool = False
) -> Record:
    """A record to be changed; refuses what changed since ``version`` was shown."""
    rows = Record.objects.visible_to(actor).select_for_update(of=("self",))
    found = rows.filter(pk=record_id, withdrawn_at__isnull=not withdrawn).first()
    if found is None:
        raise NotFound("archive.no_record")
    _same(found, version, found.title)
    return found


def held_accession(actor: Actor, accession_id: uuid.UUID, version: int | None = None) -> Accession:
    """An accession to be changed."""
    rows = Accession.objects.visible_to(actor).select_for_update(of=("self",))
    found = rows.filter(pk=accession_id).first()
    if found is None:
        raise NotFound("archive.no_accession")
    _same(found, version, found.number)
    return found


def institution_of_record(actor: Actor, record_id: uuid.UUID) -> uuid.UUID:
    """The institution to be locked before the record itself is."""
    rows = Record.objects.visible_to(actor).filter(pk=record_id)
    found: uuid.UUID | None = rows.values_list("institution_id", flat=True).first()
    if found is None:
        raise NotFound("archive.no_record")
    return found


def _same(thing: Any, version: int | None, title: Any) -> None:
    if version is not None and thing.version != version:
        raise Conflict(
            "archive.changed_meanwhile", title=title, yours=version, present=thing.version
        )


def save_next(thing: models.Model) -> None:
    """Save with the next version and the time of the change."""
    thing.version += 1  # type: ignore[attr-defined]
    thing.updated_at = clock.now()  # type: ignore[attr-defined]
    thing.save()


def write_line(
    actor: Actor,
    action: str,
    thing: Record | Accession,
    changes: dict[str, list[Any]] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """The ledger line of a change, under the marking that the thing has now.

    Who follows the ledger is woken for records, so that a change is found at once.
    """
    ledger.append(
        actor=actor,
        action=action,
        ref=thing.ref,
        label_id=thing.label_id,
        open_from=thing.open_from,
        changes=changes,
        detail=detail,
    )
    if isinstance(thing, Record):
        steps.hand_on(CHANGED, [thing.pk])


def marking_for(
    actor: Actor,
    inherited: Record | Accession | None,
    label: Label | None,
    open_from: dt.date | None,
) -> tuple[Label, dt.date]:
    """The marking of a new thing: that of what holds it, unless another is chosen.

    A part may be marked higher than its whole, never lower without the right to declassify.
    """
    base = inherited.label if inherited else labels.intern_lowest()
    day = inherited.open_from if inherited else OPEN
    if label is not None and label.pk != base.pk:
        check_marking(actor, base, label)
        base = label
    if open_from is not None and open_from != day:
        require(actor, "archive.close")
        day = open_from
    return base, day


def check_marking(actor: Actor, old: Label, new: Label) -> None:
    """Whether the actor may replace one label by another: only by what they hold themselves."""
    require(actor, "access.mark")
    if not actor.sees_all and new.pk not in actor.label_ids:
        raise NotValid("archive.label_not_held", field="label")
    if _lowers(labels.marking_of(old), labels.marking_of(new)):
        require(actor, "access.declassify")


def _lowers(old: Marking, new: Marking) -> bool:
    return join((old, new)).key() != new.key()
