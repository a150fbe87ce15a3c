"""The shell of every page: language, actor, rooms, node and banner. Views call `render_page`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import get_language

from khizana.access.actors import Actor
from khizana.access.models import Label, Person
from khizana.kernel.markings import Marking
from khizana.kernel.text import direction
from khizana.kernel.words import say
from khizana.web.actor import current_actor
from khizana.web.banner import Banner, banner_of, load_markings
from khizana.web.node import Node, this_node
from khizana.web.rooms import ROOMS

SHEETS = tuple(
    f"khizana/css/{name}.css"
    for name in ("faces", "ground", "frame", "controls", "data", "flow", "forms")
)
LANGUAGES = (("ar", "العربية", "ع"), ("fr", "Français", "FR"), ("en", "English", "EN"))


def page_language() -> str:
    """Return the language of the page: ar, fr or en."""
    return (get_language() or "ar")[:2]


@dataclass(frozen=True, slots=True)
class Page:
    """What a view tells the shell about the page it makes."""

    room: str = ""
    markings: Mapping[int, Marking] = field(default_factory=dict)


class Shell:
    """What `base.html` asks for; each part is computed when it is asked for."""

    sheets = SHEETS

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.page: Page = getattr(request, "khizana_page", Page())
        self.lang = page_language()
        self.dir = direction(self.lang)

    @cached_property
    def actor(self) -> Actor | None:
        """Return the actor, or None before the door."""
        user = getattr(self.request, "user", None)
        return current_actor(self.request) if isinstance(user, Person) else None

    @cached_property
    def actor_name(self) -> str:
        """Return how the signed-in person is called in the language of the page."""
        user = self.request.user
        if not isinstance(user, Person):
            return ""
        return user.name.shown(self.lang).text or user.username

    @property
    def initial(self) -> str:
        """Return the letter in the round sign of the person."""
        return self.actor_name[:1].upper()

    @cached_property
    def banner(self) -> Banner:
        """Return the banner over everything that the page shows."""
        return banner_of(self.page.markings, self.lang)

    @property
    def label_ids(self) -> str:
        """Return the labels under the banner, for the pieces that htmx may add."""
        return " ".join(map(str, sorted(self.page.markings)))

    @cached_property
    def node(self) -> Node:
        """Return the card of this node."""
        return this_node()

    @property
    def search_url(self) -> str:
        """Return the address of the search page, empty where there is none."""
        return _address("search")

    @property
    def languages(self) -> list[dict[str, str]]:
        """Return links to the same page in the other languages."""
        here = self.request.get_full_path() if self.request.method == "GET" else "/"
        return [
            {
                "code": code, "name": name, "short": short, "dir": direction(code),
                "url": f"{reverse('language', args=[code])}?{urlencode({'next': here})}",
            }
            for code, name, short in LANGUAGES
            if code != self.lang
        ]  # fmt: skip

    @cached_property
    def rooms(self) -> list[dict[str, Any]]:
        """Return the rooms that this person may enter."""
        actor = self.actor
        if actor is None:
            return []
        shown: list[dict[str, Any]] = []
        gap = False
        for room in ROOMS:
            gap = gap or room.gap
            url = _address(room.url_name)
            if not url or (room.permissions and not any(map(actor.may, room.permissions))):
                continue
            shown.append(
                {
                    "url": url,
                    "title": say(room.title, self.lang),
                    "gap": gap and bool(shown),
                    "current": room.code == self.page.room,
                    "count": room.count(actor) if room.count else 0,
                }
            )
            gap = False
        return shown


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def context(request: HttpRequest) -> dict[str, Any]:
    """Give `shell` to every template (context processor), also to those of allauth."""
    return {"shell": SimpleLazyObject(lambda: Shell(request))}


def render_page(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    labels: Iterable[int | Label | None] = (),
    room: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page whose banner covers ``labels``: those of everything that it shows.

    A chip ``{% label x %}`` of a label that is not among them raises: what is shown must count.
    """
    ids = [label.pk if isinstance(label, Label) else label for label in labels]
    request.khizana_page = Page(room, load_markings(ids))  # type: ignore[attr-defined]
    return render(request, template, dict(values or {}), status=status)


def render_part(
    request: HttpRequest,
    template: str,
    values: Mapping[str, Any] | None = None,
    *,
    labels: Iterable[int | Label | None] = (),
) -> HttpResponse:
    """Render a piece for htmx, and with it both banners: they rise with what is added.

    The page tells the labels that it already shows (header ``Khizana-Labels``, sent by desk.js);
    only those that this person may read are believed.
    """
    ids = {label.pk if isinstance(label, Label) else label for label in labels}
    told = request.headers.get("Khizana-Labels", "").split()
    before = {int(part) for part in told[:500] if part.isdecimal() and len(part) < 10}
    before &= current_actor(request).label_ids
    request.khizana_page = Page("", load_markings(ids | before))  # type: ignore[attr-defined]
    part = render_to_string(template, dict(values or {}), request=request)
    banners = render_to_string("partials/banners.html", {"oob": True}, request=request)
    return HttpResponse(part + banners)
