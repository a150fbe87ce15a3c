"""Home, «مكتبي»: the question, what waits for this person, and what came in last."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from khizana.access.actors import Actor
from khizana.adapters import clock
from khizana.archive.models import Accession, Record
from khizana.archive.queries import visible_records
from khizana.archive.queries.accessions import visible_accessions
from khizana.kernel.text import Text
from khizana.kernel.words import say
from khizana.preservation.sight import visible_boxes
from khizana.web.actor import current_actor
from khizana.web.shell import page_language, render_page

_WAITING, _RECENT, _OPENING = 8, 6, 5
_SOON = dt.timedelta(days=366)
_LOOK_BACK = dt.timedelta(days=30)
_STEPS = {
    "registered": ("home.wait.receive", "home.do.receive"),
    "receiving": ("home.wait.finish", "home.do.look"),
    "received": ("home.wait.describe", "home.do.describe"),
}
_DAYS = (
    "home.day.mon", "home.day.tue", "home.day.wed", "home.day.thu", "home.day.fri",
    "home.day.sat", "home.day.sun",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what to do, about what, where, and since when."""

    title: str
    about: Text
    code: str
    url: str
    button: str
    workflow: str
    state: str
    since: dt.datetime
    label_id: int
    room: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the desk."""
    actor, lang = current_actor(request), page_language()
    reads = actor.may("archive.read")
    accessions = _recent_accessions(actor) if reads else []
    records = _recent_records(actor) if reads else []
    opening = _opening_soon(actor) if reads and actor.reads_closed else []
    waiting = [*_refused_files(actor, lang), *_open_accessions(actor, lang)][:_WAITING]
    values = {
        "today": actor.today,
        "weekday": say(_DAYS[actor.today.weekday()], lang),
        "roles": sorted(actor.roles),
        "waiting": waiting,
        "accessions": accessions,
        "records": records,
        "opening": opening,
        "example": records[0].reference_code if records else "",
        "may_enter": actor.may("archive.accession"),
        "may_receive": actor.may("preservation.receive"),
        "hide_top_search": True,
    }
    rows: list[Any] = [*waiting, *accessions, *records, *opening]
    labels = [row.label_id for row in rows]
    return render_page(request, "home/home.html", values, labels=labels, room="home")


def _recent_accessions(actor: Actor) -> list[Accession]:
    return list(visible_accessions(actor).order_by("-year", "-sequence")[:_RECENT])


def _recent_records(actor: Actor) -> list[Record]:
    rows = visible_records(actor).defer("description", "withdrawn_reason")
    return list(rows.order_by("-updated_at", "pk")[:_RECENT])


def _opening_soon(actor: Actor) -> list[Record]:
    """Records whose closure runs out within a year (ISAD(G) 3.4.1)."""
    rows = visible_records(actor).defer("description", "withdrawn_reason")
    soon = rows.filter(open_from__gt=actor.today, open_from__lte=actor.today + _SOON)
    return list(soon.order_by("open_from", "pk")[:_OPENING])


def _open_accessions(actor: Actor, lang: str) -> list[Waiting]:
    """Accessions that wait for the next step of the register."""
    if not actor.may("archive.accession"):
        return []
    rows = visible_accessions(actor).filter(state__in=_STEPS).order_by("-year", "-sequence")
    return [
        Waiting(
            title=say(_STEPS[row.state][0], lang), about=row.title, code=row.number,
            url=reverse("accession", args=[row.pk]), button=say(_STEPS[row.state][1], lang),
            workflow="accession", state=row.state, since=row.created_at, label_id=row.label_id,
            room=say("web.room.accessions", lang),
        )
        for row in rows[:_WAITING]
    ]  # fmt: skip


def _refused_files(actor: Actor, lang: str) -> list[Waiting]:
    """Boxes with files that were not taken in: somebody has to look why."""
    if not actor.may("preservation.receive"):
        return []
    refused = Count("files", filter=Q(files__state="refused"))
    since = clock.now() - _LOOK_BACK
    rows = visible_boxes(actor).filter(created_at__gte=since)
    rows = rows.annotate(refused=refused).filter(refused__gt=0).select_related("accession")
    return [
        Waiting(
            title=say("home.wait.refused", lang, count=row.refused), about=row.accession.title,
            code=row.accession.number, url=reverse("submission", args=[row.pk]),
            button=say("home.do.look", lang), workflow="submission", state=row.state,
            since=row.created_at, label_id=row.label_id, room=say("web.room.receive", lang),
        )
        for row in rows.order_by("-created_at")[:_WAITING]
    ]  # fmt: skip
