"""Creating and describing units."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.archive import actions, queries
from khizana.archive.models import Record
from khizana.kernel.words import say
from khizana.web.actor import current_actor
from khizana.web.archive.record_forms import (
    EditRecordForm,
    NewRecordForm,
    initial_of,
    uuid_or_none,
)
from khizana.web.archive.tabs import label_choices
from khizana.web.fields import form_status, refused_into
from khizana.web.shell import page_language, render_page

_COLUMNS = ("title", "level", "reference_code", "dates")


@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: HttpRequest) -> HttpResponse:
    """Make a unit: a fonds, or a part of the unit named in ``?parent=``."""
    actor = current_actor(request)
    require(actor, "archive.describe")
    wanted = uuid_or_none(request.GET.get("parent"))
    parent = queries.find_record(actor, wanted) if wanted else None
    form = _new_form(request, actor, parent)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        with refused_into(form):
            made = _create(actor, parent, form)
            messages.success(request, say("record.created", page_language()))
            return redirect("record", pk=made.pk)
    return _page(request, actor, form, parent, parent)


@require_http_methods(["GET", "HEAD", "POST"])
def record_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Describe a unit."""
    actor = current_actor(request)
    found = queries.find_record(actor, pk)
    require(actor, "archive.describe")
    levels = queries.levels_for(found.parent)
    form = EditRecordForm(
        request.POST if request.method == "POST" else None, levels=levels, initial=initial_of(found)
    )
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        with refused_into(form):
            actions.describe_record(
                actor=actor, record_id=pk, version=form.cleaned_data["version"],
                description=form.description,
                **{name: form.cleaned_data[name] for name in _COLUMNS},
            )  # fmt: skip
            messages.success(request, say("record.saved", page_language()))
            return redirect("record", pk=pk)
    return _page(request, actor, form, found, found, editing=True)


def _new_form(request: HttpRequest, actor: Actor, parent: Record | None) -> NewRecordForm:
    lang = page_language()
    houses = [(str(house.pk), house.name.shown(lang).text) for house in queries.institutions(actor)]
    return NewRecordForm(
        request.POST if request.method == "POST" else None,
        levels=queries.levels_for(parent),
        labels=label_choices(actor) if actor.may("access.mark") else [],
        institutions=houses,
        inherits=parent is not None,
    )


def _create(actor: Actor, parent: Record | None, form: NewRecordForm) -> Record:
    data = form.cleaned_data
    chosen = data.get("institution") or queries.find_institution(actor).pk
    return actions.create_record(
        actor=actor,
        title=data["title"],
        level=data["level"],
        parent_id=parent.pk if parent else None,
        institution_id=None if parent else UUID(str(chosen)),
        reference_code=data["reference_code"],
        dates=data["dates"],
        description=form.description,
        label=Label.objects.get(pk=data["label"]) if data["label"] else None,
    )


def _page(
    request: HttpRequest, actor: Actor, form: Any, record: Record | None, crumb: Record | None,
    *, editing: bool = False,
) -> HttpResponse:  # fmt: skip
    lang = page_language()
    above = queries.breadcrumb(actor, crumb) if crumb else []
    if editing and record:
        heading = say("record.edit_title", lang, title=record.title)
    elif record:
        heading = say("record.new_below", lang, title=record.title)
    else:
        heading = say("record.new_title", lang)
    values = {
        "form": form,
        "record": record if editing else None,
        "crumb_record": crumb,
        "ancestors": above,
        "heading": heading,
        "failed": say("record.not_saved", lang),
        "submit": say("record.save", lang) if editing else say("record.create", lang),
        "back_url": reverse("record", args=[record.pk]) if record else reverse("archive"),
    }
    labels = [*(step.label_id for step in above), crumb.label_id if crumb else None]
    return render_page(
        request, "archive/record_form.html", values, labels=labels, room="archive",
        status=form_status(form),
    )  # fmt: skip
