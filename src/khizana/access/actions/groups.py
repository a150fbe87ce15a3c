"""Need-to-know groups: who belongs sees what is marked with them, nobody else."""

import datetime as dt

from django.db import IntegrityError, transaction

from khizana.access.actions.common import check_period, day, lock, write
from khizana.access.actors import Actor
from khizana.access.models import Group, Membership, Person
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.kernel.errors import Conflict, NotAllowed, NotValid
from khizana.kernel.policy import check_key
from khizana.kernel.text import Text


def create_group(*, actor: Actor, code: str, name: Text) -> Group:
    """Open a group; its code stands in markings and never changes."""
    require(actor, "access.manage_groups")
    check_key(code)
    if len(code) > 40:
        raise NotValid("markings.bad_key", key=code)
    if not name:
        raise NotValid("access.name_missing", field="name")
    group = Group(code=code, name=name)
    with transaction.atomic():
        try:
            with transaction.atomic():
                write(actor, "create_group", group, {"code": [None, code]})
        except IntegrityError as error:
            raise Conflict("access.group_taken", field="code", code=code) from error
    return group


def add_member(
    *,
    actor: Actor,
    group: Group,
    person: Person,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Membership:
    """Let a person into a group, for a period; nobody lets themselves in."""
    require(actor, "access.manage_groups")
    if actor.person_id == person.pk:
        raise NotAllowed("access.no_self_grant")
    start = valid_from or clock.today()
    check_period(start, valid_to)
    with transaction.atomic():
        lock(group)
        if Membership.objects.on(start).filter(group=group, person=person).exists():
            raise Conflict("access.already_member")
        membership = Membership(group=group, person=person, valid_from=start, valid_to=valid_to)
        write(
            actor,
            "add_member",
            membership,
            {"group": [None, group.code]},
            person=str(person.ref),
            valid_from=day(start),
            valid_to=day(valid_to),
        )
    return membership


def end_membership(*, actor: Actor, membership: Membership) -> Membership:
    """End a membership: yesterday was its last day, so that it ends with the next request."""
    require(actor, "access.manage_groups")
    with transaction.atomic():
        membership = lock(membership)
        last = clock.today() - dt.timedelta(days=1)
        if membership.valid_to is not None and membership.valid_to <= last:
            raise Conflict("access.already_ended")
        old, membership.valid_to = membership.valid_to, last
        write(
            actor,
            "end_membership",
            membership,
            {"valid_to": [day(old), day(last)]},
            person=str(membership.person.ref),
        )
    return membership
