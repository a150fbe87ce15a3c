"""API tokens: shown once, kept as a digest, limited in time."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from khizana.access.actions.common import lock, person_of, write
from khizana.access.actors import Actor
from khizana.access.models import ApiToken, Person
from khizana.access.policies import require
from khizana.access.queries import person_for_token
from khizana.adapters import clock
from khizana.kernel.errors import Conflict, NotAllowed, NotValid

PREFIX = "khz_"
LONGEST_DAYS = 366
_USE_STEP = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token and its secret, to be copied now; nobody keeps the secret."""

    token: ApiToken
    secret: str


def create_token(*, actor: Actor, title: str, days: int = 90) -> IssuedToken:
    """Make an API token for oneself: it may and sees what its owner does, at each request."""
    person = person_of(actor)
    if person is None:
        raise NotAllowed("access.not_on_oneself")
    if not title.strip():
        raise NotValid("access.name_missing", field="title")
    if not 0 < days <= LONGEST_DAYS:
        raise NotValid("access.token_days", field="days", most=LONGEST_DAYS)
    secret = PREFIX + secrets.token_urlsafe(32)
    expires = clock.now() + dt.timedelta(days=days)
    token = ApiToken(
        person=person,
        title=title.strip()[:120],
        digest=hashlib.sha256(secret.encode()).hexdigest(),
        expires_at=expires,
    )
    with transaction.atomic():
        write(
            actor, "create_token", token, {"title": [None, token.title]},
            person=str(person.ref), expires_at=expires.isoformat(),
        )  # fmt: skip
    return IssuedToken(token, secret)


def use_token(*, secret: str) -> Person | None:
    """Return whose token this is, and keep when it was last used, to the minute."""
    person = person_for_token(secret)
    if person is not None:
        moment = clock.now()
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lt=moment - _USE_STEP)
        digest = hashlib.sha256(secret.encode()).hexdigest()
        ApiToken.objects.filter(stale, digest=digest).update(last_used_at=moment)
    return person


def revoke_token(*, actor: Actor, token: ApiToken) -> ApiToken:
    """End a token: one's own, or anybody's for an administrator."""
    if token.person_id != actor.person_id:
        require(actor, "access.administer")
    with transaction.atomic():
        token = lock(token)
        if token.revoked_at is not None:
            raise Conflict("access.already_ended")
        _end(actor, token)
    return token


def revoke_all(actor: Actor, person: Person) -> None:
    """End every token of a person; part of an action on the account, which has asked for the right.

    A token outlives the password under which it was made: whoever had that may have made one.
    """
    rows = ApiToken.objects.select_for_update(of=("self",)).select_related("person")
    for token in rows.filter(person=person, revoked_at__isnull=True).order_by("pk"):
        _end(actor, token)


def _end(actor: Actor, token: ApiToken) -> None:
    token.revoked_at = clock.now()
    write(
        actor, "revoke_token", token, {"revoked_at": [None, token.revoked_at.isoformat()]},
        person=str(token.person.ref),
    )  # fmt: skip
