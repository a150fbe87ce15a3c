"""What the actions of this room share: locking, periods, versions and the ledger line."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from khizana.access.actors import Actor
from khizana.access.models import Person
from khizana.adapters import clock
from khizana.kernel.errors import NotFound, NotValid
from khizana.ledger import actions as ledger
from khizana.shared.record import Kept

K = TypeVar("K", bound=Kept)


def lock(thing: K) -> K:
    """Return the row as it stands now, locked until the transaction ends."""
    model: type[models.Model] = thing.__class__  # also behind the lazy user of a request
    found = model._default_manager.select_for_update().filter(pk=thing.pk).first()
    if found is None:
        raise NotFound("access.nobody")
    return found  # type: ignore[return-value]


def check_period(valid_from: dt.date, valid_to: dt.date | None) -> None:
    """Refuse a period that ends before it begins."""
    if valid_to is not None and valid_to < valid_from:
        raise NotValid("access.period_reversed", field="valid_to")


def check_reason(reason: str) -> str:
    """Return the reason without blanks at its ends; refuse to go on without one."""
    if not reason.strip():
        raise NotValid("access.reason_missing", field="reason")
    return reason.strip()


def person_of(actor: Actor) -> Person | None:
    """Return the row of the actor, None for the machine."""
    return Person.objects.filter(pk=actor.person_id).first() if actor.person_id else None


def write(
    actor: Actor,
    action: str,
    thing: Kept,
    changes: Mapping[str, Any] | None = None,
    **detail: Any,
) -> None:
    """Save the change of `thing` as a new version and append its line."""
    thing.version += 0 if thing._state.adding else 1
    thing.updated_at = clock.now()
    thing.save()
    ledger.append(
        actor=actor, action=f"access.{action}", ref=thing.ref, changes=changes, detail=detail
    )


def day(value: dt.date | None) -> str | None:
    """Return a day as the ledger writes it."""
    return value.isoformat() if value else None
