"""Offices of the house and need-to-know groups."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from khizana.access import actions, queries
from khizana.access.models import Membership
from khizana.access.policies import require
from khizana.access.roles import ROLES
from khizana.kernel.words import say
from khizana.web.actor import current_actor
from khizana.web.fields import form_status, refused_into
from khizana.web.people.forms import CloseOfficeForm, GroupForm, MemberForm, OfficeForm
from khizana.web.people.periods import state_of
from khizana.web.people.rights import one_of
from khizana.web.shell import page_language, render_page

BOTH = require_http_methods(["GET", "HEAD", "POST"])


@BOTH
def offices(request: HttpRequest) -> HttpResponse:
    """Show the offices, and to administrators the form for a new one."""
    actor, lang = current_actor(request), page_language()
    rows = list(queries.offices(actor))
    may_add = actor.may("access.administer")
    form = OfficeForm(request.POST or None, offices=queries.offices(actor))
    if request.method == "POST":
        require(actor, "access.administer")
        if form.is_valid():
            with refused_into(form):
                actions.create_office(actor=actor, **form.cleaned_data)
                messages.success(request, say("people.done.saved", lang))
                return redirect("offices")
    names = {office.pk: office.name for office in rows}
    shown = [(office, names[office.parent_id] if office.parent_id else None) for office in rows]
    values = {"rows": shown, "form": form, "may_add": may_add, "today": actor.today}
    return render_page(
        request, "people/offices.html", values, room="people", status=form_status(form)
    )


@BOTH
def close_office(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an office its last day."""
    actor, lang = current_actor(request), page_language()
    require(actor, "access.administer")
    office = one_of(queries.offices(actor), pk)
    form = CloseOfficeForm(request.POST or None, initial={"valid_to": actor.today})
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            actions.close_office(actor=actor, office=office, **form.cleaned_data)
            messages.success(request, say("people.done.ended", lang))
            return redirect("offices")
    values = {
        "form": form, "heading": say("people.office.close", lang), "bad": True,
        "button": say("people.office.close", lang), "what": office.name.shown(lang).text,
        "back": "offices",
    }  # fmt: skip
    return render_page(request, "people/act.html", values, room="people", status=form_status(form))


@BOTH
def groups(request: HttpRequest) -> HttpResponse:
    """Show the groups that this person may know of, and to their keepers the form for one."""
    actor, lang = current_actor(request), page_language()
    may_add = actor.may("access.manage_groups")
    form = GroupForm(request.POST or None)
    if request.method == "POST":
        require(actor, "access.manage_groups")
        if form.is_valid():
            with refused_into(form):
                group = actions.create_group(actor=actor, **form.cleaned_data)
                messages.success(request, say("people.done.saved", lang))
                return redirect("group", pk=group.pk)
    values = {"rows": list(queries.groups(actor)), "form": form, "may_add": may_add}
    return render_page(
        request, "people/groups.html", values, room="people", status=form_status(form)
    )


@BOTH
def group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who belongs to a group; its keepers let people in here."""
    actor, lang = current_actor(request), page_language()
    require(actor, "access.manage_groups")
    found = one_of(queries.groups(actor), pk)
    form = MemberForm(request.POST or None, people=queries.people(actor).filter(is_active=True))
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            actions.add_member(actor=actor, group=found, **form.cleaned_data)
            messages.success(request, say("people.done.joined", lang))
            return redirect("group", pk=pk)
    members = Membership.objects.filter(group=found).select_related("person")
    rows = [(row, state_of(row, actor.today)) for row in members.order_by("person__username")]
    values = {"group": found, "rows": rows, "form": form}
    return render_page(
        request, "people/group.html", values, room="people", status=form_status(form)
    )


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Print the table of roles and permissions: the one that the checks use."""
    require(current_actor(request), "access.read_people")
    rows = [(role, sorted(permissions)) for role, permissions in ROLES.items()]
    return render_page(request, "people/roles.html", {"rows": rows}, room="people")
