"""The reading desk: a page, a passage, a page of a file by number, the plain text."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from khizana.access.actions import note_closed_read
from khizana.access.actors import Actor
from khizana.adapters import decoding, settings
from khizana.kernel.refs import Ref
from khizana.kernel.words import say
from khizana.reading import queries
from khizana.reading.actions import LANGUAGES
from khizana.reading.views import PassageView
from khizana.web.actor import current_actor
from khizana.web.reading.desk import Desk, lay_out, words_of_layer
from khizana.web.reading.marks import marks_for
from khizana.web.shell import page_language, render_page

# OpenSeadragon adds one rule of style on screens without hover; its digest stands for exactly that
VIEWER_STYLE = {"style-src": ["'sha256-9xTiqzfwFaL2SGb1rmr8gysEwVVjIvqWAgmZgqFqpEE='"]}


@csp_update(VIEWER_STYLE)  # type: ignore[arg-type]
@require_safe
def page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a page; ``?layer=`` another reading, ``?find=`` words in it, ``?q=`` a search."""
    actor = current_actor(request)
    asked = request.GET.get("layer", "")
    view = queries.view_page(
        actor, pk, layer_number=int(asked) if asked.isdecimal() and len(asked) < 6 else None
    )
    find = request.GET.get("find", "").strip()
    hits = queries.find_in_object(actor, view.page.object_id, find) if find else None
    text = view.layer.text if view.layer else ""
    marks = marks_for(request.GET.get("q", ""), text)
    desk = lay_out(request, actor, view, marks=marks, hits=hits)
    return show(request, actor, desk)


@csp_update(VIEWER_STYLE)  # type: ignore[arg-type]
@require_safe
def passage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the desk at a passage, in the very layer that it was cut from."""
    actor = current_actor(request)
    cited = queries.view_passage(actor, pk)
    view = queries.view_page(actor, cited.page.pk, layer_number=cited.layer.number)
    marks = marks_for(request.GET.get("q", ""), cited.layer.text)
    desk = lay_out(request, actor, view, passage=cited.passage, marks=marks)
    return show(request, actor, desk, cited)


@require_safe
def object_page(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Lead from a file and a page number to the desk."""
    found = queries.find_page_by_number(current_actor(request), pk, number)
    query = request.GET.urlencode()
    return HttpResponseRedirect(reverse("page", args=[found.pk]) + (f"?{query}" if query else ""))


@require_safe
def page_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Return the text of a page as it is."""
    actor = current_actor(request)
    view = queries.view_page(actor, pk)
    _note(actor, view.page)
    response = HttpResponse(
        view.layer.text if view.layer else "", content_type="text/plain; charset=utf-8"
    )
    response["Content-Disposition"] = f'inline; filename="page-{view.page.number}.txt"'
    return response


def show(
    request: HttpRequest, actor: Actor, desk: Desk, cited: PassageView | None = None
) -> HttpResponse:
    """Answer the desk; that something closed was read stands in the ledger."""
    _note(actor, desk.view.page)
    desk.tools = _tools(actor, desk)
    values = {"desk": desk, **links(request, desk), "query_text": desk.query}
    labels = desk.label_ids
    if cited is not None:
        values["successor"] = cited.successor
        values["passage_url"] = request.build_absolute_uri(
            reverse("passage", args=[cited.passage.pk])
        )
    return render_page(request, "reading/desk.html", values, labels=labels, room="archive")


def links(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """Return the addresses that the desk leads to; what is searched for goes along."""
    kept = request.GET.copy()
    for name in [name for name in kept if name not in ("q", "find")]:
        kept.pop(name)
    tail = f"?{kept.urlencode()}" if kept else ""
    view = desk.view
    here = reverse("page", args=[view.page.pk])
    return {
        "here": here,
        "previous_url": reverse("page", args=[view.previous_id]) + tail if view.previous_id else "",
        "next_url": reverse("page", args=[view.next_id]) + tail if view.next_id else "",
        "layers": [
            {
                "layer": layer,
                "words": words_of_layer(layer),
                "shown": view.layer is not None and layer.pk == view.layer.pk,
                "url": here if layer.current else f"{here}?layer={layer.number}",
            }
            for layer in view.layers
        ],
    }


def _note(actor: Actor, page: Any) -> None:
    ref = Ref(settings.current().node, "page", page.pk)
    note_closed_read(actor=actor, marked=page, ref=ref)


def _tools(actor: Actor, desk: Desk) -> dict[str, Any]:
    """Return what this person may do to the text."""
    lang = page_language()
    if not actor.may("reading.correct"):
        return {}
    plain = desk.view.page.source_kind in ("text", "html")
    return {
        "correct": desk.view.is_current,
        "ocr": desk.view.has_picture,
        "encodings": decoding.CHOICES if plain else (),
        "languages": [(code, say(f"language.{code}", lang)) for code in LANGUAGES]
        if desk.view.layer
        else [],
    }
