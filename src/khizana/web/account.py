"""My account: who I am here, how I sign in, what I hold."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from khizana.web.shell import render_page


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person's own page."""
    return render_page(request, "account/me.html", {}, room="account")
