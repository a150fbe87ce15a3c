"""Clearances: given and taken by a security officer, never by oneself, always with a reason."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from khizana.access import labels
from khizana.access.actions.common import check_period, check_reason, day, lock, person_of, write
from khizana.access.actors import Actor
from khizana.access.models import Clearance, Person
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.kernel.errors import Conflict, NotAllowed, NotValid


def grant_clearance(
    *,
    actor: Actor,
    person: Person,
    level: str,
    reason: str,
    caveats: Iterable[str] = (),
    party: str = "",
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Clearance:
    """Clear a person for a level and caveats, for a period."""
    require(actor, "access.grant_clearance")
    if actor.person_id == person.pk:
        raise NotAllowed("access.no_self_grant")
    policy = labels.policy()
    policy.level(level)
    held = sorted(set(caveats))
    if unknown := [key for key in held if key not in policy.caveats]:
        raise NotValid("markings.unknown_caveat", caveat=unknown[0], policy=policy.id)
    if party and party not in policy.parties:
        raise NotValid("markings.unknown_party", party=party, policy=policy.id)
    start = valid_from or clock.today()
    check_period(start, valid_to)
    clearance = Clearance(
        person=person,
        policy=policy.id,
        level=level,
        caveats=held,
        party=party,
        valid_from=start,
        valid_to=valid_to,
        reason=check_reason(reason),
        granted_by=person_of(actor),
    )
    with transaction.atomic():
        write(
            actor,
            "grant_clearance",
            clearance,
            {"level": [None, level], "caveats": [None, held], "party": [None, party]},
            person=str(person.ref),
            valid_from=day(start),
            valid_to=day(valid_to),
            reason=clearance.reason,
        )
    return clearance


def withdraw_clearance(*, actor: Actor, clearance: Clearance, reason: str) -> Clearance:
    """Take a clearance back; it counts no more from the next request on."""
    require(actor, "access.grant_clearance")
    why = check_reason(reason)
    with transaction.atomic():
        clearance = lock(clearance)
        if clearance.withdrawn_at is not None:
            raise Conflict("access.already_withdrawn")
        clearance.withdrawn_at = clock.now()
        write(
            actor,
            "withdraw_clearance",
            clearance,
            {"withdrawn_at": [None, clearance.withdrawn_at.isoformat()]},
            person=str(clearance.person.ref),
            reason=why,
        )
    return clearance
