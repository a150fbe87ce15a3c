"""The accession register: list, page, steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from khizana.archive import actions, queries
from khizana.archive.models import Accession
from khizana.archive.queries.listing import PAGE_SIZE
from khizana.archive.workflow import ACCESSION
from khizana.kernel.words import say
from khizana.ledger.queries import history
from khizana.web.actor import current_actor
from khizana.web.archive.held import boxes_of
from khizana.web.archive.history import told
from khizana.web.archive.tree import branch_of
from khizana.web.paging import Slice, page_number
from khizana.web.preservation.boxes import named
from khizana.web.shell import page_language, render_page

_RECENT = 8
_ASIDE = frozenset({"withdrawn"})


@require_safe
def accessions(request: HttpRequest) -> HttpResponse:
    """Show the register, narrowed by words, state or year."""
    actor, lang = current_actor(request), page_language()
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "state", "year")}
    year = int(asked["year"]) if asked["year"].isdecimal() and len(asked["year"]) == 4 else None
    state = asked["state"] if asked["state"] in ACCESSION.states else ""
    page = queries.accessions(
        actor, text=asked["q"], state=state, year=year, page=page_number(request)
    )
    values = {
        "slice": Slice(
            page.rows, page.number, PAGE_SIZE * (page.number - 1) + 1, page.number < page.pages
        ),
        "total": page.total,
        "asked": asked,
        "year": year,
        "filtered": any(asked.values()),
        "states": [(name, ACCESSION.state_name(name, lang)) for name in ACCESSION.states],
        "years": queries.accession_years(actor),
        "may_register": actor.may("archive.accession"),
        "may_receive": actor.may("preservation.receive"),
    }
    labels = [row.label_id for row in page.rows]
    return render_page(request, "archive/accessions.html", values, labels=labels, room="accessions")


@require_safe
def accession(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a line of the register: its state, its boxes, its units, what happened."""
    actor = current_actor(request)
    page = queries.accession_page(actor, pk)
    found = page.accession
    boxes = boxes_of(actor, found)
    units = queries.of_accession(actor, found.pk, after=request.GET.get("after", ""))
    branch = branch_of(units, reverse("accession", args=[pk]))
    labels = [
        found.label_id,
        *(box.label_id for box in boxes),
        *branch.label_ids,
    ]
    values = {
        "accession": found,
        "facts": facts(found),
        "steps": steps(found.state),
        "transitions": [
            (step.name, ACCESSION.step_name(step.name, page_language()))
            for step in page.transitions
        ],
        "boxes": named(actor, boxes),
        "branch": branch,
        "record_count": page.records,
        "history": told(
            queries.tellable(actor, history(found.ref, actor))[-_RECENT:], actor, whole=False
        ),
        "may_edit": actor.may("archive.accession"),
        "may_receive": actor.may("preservation.receive") and takes_boxes(found),
        "shown": sorted(set(labels)),
    }
    return render_page(request, "archive/accession.html", values, labels=labels, room="accessions")


@require_POST
def accession_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a step of the workflow table."""
    actor, lang = current_actor(request), page_language()
    version = request.POST.get("version", "")
    found = actions.advance_accession(
        actor=actor,
        accession_id=pk,
        transition=request.POST.get("transition", ""),
        version=int(version) if version.isdecimal() and len(version) < 10 else None,
    )
    state = ACCESSION.state_name(found.state, lang)
    messages.success(request, say("register.advanced", lang, state=state))
    return redirect("accession", pk=pk)


def steps(state: str) -> list[dict[str, Any]]:
    """Return the way of an accession with the place where this one stands."""
    lang = page_language()
    way = [name for name in ACCESSION.states if name not in _ASIDE]
    if state not in way:
        way.append(state)
    here = way.index(state)
    return [
        {"title": ACCESSION.state_name(name, lang), "current": place == here, "done": place < here}
        for place, name in enumerate(way)
    ]


def takes_boxes(found: Accession) -> bool:
    """Tell whether another box may still come into this accession."""
    return found.state in ("registered", "receiving", "received")


def facts(found: Accession) -> list[dict[str, Any]]:
    """Return what is on record of an accession, as far as something is."""
    lang = page_language()
    offered = (
        (say("register.source", lang), found.source, False),
        (say("register.received", lang), found.received, False),
        (say("register.extent", lang), found.extent, False),
        (say("register.agreement", lang), found.agreement, True),
        (say("register.custody", lang), found.custodial_history, True),
        (say("register.scope", lang), found.scope_content, True),
        (say("register.notes", lang), found.notes, True),
    )
    made = [
        {"title": title, "value": value, "long": long, "date": value is found.received}
        for title, value, long in offered
        if value
    ]
    if found.acquisition_type:
        words = say(f"archive.acquisition.{found.acquisition_type}", lang)
        made.insert(1, {"title": say("register.type", lang), "words": words})
    return made
