"""People: the list, one person, a new account, its correction."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from khizana.access import actions, queries
from khizana.access.actors import Actor
from khizana.access.models import Appointment, Person
from khizana.access.policies import require
from khizana.kernel.words import say
from khizana.web.actor import current_actor
from khizana.web.fields import form_status, refused_into
from khizana.web.paging import cut
from khizana.web.people.forms import EditPersonForm, NewPersonForm
from khizana.web.people.periods import state_of
from khizana.web.people.rights import may_give_roles
from khizana.web.shell import page_language, render_page

ROOM = "people"


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Show the people of the house with the roles that they hold today."""
    actor = current_actor(request)
    asked = request.GET.get("q", "").strip()
    part = cut(_matching(queries.people(actor), asked), request)
    roles = _roles_today(actor, [person.pk for person in part])
    rows = [(person, roles[person.pk]) for person in part]
    values = {"part": part, "rows": rows, "asked": asked, "may_add": actor.may("access.administer")}
    return render_page(request, "people/list.html", values, room=ROOM)


def _matching(rows: QuerySet[Person], asked: str) -> QuerySet[Person] | list[Person]:
    """Names are values in many languages: a house has few people, so they are compared here."""
    if not asked:
        return rows
    wanted = asked.casefold()
    return [
        person
        for person in rows
        if wanted in person.username.casefold()
        or any(wanted in value.casefold() for value in person.name.values.values())
    ]


def _roles_today(actor: Actor, ids: list[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    held = Appointment.objects.on(actor.today).filter(person_id__in=ids)
    for person_id, role in held.order_by("role").values_list("person_id", "role"):
        found[person_id].append(role)
    return found


@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one person: who, which roles, and to those who keep them, clearances and groups."""
    actor = current_actor(request)
    found = queries.find_person(actor, pk)
    own = actor.person_id == found.pk
    values: dict[str, Any] = {
        "person": found,
        "own": own,
        "appointments": _with_state(queries.appointments_of(actor, found), actor),
        "may_administer": actor.may("access.administer"),
        "may_appoint": may_give_roles(actor),
        "may_clear": actor.may("access.grant_clearance"),
        "may_group": actor.may("access.manage_groups"),
        "may_reset_password": queries.may_reset_password(actor, found),
        "may_reset_factor": actor.may("access.reset_second_factor"),
    }
    if own or values["may_clear"]:
        values["clearances"] = _with_state(queries.clearances_of(actor, found), actor)
    if own or values["may_group"]:
        values["memberships"] = _with_state(queries.memberships_of(actor, found), actor)
    return render_page(request, "people/person.html", values, room=ROOM)


def _with_state(rows: Any, actor: Actor) -> list[tuple[Any, str]]:
    return [(row, state_of(row, actor.today)) for row in rows]


@sensitive_variables("issued")
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Open an account; its one-time password is shown once, on the answer itself."""
    actor = current_actor(request)
    require(actor, "access.administer")
    form = NewPersonForm(request.POST or None, initial={"language": "ar"})
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            issued = actions.create_person(actor=actor, **form.cleaned_data)
            values = {"person": issued.person, "secret": issued.password, "kind": "password"}
            return render_page(request, "people/issued.html", values, room=ROOM)
    return render_page(
        request, "people/new.html", {"form": form}, room=ROOM, status=form_status(form)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct the name, language or address of an account."""
    actor = current_actor(request)
    require(actor, "access.administer")
    found = queries.find_person(actor, pk)
    initial = {name: getattr(found, name) for name in ("name", "language", "email", "version")}
    form = EditPersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            actions.change_person(actor=actor, person=found, **form.cleaned_data)
            messages.success(request, say("people.done.saved", page_language()))
            return redirect("person", pk=pk)
    values = {"form": form, "person": found}
    return render_page(request, "people/edit.html", values, room=ROOM, status=form_status(form))
