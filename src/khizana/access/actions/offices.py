"""Offices and appointments: the posts of the house and who holds which role in them."""

import datetime as dt

from django.db import transaction

from khizana.access.actions.common import check_period, day, lock, person_of, write
from khizana.access.actors import Actor
from khizana.access.models import Appointment, Office, Person
from khizana.access.policies import require
from khizana.access.roles import APART, ROLES, SENSITIVE
from khizana.adapters import clock
from khizana.kernel.errors import Conflict, NotAllowed, NotValid
from khizana.kernel.text import Text


def create_office(
    *,
    actor: Actor,
    name: Text,
    parent: Office | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Office:
    """Enter an office; a renamed one is closed and entered anew, so that old papers stay true."""
    require(actor, "access.administer")
    if not name:
        raise NotValid("access.name_missing", field="name")
    if valid_from is not None:
        check_period(valid_from, valid_to)
    office = Office(name=name, parent=parent, valid_from=valid_from, valid_to=valid_to)
    with transaction.atomic():
        write(actor, "create_office", office, {"name": [None, name.to_json()]})
    return office


def close_office(*, actor: Actor, office: Office, valid_to: dt.date) -> Office:
    """Give an office its last day."""
    require(actor, "access.administer")
    with transaction.atomic():
        office = lock(office)
        if office.valid_from is not None:
            check_period(office.valid_from, valid_to)
        old, office.valid_to = office.valid_to, valid_to
        write(actor, "close_office", office, {"valid_to": [day(old), day(valid_to)]})
    return office


def appoint(
    *,
    actor: Actor,
    person: Person,
    role: str,
    office: Office | None = None,
    valid_from: dt.date | None = None,
    valid_to: dt.date | None = None,
) -> Appointment:
    """Appoint a person to a role; nobody appoints themselves."""
    if role not in ROLES:
        raise NotValid("access.role_unknown", field="role", role=role)
    require(actor, "access.appoint_sensitive" if role in SENSITIVE else "access.administer")
    if actor.person_id == person.pk:
        raise NotAllowed("access.no_self_grant")
    start = valid_from or clock.today()
    check_period(start, valid_to)
    with transaction.atomic():
        lock(person)
        _check_apart(person, role, start)
        appointment = Appointment(
            person=person,
            role=role,
            office=office,
            valid_from=start,
            valid_to=valid_to,
            granted_by=person_of(actor),
        )
        write(
            actor,
            "appoint",
            appointment,
            {"role": [None, role]},
            person=str(person.ref),
            office=str(office.ref) if office else None,
            valid_from=day(start),
            valid_to=day(valid_to),
        )
    return appointment


def end_appointment(*, actor: Actor, appointment: Appointment) -> Appointment:
    """End an appointment: yesterday was its last day, so that it ends with the next request."""
    sensitive = appointment.role in SENSITIVE
    require(actor, "access.appoint_sensitive" if sensitive else "access.administer")
    with transaction.atomic():
        appointment = lock(appointment)
        last = clock.today() - dt.timedelta(days=1)
        if appointment.valid_to is not None and appointment.valid_to <= last:
            raise Conflict("access.already_ended")
        old, appointment.valid_to = appointment.valid_to, last
        write(
            actor,
            "end_appointment",
            appointment,
            {"valid_to": [day(old), day(last)]},
            person=str(appointment.person.ref),
        )
    return appointment


def _check_apart(person: Person, role: str, start: dt.date) -> None:
    """Refuse duties that must lie in two hands, also where they would only overlap later."""
    later = Appointment.objects.filter(person=person).exclude(valid_to__lt=start)
    held = set(later.values_list("role", flat=True))
    if role in held:
        raise Conflict("access.already_appointed", role=role)
    for pair in APART:
        if role in pair and held & (set(pair) - {role}):
            raise Conflict("access.duties_apart", role=role)
