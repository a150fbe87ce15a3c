"""Home, «مكتبي»: what waits for this person, and what came in last."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from khizana.web.shell import render_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the desk."""
    return render_page(request, "home/home.html", {}, room="home")
