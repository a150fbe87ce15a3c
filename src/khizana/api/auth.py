"""The door of the API: a bearer token, or the session of the pages (with its CSRF token)."""

from typing import Any

from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from khizana.access.actions import use_token
from khizana.access.actors import Actor
from khizana.access.models import Person
from khizana.access.queries import actor_for, has_second_factor, needs_second_factor
from khizana.adapters import settings
from khizana.kernel.errors import NotAllowed

LANGUAGES = ("ar", "fr", "en")


class Token(HttpBearer):
    """``Authorization: Bearer khz_…``: the token does and sees what its owner may, right now."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return the actor, or None for unknown, ended and disabled alike."""
        person = use_token(secret=token)
        actor = actor_for(person) if person else None
        if person is None or actor is None or _owes_second_factor(person, actor):
            return None
        return actor


def _owes_second_factor(person: Person, actor: Actor) -> bool:
    """A token is no way round the second factor that the pages ask for first (ASVS 6.3.4)."""
    if not settings.current().mfa_required or not needs_second_factor(actor):
        return False
    return not has_second_factor(person)


class Session(APIKeyCookie):
    """The session of the pages; writing needs its CSRF token too."""

    param_name = "khz_session"

    def _get_key(self, request: HttpRequest) -> Any:
        """Nothing: the cookie's name depends on HTTPS, and Django has read it already."""
        return ""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return the actor of the signed-in person who owes no new password."""
        person = request.user
        if not isinstance(person, Person) or not person.is_active or person.must_change_password:
            return None
        if check_csrf(request) is not None:
            raise NotAllowed("api.csrf")
        return actor_for(person)


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the door let in."""
    actor = request.auth  # type: ignore[attr-defined]
    if not isinstance(actor, Actor):
        raise TypeError("an address of the API without a door")
    return actor


def language_of(request: HttpRequest) -> str:
    """The first of our languages that the caller asks for, else the person's, else the node's."""
    for wish in request.headers.get("Accept-Language", "").split(","):
        if wish.strip()[:2].lower() in LANGUAGES:
            return wish.strip()[:2].lower()
    actor = getattr(request, "auth", None)
    if isinstance(actor, Actor) and actor.language in LANGUAGES:
        return actor.language
    return settings.current().language
