"""The ledger: the lines that a person may see, one line with its proof, the checkpoints."""

import datetime as dt
import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from khizana.access.policies import require
from khizana.kernel.errors import Conflict, NotFound
from khizana.kernel.words import has, keys, say
from khizana.ledger import keys as ledger_keys
from khizana.ledger import queries
from khizana.ledger.models import Checkpoint, Entry
from khizana.shared.words import W
from khizana.web import refs
from khizana.web.actor import current_actor
from khizana.web.archive.history import told
from khizana.web.fields import DayField, HouseForm
from khizana.web.paging import cut
from khizana.web.shell import page_language, render_page

ROOM = "ledger"


class FilterForm(HouseForm):
    """What to look for in the ledger."""

    action = forms.ChoiceField(label=W("ledger.action"), required=False)
    who = forms.CharField(label=W("ledger.who"), required=False, max_length=80)
    ref = forms.CharField(label=W("ledger.ref"), required=False, max_length=200)
    since = DayField(label=W("ledger.since"), required=False, help_text="")
    until = DayField(label=W("ledger.until"), required=False, help_text="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        known = sorted(key.removeprefix("action.") for key in keys() if key.startswith("action."))
        choices = [(code, say(f"action.{code}", lang)) for code in known if code.count(".") == 1]
        choices.sort(key=lambda choice: choice[1])
        self.fields["action"].choices = [("", say("ledger.any_action", lang)), *choices]  # type: ignore[attr-defined]
        self.fields["ref"].widget.attrs["dir"] = "ltr"


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """Show the audit lines that this person may see, newest first."""
    actor = current_actor(request)
    form = FilterForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.lines(
        actor,
        action=wanted.get("action", ""),
        ref=wanted.get("ref", "").strip(),
        since=_midnight(wanted.get("since")),
        until=_midnight(wanted.get("until"), 1),
    )
    if who := wanted.get("who", "").strip():
        rows = rows.filter(actor_name__iexact=who)
    part = cut(rows, request)
    values = {
        "form": form,
        "part": part,
        "rows": [(entry, _action_words(entry)) for entry in part],
        "may_prove": actor.may("ledger.prove"),
        "filtered": any(wanted.values()),
    }
    labels = [entry.label_id for entry in part]
    return render_page(request, "ledger/list.html", values, labels=labels, room=ROOM)


def _midnight(day: dt.date | None, later: int = 0) -> dt.datetime | None:
    if day is None:
        return None
    return dt.datetime.combine(day + dt.timedelta(days=later), dt.time.min, dt.UTC)


def _action_words(entry: Entry) -> str:
    key = f"action.{entry.action}"
    return say(key, page_language()) if has(key) else entry.action


@require_safe
def ledger_line(request: HttpRequest, position: int) -> HttpResponse:
    """Show one line as it stands, what it changed, and its proof (RFC 6962 section 2.1.1)."""
    actor = current_actor(request)
    require(actor, "ledger.prove")
    entry = queries.lines(actor).filter(pk=position).first()
    if entry is None:
        raise NotFound("ledger.no_line")
    try:
        proof: queries.Proof | None = queries.prove(position, actor)
    except Conflict:
        proof = None  # the next checkpoint will cover it; the page says so
    values = {
        "entry": entry,
        "line": told([queries.line_of(entry)], actor)[0],
        "proof": proof,
        "body": json.dumps(json.loads(entry.body), ensure_ascii=False, indent=2),
        "target": refs.address(entry.ref),
        "vkey": str(ledger_keys.verifier()),
    }
    return render_page(request, "ledger/line.html", values, labels=[entry.label_id], room=ROOM)


@require_safe
def ledger_proof(request: HttpRequest, position: int) -> HttpResponse:
    """Give the proof of a line as a small file that a partner can check without us."""
    actor = current_actor(request)
    proof = queries.prove(position, actor)
    response = HttpResponse(proof.text(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="khizana-line-{position}.proof"'
    return response


@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """Show the signed heads of the tree and the key that checks them."""
    actor = current_actor(request)
    size, _newest = queries.state(actor)
    part = cut(Checkpoint.objects.order_by("-size"), request, 20)
    values = {"part": part, "size": size, "vkey": str(ledger_keys.verifier())}
    return render_page(request, "ledger/checkpoints.html", values, room=ROOM)


urlpatterns = [
    path("ledger/", ledger, name="ledger"),
    path("ledger/checkpoints/", checkpoints, name="checkpoints"),
    path("ledger/<int:position>/", ledger_line, name="ledger_line"),
    path("ledger/<int:position>/proof", ledger_proof, name="ledger_proof"),
]
