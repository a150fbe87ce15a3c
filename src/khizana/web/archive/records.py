"""The page of one unit of description, and its history."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from khizana.access.actors import Actor
from khizana.access.models import OPEN, UNDETERMINED, Marked
from khizana.adapters import settings
from khizana.archive import queries
from khizana.archive.elements import AREAS
from khizana.archive.models import Record
from khizana.archive.queries import RecordPage
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.words import say
from khizana.ledger.queries import history
from khizana.web.actor import current_actor
from khizana.web.archive.held import files_of
from khizana.web.archive.history import told
from khizana.web.archive.tree import branch_of
from khizana.web.shell import page_language, render_page

_RECENT = 5
_ACTS = {
    "describe": "archive.describe",
    "create": "archive.describe",
    "arrange": "archive.arrange",
    "export": "archive.export",
    "receive": "preservation.receive",
    "withdraw": "archive.withdraw",
}


@dataclass(frozen=True, slots=True)
class Names:
    """Authority names of one role, and the unit that says them where it is one above."""

    title: str
    authorities: list[Any]
    source: Record | None = None


@require_safe
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a unit: its files, its parts, its description, where it comes from, what happened."""
    actor = current_actor(request)
    page = queries.record_page(actor, pk, after=request.GET.get("after", ""))
    held = files_of(actor, page.record)
    branch = branch_of(page.children, reverse("record_children", args=[pk]))
    groups = _names(page)
    labels = [
        page.record.label_id,
        *(step.label_id for step in page.breadcrumb),
        *branch.label_ids,
        *held.label_ids,
        *(one.label_id for group in groups for one in group.authorities),
        page.accession.label_id if page.accession else None,
    ]
    values = {
        "record": page.record,
        "ancestors": page.breadcrumb,
        "areas": _areas(page),
        "branch": branch,
        "held": held,
        "accession": page.accession,
        "authority_groups": groups,
        "history": told(
            queries.tellable(actor, history(page.record.ref, actor))[-_RECENT:],
            actor,
            whole=False,
        ),
        "may": acts(actor, page.record),
        "closure_words": closure_words(page.record, actor),
        "is_closed": page.record.open_from > actor.today,
        "shown": sorted({one for one in labels if one is not None}),
    }
    return render_page(request, "archive/record.html", values, labels=labels, room="archive")


@require_safe
def record_by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a reference code to its unit."""
    found = queries.record_by_code(current_actor(request), code)
    return HttpResponseRedirect(reverse("record", args=[found.pk]))


@require_safe
def record_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show everything that was done to a unit and to its files, as differences."""
    actor = current_actor(request)
    found = queries.find_record(actor, pk)
    above = queries.breadcrumb(actor, found)
    files = [file.held for file in files_of(actor, found).files]
    of_files = [(file, line) for file in files for line in history(file.ref, actor)]
    about = {line.id: file.original_name for file, line in of_files}
    steps = [*history(found.ref, actor), *(line for _, line in of_files)]
    steps.sort(key=lambda line: line.id)
    values = {
        "record": found,
        "crumb_record": found,
        "ancestors": above,
        "lines": told(queries.tellable(actor, steps), actor, about=about),
        "may_proof": actor.may("ledger.prove"),
    }
    labels = [found.label_id, *(step.label_id for step in above)]
    labels += [file.label_id for file in files]
    return render_page(
        request, "archive/record_history.html", values, labels=labels, room="archive"
    )


def acts(actor: Actor, found: Record) -> dict[str, bool]:
    """Return what this person may do here; what is withdrawn can only be brought back."""
    allowed = {name: actor.may(permission) for name, permission in _ACTS.items()}
    allowed["label"] = actor.may("access.mark") or actor.may("archive.close")
    allowed["restore"] = allowed["withdraw"] and found.withdrawn_at is not None
    if found.withdrawn_at is not None:
        allowed = {"restore": allowed["restore"]}
    if found.level == Record.Level.ITEM:
        allowed["create"] = False
    allowed["any"] = any(on for name, on in allowed.items() if name != "describe")
    return allowed


def closure_words(marked: Marked, actor: Actor) -> str:
    """Return the closure of a thing in words."""
    lang = page_language()
    if marked.open_from == OPEN:
        return say("record.closure_open", lang)
    if marked.open_from == UNDETERMINED:
        return say("record.closure_undecided", lang)
    day = day_in_words(marked.open_from, lang)
    if marked.open_from > actor.today:
        return say("record.closure_until", lang, day=day)
    return say("record.closure_opened", lang, day=day)


def day_in_words(day: dt.date, lang: str) -> str:
    """Return a day as the institution writes it."""
    return HistoricalDate.read(day.isoformat()).shown(lang, settings.current().months)


def _areas(page: RecordPage) -> list[dict[str, Any]]:
    lang = page_language()
    return [
        {
            "name": area,
            "title": say(AREAS[area], lang),
            "elements": [
                {
                    "title": say(said.element.word, lang),
                    "value": said.text,
                    "long": said.element.multiline,
                    "source": said.source,
                }
                for said in elements
            ],
        }
        for area, elements in page.areas.items()
        if elements
    ]


def _names(page: RecordPage) -> list[Names]:
    lang = page_language()
    titles = {
        "creator": say("record.creators", lang),
        "subject": say("record.subjects", lang),
        "place": say("record.places", lang),
    }
    groups = [Names(titles[role], names) for role, names in page.authorities.items() if names]
    if page.inherited_creators:
        source, creators = page.inherited_creators
        groups.insert(0, Names(titles["creator"], creators, source))
    return groups
