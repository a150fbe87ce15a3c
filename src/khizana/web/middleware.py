"""What stands around every view: the language of the page, and refusals turned into pages."""

from collections.abc import Callable

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from khizana.access.actions import note_refusal
from khizana.access.models import Person
from khizana.adapters import settings
from khizana.kernel.errors import NotAllowed, NotFound, Refusal
from khizana.web import errors
from khizana.web.actor import current_actor

LANGUAGE_COOKIE = "khz_language"
_LANGUAGES = frozenset({"ar", "fr", "en"})

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The language of a page: the cookie, else the person's choice, else that of the node.

    The browser's wish is not asked: here a page is Arabic unless somebody chose otherwise.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(self._choose(request)):
            response = self.get_response(request)
            response.setdefault("Content-Language", translation.get_language() or "ar")
            response.setdefault("Cache-Control", "no-store")
            return response

    def _choose(self, request: HttpRequest) -> str:
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if chosen in _LANGUAGES:
            return chosen
        user = getattr(request, "user", None)
        if isinstance(user, Person) and user.language in _LANGUAGES:
            return user.language
        return settings.current().language


class DoorMiddleware(LoginRequiredMiddleware):
    """Nothing is shown before the door, save what says `login_not_required`.

    The API keeps its own door: it answers 401 instead of leading to a page.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[object, ...],
        view_kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Lead to the door whoever has not passed it."""
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class RefusalMiddleware:
    """A refusal of a room becomes a page with the sentence and what to do next."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else goes on to the page of the 500."""
        if not isinstance(exception, Refusal) or request.path.startswith("/api/"):
            return None
        if isinstance(exception, NotAllowed | NotFound) and isinstance(request.user, Person):
            # who asked for what and was refused; hidden and missing are kept alike
            asked = f"{request.method} {request.path}"
            note_refusal(actor=current_actor(request), code=exception.code, asked=asked)
        return errors.refused(request, exception)
