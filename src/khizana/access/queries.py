"""Reading people and their rights. `actor_for` is where a person becomes an actor."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from khizana.access import labels, policies
from khizana.access.actors import Actor
from khizana.access.models import (
    ApiToken,
    Appointment,
    Clearance,
    Group,
    Label,
    Membership,
    Office,
    Person,
)
from khizana.access.policies import require
from khizana.access.roles import PERMISSIONS, ROLES, SECOND_FACTOR
from khizana.adapters import clock
from khizana.kernel.errors import NotAllowed, NotFound
from khizana.kernel.markings import Clearance as Held

SYSTEM_NAME = "khizana"


def actor_for(person: Person) -> Actor:
    """Return what `person` may do and see today. Call it once per request.

    Four small queries, asked each time: a clearance withdrawn is gone with the next request.
    Only the judging itself, which depends on nothing else, is remembered (bench/access.py).
    """
    today = clock.today()
    roles = frozenset(
        Appointment.objects.on(today).filter(person=person).values_list("role", flat=True)
    )
    if not person.is_active:
        roles = frozenset()
    permissions = frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))
    return Actor(
        person_id=person.pk,
        name=person.username,
        language=person.language,
        roles=roles,
        permissions=permissions,
        label_ids=labels_for(person) if person.is_active else frozenset(),
        reads_closed="access.read_closed" in permissions,
        today=today,
    )


def labels_for(person: Person) -> frozenset[int]:
    """Return the ids of all labels that a clearance of the person, valid today, dominates."""
    policy, held = labels.policy(), policies.clearances_of(person.pk, clock.today())
    rows = tuple(Label.objects.values_list("pk", "key"))
    return _dominated(id(policy), tuple(held), rows)


@lru_cache(maxsize=128)
def _dominated(
    policy_object: int, held: tuple[Held, ...], rows: tuple[tuple[int, str], ...]
) -> frozenset[int]:
    """Judge each label. Safe to keep: all that the answer rests on is in the arguments.

    The policy stands in the key by its identity, since an edited file may keep its version; `held`
    holds the object, so that the number is not given to another.
    """
    del policy_object
    policy = held[0].policy
    return frozenset(
        pk for pk, key in rows if policies.judge(list(held), labels.read_key(policy, key)).allowed
    )


def system_actor() -> Actor:
    """Return the machine at work (indexing, fixity, first set-up). It processes, never shows."""
    return Actor(
        person_id=None,
        name=SYSTEM_NAME,
        language="en",
        roles=frozenset({"system"}),
        permissions=PERMISSIONS,
        label_ids=frozenset(),
        reads_closed=True,
        today=clock.today(),
        sees_all=True,
    )


def needs_second_factor(actor: Actor) -> bool:
    """Tell whether the roles of the actor ask for a second factor."""
    return bool(actor.roles & SECOND_FACTOR)


def has_second_factor(person: Person) -> bool:
    """Tell whether the person has set up an authenticator or a security key."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=person, type__in=kinds).exists())


def person_for_token(secret: str) -> Person | None:
    """Return whose API token this is; None for unknown, expired, revoked or disabled alike."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=digest, revoked_at__isnull=True, expires_at__gt=clock.now())
        .first()
    )
    if token is None or not token.person.is_active or token.person.must_change_password:
        return None
    return token.person


def people(actor: Actor) -> QuerySet[Person]:
    """Return the people of the house, for those who may know them."""
    require(actor, "access.read_people")
    return Person.objects.order_by("username")


def find_person(actor: Actor, person_id: Any) -> Person:
    """Return one person; everybody may see themselves."""
    if person_id != actor.person_id:
        require(actor, "access.read_people")
    return _one(Person.objects.filter(pk=person_id))


def person_by_username(username: str) -> Person:
    """Return a person by user name, for the command line's `--as`."""
    return _one(Person.objects.filter(username__iexact=username))


def may_reset_password(actor: Actor, person: Person) -> bool:
    """Tell whether the actor may give this person a new password (never oneself)."""
    if actor.person_id == person.pk:
        return False
    try:
        policies.require_password_reset(actor, person)
    except NotAllowed:
        return False
    return True


def appointments_of(actor: Actor, person: Person) -> QuerySet[Appointment]:
    """Return the roles a person holds or held."""
    find_person(actor, person.pk)
    rows = Appointment.objects.filter(person=person).select_related("office")
    return rows.order_by("-valid_from", "role")


def clearances_of(actor: Actor, person: Person) -> QuerySet[Clearance]:
    """Return a person's clearances: for themselves and for security officers."""
    if person.pk != actor.person_id:
        require(actor, "access.grant_clearance")
    rows = Clearance.objects.filter(person=person).select_related("granted_by")
    return rows.order_by("-valid_from")


def memberships_of(actor: Actor, person: Person) -> QuerySet[Membership]:
    """Return the need-to-know groups of a person: for themselves and for those who keep them."""
    if person.pk != actor.person_id:
        require(actor, "access.manage_groups")
    return Membership.objects.filter(person=person).select_related("group").order_by("group__code")


def groups(actor: Actor) -> QuerySet[Group]:
    """Return the groups that the actor may know of: all for their keepers, else the own ones.

    The name of a group can itself tell of an operation, so it is not for everybody.
    """
    rows = Group.objects.order_by("code")
    if actor.may("access.manage_groups"):
        return rows
    if actor.person_id is None:
        return rows.none()
    mine = Membership.objects.on(actor.today).filter(person_id=actor.person_id)
    return rows.filter(pk__in=mine.values("group_id"))


def offices(actor: Actor) -> QuerySet[Office]:
    """Return the offices of the house, with their periods."""
    require(actor, "access.read_people")
    return Office.objects.order_by("valid_from", "pk")


def tokens_of(actor: Actor, person: Person) -> QuerySet[ApiToken]:
    """Return a person's API tokens (without their secrets, which nobody keeps)."""
    if person.pk != actor.person_id:
        require(actor, "access.administer")
    return ApiToken.objects.filter(person=person).order_by("-created_at")


def choosable_labels(actor: Actor) -> list[Label]:
    """Return the labels in use that the actor may read, lowest first, to choose from in forms."""
    rows: Iterable[Label] = Label.objects.filter(pk__in=actor.label_ids)
    return sorted(rows, key=lambda label: (label.rank, label.key))


def _one(rows: QuerySet[Person]) -> Person:
    found = rows.first()
    if found is None:
        raise NotFound("access.nobody")
    return found
