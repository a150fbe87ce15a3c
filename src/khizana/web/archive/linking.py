"""Creators, subjects and places of a unit: links to authority names."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive import actions, queries
from khizana.kernel.errors import Conflict, NotValid, Refusal
from khizana.kernel.words import say
from khizana.terms.queries import search_authorities
from khizana.web.actor import current_actor
from khizana.web.archive.record_forms import uuid_or_none
from khizana.web.errors import status_of
from khizana.web.shell import page_language, render_page


@require_http_methods(["GET", "HEAD", "POST"])
def record_authorities(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the linked names, find others, link and unlink."""
    actor = current_actor(request)
    page = queries.record_page(actor, pk)
    require(actor, "archive.describe")
    if request.method != "POST":
        return _page(request, actor, page)
    try:
        done = _change(actor, pk, request)
    except (NotValid, Conflict) as refusal:
        return _page(request, actor, page, refusal)
    messages.success(request, done)
    return redirect("record_authorities", pk=pk)


def _change(actor: Actor, pk: UUID, request: HttpRequest) -> str:
    lang = page_language()
    role = request.POST.get("role", "")
    if "remove" in request.POST:
        wanted = uuid_or_none(request.POST["remove"]) or pk
        actions.unlink_authority(actor=actor, record_id=pk, authority_id=wanted, role=role)
        return say("record.unlinked", lang)
    wanted = uuid_or_none(request.POST.get("add")) or pk
    actions.link_authority(actor=actor, record_id=pk, authority_id=wanted, role=role)
    return say("record.linked", lang)


def _page(
    request: HttpRequest, actor: Actor, page: queries.RecordPage, refusal: Refusal | None = None
) -> HttpResponse:
    lang = page_language()
    asked = request.GET.get("q", "").strip()
    found = search_authorities(actor, asked) if asked else []
    roles = [
        ("creator", say("archive.role.creator", lang)),
        ("subject", say("archive.role.subject", lang)),
        ("place", say("archive.role.place", lang)),
    ]
    links: list[dict[str, Any]] = [
        {"authority": one, "role": role, "role_words": words}
        for role, words in roles
        for one in page.authorities.get(role, [])
    ]
    values: dict[str, Any] = {
        "record": page.record,
        "crumb_record": page.record,
        "ancestors": page.breadcrumb,
        "links": links,
        "roles": roles,
        "asked": asked,
        "candidates": found,
        "refusal": None if refusal is None else {
            "sentence": refusal.sentence(lang), "advice": refusal.advice(lang)
        },
    }  # fmt: skip
    labels = [
        page.record.label_id,
        *(step.label_id for step in page.breadcrumb),
        *(link["authority"].label_id for link in links),
        *(one.label_id for one in found),
    ]
    return render_page(
        request, "archive/record_authorities.html", values, labels=labels, room="archive",
        status=status_of(refusal) if refusal else 200,
    )  # fmt: skip
