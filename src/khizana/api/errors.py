"""Refusals as JSON: ``{code, sentence, advice}``. Hidden and missing answer with the same bytes."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from khizana.access.actions import note_refusal
from khizana.access.actors import Actor
from khizana.api.auth import language_of
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, Refusal

STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
)
NOT_VALID = 422


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal; what breaks a rule is 422 (RFC 9110, 15.5.21)."""
    return next((status for kind, status in STATUS if isinstance(refusal, kind)), NOT_VALID)


def body_of(refusal: Refusal, lang: str) -> dict[str, Any]:
    """What the caller is told; a NotFound never says more than that."""
    if isinstance(refusal, NotFound):
        refusal = NotFound("api.not_found")
    told = {
        "code": refusal.code,
        "sentence": refusal.sentence(lang),
        "advice": refusal.advice(lang),
    }
    field = refusal.data.get("field")
    return {**told, "field": field} if isinstance(field, str) else told


def _note(request: HttpRequest, refusal: Refusal) -> None:
    """Keep in the ledger who was refused what; hidden and missing are kept alike."""
    actor = getattr(request, "auth", None)
    if isinstance(actor, Actor) and isinstance(refusal, NotAllowed | NotFound):
        note_refusal(actor=actor, code=refusal.code, asked=f"{request.method} {request.path}")


def install(api: NinjaAPI) -> None:
    """Give the API its one way of saying no."""

    def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
        _note(request, refusal)
        told = body_of(refusal, language_of(request))
        return api.create_response(request, told, status=status_of(refusal))

    def missing(request: HttpRequest, error: Any) -> HttpResponse:
        return refused(request, NotFound("api.not_found"))

    def unknown(request: HttpRequest, error: Any) -> HttpResponse:
        told = body_of(NotAllowed("api.sign_in"), language_of(request))
        response = api.create_response(request, told, status=401)
        response["WWW-Authenticate"] = "Bearer"
        return response

    def not_understood(request: HttpRequest, error: Any) -> HttpResponse:
        # places and kinds only: what was sent is not repeated
        places = [{"at": list(e.get("loc", ())), "kind": e.get("type", "")} for e in error.errors]
        told = body_of(Refusal("api.not_understood"), language_of(request))
        return api.create_response(request, {**told, "fields": places}, status=NOT_VALID)

    api.add_exception_handler(Refusal, refused)
    api.add_exception_handler(Http404, missing)
    api.add_exception_handler(AuthenticationError, unknown)
    api.add_exception_handler(ValidationError, not_understood)
