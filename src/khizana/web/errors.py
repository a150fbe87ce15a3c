"""Pages that say no. What is hidden and what does not exist answer with the same bytes."""

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from khizana.access.models import Person
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, Refusal
from khizana.kernel.words import say
from khizana.web.shell import page_language, render_page

_STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
)


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal; what breaks a rule is 422 (RFC 9110, 15.5.21)."""
    return next((status for kind, status in _STATUS if isinstance(refusal, kind)), 422)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Answer a refusal that no form took up."""
    if isinstance(refusal, NotFound):
        return not_found(request, refusal)
    lang = page_language()
    return _page(request, status_of(refusal), refusal.sentence(lang), refusal.advice(lang))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 where the request was simply too large."""
    lang = page_language()
    if isinstance(exception, (RequestDataTooBig, TooManyFilesSent)):
        return _page(
            request, 413, say("web.error.too_large", lang), say("web.error.too_large.advice", lang)
        )
    return _page(
        request, 400, say("web.error.bad_request", lang), say("web.error.bad_request.advice", lang)
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: a permission that the person does not hold."""
    lang = page_language()
    return _page(
        request, 403, say("web.error.forbidden", lang), say("web.error.forbidden.advice", lang)
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old; the reason is not told."""
    lang = page_language()
    return _page(request, 403, say("web.error.csrf", lang), say("web.error.csrf.advice", lang))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404. Nothing of the exception is shown: hidden and missing are one."""
    lang = page_language()
    return _page(
        request, 404, say("web.error.not_found", lang), say("web.error.not_found.advice", lang)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database, which may be what is broken."""
    lang = page_language()
    html = render_to_string(
        "errors/bare.html", {"lang": lang, "dir": "rtl" if lang == "ar" else "ltr"}
    )
    return HttpResponse(html, status=500)


def _page(request: HttpRequest, status: int, sentence: str, advice: str) -> HttpResponse:
    """Show the page in the shell to those who are in the house, bare to the others."""
    inside = isinstance(getattr(request, "user", None), Person)
    template = "errors/inside.html" if inside else "errors/outside.html"
    values = {"sentence": sentence, "advice": advice, "status": status}
    return render_page(request, template, values, status=status)
