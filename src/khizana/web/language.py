"""The switch of language: a link, so that it works without a form, which keeps the page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from khizana.adapters import settings
from khizana.kernel.errors import NotFound
from khizana.kernel.text import LANGUAGES
from khizana.web.middleware import LANGUAGE_COOKIE

_YEAR = 365 * 24 * 3600


@require_safe
@login_not_required
def switch(request: HttpRequest, code: str) -> HttpResponse:
    """Remember a language in a cookie and return to the page that was shown."""
    if code not in LANGUAGES:
        raise NotFound("web.no_such_language")
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    node = settings.current()
    response.set_cookie(
        LANGUAGE_COOKIE, code, max_age=_YEAR, secure=node.secure, httponly=True, samesite="Lax"
    )
    return response
