"""Who is asking: the actor of a request, decided once."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from khizana.access import queries
from khizana.access.actors import Actor
from khizana.access.models import Person


def current_person(request: HttpRequest) -> Person:
    """Return the signed-in person; pages are behind the door, so there always is one."""
    user = request.user
    if isinstance(user, AnonymousUser) or not isinstance(user, Person):
        raise PermissionDenied
    return user


def current_actor(request: HttpRequest) -> Actor:
    """Return the actor of this request: rights, labels and day, computed once."""
    known: Actor | None = getattr(request, "khizana_actor", None)
    if known is None:
        known = queries.actor_for(current_person(request))
        request.khizana_actor = known  # type: ignore[attr-defined]
    return known
