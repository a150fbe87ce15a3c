"""Moving a unit: find the new place, see what moves, confirm."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive import actions, queries
from khizana.archive.models import Record
from khizana.kernel.errors import Conflict, NotValid, Refusal
from khizana.kernel.words import say
from khizana.web.actor import current_actor
from khizana.web.archive.record_forms import uuid_or_none
from khizana.web.errors import status_of
from khizana.web.shell import page_language, render_page

TOP = "top"


@require_http_methods(["GET", "HEAD", "POST"])
def record_move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose a place, see the preview, move."""
    actor = current_actor(request)
    found = queries.find_record(actor, pk)
    require(actor, "archive.arrange")
    if request.method != "POST":
        return _page(request, actor, found, request.GET.get("to", ""))
    to = request.POST.get("to", "")
    units = queries.records_below(actor, found).count()
    try:
        actions.move_record(
            actor=actor, record_id=pk, parent_id=None if to == TOP else uuid_or_none(to) or pk,
            version=int(request.POST.get("version", "0") or 0),
        )  # fmt: skip
    except (NotValid, Conflict) as refusal:
        return _page(request, actor, found, to, refusal)
    messages.success(request, say("record.moved", page_language(), count=units))
    return redirect("record", pk=pk)


def _page(
    request: HttpRequest, actor: Actor, found: Record, to: str, refusal: Refusal | None = None
) -> HttpResponse:
    lang = page_language()
    asked = request.GET.get("q", "").strip()
    wanted = uuid_or_none(to)
    target = queries.find_record(actor, wanted) if wanted else None
    places = [] if target else queries.possible_parents(actor, found, asked)
    above = queries.breadcrumb(actor, found)
    values: dict[str, Any] = {
        "record": found,
        "crumb_record": found,
        "ancestors": above,
        "asked": asked,
        "candidates": places,
        "parent": above[-1] if above and above[-1].pk == found.parent_id else None,
        "target": target,
        "to_top": to == TOP,
        "moved_count": queries.records_below(actor, found).count(),
        "refusal": None if refusal is None else {
            "sentence": refusal.sentence(lang), "advice": refusal.advice(lang)
        },
    }  # fmt: skip
    labels = [
        found.label_id,
        *(one.label_id for one in (*above, *places)),
        target.label_id if target else None,
    ]
    return render_page(
        request, "archive/record_move.html", values, labels=labels, room="archive",
        status=status_of(refusal) if refusal else 200,
    )  # fmt: skip
