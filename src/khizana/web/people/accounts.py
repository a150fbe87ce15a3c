"""Steps on an account: each is confirmed on a page that says what will happen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from khizana.access import actions, queries
from khizana.access.actions import IssuedPassword
from khizana.access.actors import Actor
from khizana.access.models import Person
from khizana.access.policies import require, require_password_reset
from khizana.kernel.errors import NotFound
from khizana.kernel.words import say
from khizana.web.actor import current_actor
from khizana.web.fields import HouseForm, form_status, refused_into
from khizana.web.people.forms import ReasonForm
from khizana.web.shell import page_language, render_page


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its words, the permission asked for, and the action of the room.

    Without a permission the right depends on the person too, and ``ask`` is asked instead.
    """

    title: str
    sure: str
    done: str
    permission: str
    do: Callable[..., Any]
    reason: bool = False
    ask: Callable[[Actor, Person], None] | None = None


STEPS = {
    "password": Step(
        "people.password.reset", "people.password.reset.sure", "people.done.password",
        "", actions.reset_password, ask=require_password_reset,
    ),
    "second-factor": Step(
        "people.factor.reset", "people.factor.reset.sure", "people.done.factor",
        "access.reset_second_factor", actions.reset_second_factor,
    ),
    "sessions": Step(
        "people.sessions.end", "people.sessions.end.sure", "people.done.sessions",
        "access.administer", actions.end_sessions,
    ),
    "disable": Step(
        "people.disable", "people.disable.sure", "people.done.disabled",
        "access.administer", actions.disable_person, reason=True,
    ),
    "enable": Step(
        "people.enable", "people.enable.sure", "people.done.enabled",
        "access.administer", actions.enable_person, reason=True,
    ),
}  # fmt: skip


@sensitive_variables("result")
@require_http_methods(["GET", "HEAD", "POST"])
def account_step(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Ask whether to take a step on an account, then take it."""
    actor, lang = current_actor(request), page_language()
    if step not in STEPS:
        raise NotFound("access.nobody")
    chosen = STEPS[step]
    if chosen.permission:
        require(actor, chosen.permission)
    person = queries.find_person(actor, pk)
    if chosen.ask:
        chosen.ask(actor, person)
    form = (ReasonForm if chosen.reason else HouseForm)(
        request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            result = chosen.do(actor=actor, person=person, **form.cleaned_data)
            if isinstance(result, IssuedPassword):
                values = {"person": person, "secret": result.password, "kind": "password"}
                return render_page(request, "people/issued.html", values, room="people")
            messages.success(request, say(chosen.done, lang))
            return redirect("person", pk=pk)
    values = {
        "form": form, "person": person, "heading": say(chosen.title, lang),
        "button": say(chosen.title, lang), "sure": say(chosen.sure, lang), "bad": True,
    }  # fmt: skip
    return render_page(request, "people/act.html", values, room="people", status=form_status(form))
