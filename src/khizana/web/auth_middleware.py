"""What a session may not outlive, and what must be done before anything else."""

import datetime as dt
from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from khizana.access.auth_settings import SESSION_ABSOLUTE, SESSION_IDLE
from khizana.access.models import Person
from khizana.access.queries import has_second_factor, needs_second_factor
from khizana.adapters import clock, settings
from khizana.web.actor import current_actor

Handler = Callable[[HttpRequest], HttpResponse]
_STARTED, _SEEN = "khz_started", "khz_seen"
_SEEN_STEP = 60
_ALWAYS = frozenset({"account_logout", "language", "account_reauthenticate", "mfa_reauthenticate"})
_PASSWORD = "account_change_password"  # noqa: S105 - the name of an address


class SessionLimitMiddleware:
    """Ends sessions that idled too long or lasted too long (ASVS 5.0.0, 7.3.1 and 7.3.2)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Person):
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        moment = clock.now().timestamp()
        started = request.session.setdefault(_STARTED, moment)
        seen = request.session.setdefault(_SEEN, moment)
        if _over(moment - started, SESSION_ABSOLUTE) or _over(moment - seen, SESSION_IDLE):
            logout(request)
        elif moment - seen >= _SEEN_STEP:
            request.session[_SEEN] = moment


class DutiesFirstMiddleware:
    """A password for once is changed, a required second factor set up, before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        duty = self._duty(request, request.user) if isinstance(request.user, Person) else ""
        if not duty:
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"code": "access.duty_first"}, status=403)
        return redirect(duty)

    def _duty(self, request: HttpRequest, person: Person) -> str:
        """Return the address where the person must go first, empty where nothing is due."""
        name = _name_of(request)
        if name in _ALWAYS:
            return ""
        if person.must_change_password:
            return "" if name == _PASSWORD else _PASSWORD
        if not settings.current().mfa_required or name.startswith("mfa_") or name == _PASSWORD:
            return ""
        if needs_second_factor(current_actor(request)) and not has_second_factor(person):
            return "mfa_index"
        return ""


def _over(seconds: float, limit: dt.timedelta) -> bool:
    return seconds > limit.total_seconds() or seconds < -limit.total_seconds()


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""
