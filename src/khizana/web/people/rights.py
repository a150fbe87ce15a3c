"""Giving and taking rights: appointments, clearances, memberships; each on a page of its own."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from khizana.access import actions, labels, queries
from khizana.access.actors import Actor
from khizana.access.models import Person
from khizana.access.policies import require
from khizana.kernel.errors import NotFound
from khizana.kernel.words import say
from khizana.web.actor import current_actor
from khizana.web.fields import HouseForm, form_status, refused_into
from khizana.web.people.forms import AppointForm, ClearanceForm, JoinGroupForm, ReasonForm
from khizana.web.shell import page_language, render_page

GIVE = require_http_methods(["GET", "HEAD", "POST"])


def one_of(rows: Any, pk: UUID) -> Any:
    """Return the row with this key among those that the person may see."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound("access.nobody")
    return found


def _answer(
    request: HttpRequest,
    person: Person,
    form: forms.Form,
    do: Callable[[], object],
    *,
    title: str,
    done: str,
    button: str,
    **values: Any,
) -> HttpResponse:
    """Show a form about a person, or carry it out and return to their page."""
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            do()
            messages.success(request, done)
            return redirect("person", pk=person.pk)
    shown = {"form": form, "person": person, "heading": title, "button": button, **values}
    return render_page(request, "people/act.html", shown, room="people", status=form_status(form))


@GIVE
def appoint(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Appoint a person to a role."""
    actor, lang = current_actor(request), page_language()
    if not may_give_roles(actor):
        require(actor, "access.administer")
    person = queries.find_person(actor, pk)
    form = AppointForm(request.POST or None, offices=queries.offices(actor))
    return _answer(
        request, person, form,
        lambda: actions.appoint(actor=actor, person=person, **form.cleaned_data),
        title=say("people.appoint", lang), button=say("people.appoint", lang),
        done=say("people.done.appointed", lang), roles_table=True,
    )  # fmt: skip


@GIVE
def end_appointment(request: HttpRequest, pk: UUID, row: UUID) -> HttpResponse:
    """End an appointment."""
    actor, lang = current_actor(request), page_language()
    person = queries.find_person(actor, pk)
    held = one_of(queries.appointments_of(actor, person), row)
    form = HouseForm(request.POST if request.method == "POST" else None)
    return _answer(
        request, person, form,
        lambda: actions.end_appointment(actor=actor, appointment=held),
        title=say("people.appointment.end", lang), button=say("people.appointment.end", lang),
        done=say("people.done.ended", lang), bad=True,
        sure=say("people.appointment.end.sure", lang), what=say(f"role.{held.role}", lang),
    )  # fmt: skip


@GIVE
def clear(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Grant a clearance."""
    actor, lang = current_actor(request), page_language()
    require(actor, "access.grant_clearance")
    person = queries.find_person(actor, pk)
    form = ClearanceForm(request.POST or None)
    return _answer(
        request, person, form,
        lambda: actions.grant_clearance(actor=actor, person=person, **form.cleaned_data),
        title=say("people.clear", lang), button=say("people.clear", lang),
        done=say("people.done.cleared", lang),
    )  # fmt: skip


@GIVE
def withdraw(request: HttpRequest, pk: UUID, row: UUID) -> HttpResponse:
    """Withdraw a clearance, with the reason."""
    actor, lang = current_actor(request), page_language()
    require(actor, "access.grant_clearance")
    person = queries.find_person(actor, pk)
    held = one_of(queries.clearances_of(actor, person), row)
    form = ReasonForm(request.POST or None)
    return _answer(
        request, person, form,
        lambda: actions.withdraw_clearance(actor=actor, clearance=held, **form.cleaned_data),
        title=say("people.clearance.withdraw", lang),
        button=say("people.clearance.withdraw", lang),
        done=say("people.done.withdrawn", lang), bad=True,
        sure=say("people.clearance.withdraw.sure", lang), what=_level_name(held.level),
    )  # fmt: skip


@GIVE
def join_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a person into a need-to-know group."""
    actor, lang = current_actor(request), page_language()
    require(actor, "access.manage_groups")
    person = queries.find_person(actor, pk)
    form = JoinGroupForm(request.POST or None, groups=queries.groups(actor))
    return _answer(
        request, person, form,
        lambda: actions.add_member(actor=actor, person=person, **form.cleaned_data),
        title=say("people.group.join", lang), button=say("people.group.join", lang),
        done=say("people.done.joined", lang),
    )  # fmt: skip


@GIVE
def leave_group(request: HttpRequest, pk: UUID, row: UUID) -> HttpResponse:
    """End a membership."""
    actor, lang = current_actor(request), page_language()
    require(actor, "access.manage_groups")
    person = queries.find_person(actor, pk)
    held = one_of(queries.memberships_of(actor, person), row)
    form = HouseForm(request.POST if request.method == "POST" else None)
    return _answer(
        request, person, form,
        lambda: actions.end_membership(actor=actor, membership=held),
        title=say("people.group.leave", lang), button=say("people.group.leave", lang),
        done=say("people.done.ended", lang), bad=True,
        sure=say("people.group.leave.sure", lang), what=held.group.name.shown(lang).text,
    )  # fmt: skip


def _level_name(key: str) -> str:
    level = labels.policy().levels.get(key)
    return level.name[page_language()] if level else key


def may_give_roles(actor: Actor) -> bool:
    """Tell whether this person may hand out roles of one kind or the other."""
    return actor.may("access.administer") or actor.may("access.appoint_sensitive")
