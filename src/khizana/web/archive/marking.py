"""Label and closure of a unit; its withdrawal and return."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from khizana.access.actors import Actor
from khizana.access.models import OPEN, UNDETERMINED, Label
from khizana.access.policies import require
from khizana.archive import actions, queries
from khizana.archive.models import Record
from khizana.kernel.errors import NotAllowed
from khizana.kernel.words import say
from khizana.shared.words import W
from khizana.web.actor import current_actor
from khizana.web.archive.tabs import label_choices
from khizana.web.fields import DayField, HouseForm, form_status, refused_into
from khizana.web.shell import page_language, render_page


class MarkingForm(HouseForm):
    """Who may see a unit, and from when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    label = forms.ChoiceField(label=W("record.field_label"), required=False)
    opening = forms.ChoiceField(
        label=W("record.field_open"), widget=forms.RadioSelect, required=False,
        choices=[
            ("now", W("record.open_now")), ("on", W("record.open_on")),
            ("undecided", W("record.open_never")),
        ],
    )  # fmt: skip
    day = DayField(
        label=W("record.field_open_day"), required=False, help_text=W("record.field_open_day_hint")
    )
    subtree = forms.BooleanField(label=W("record.label_below"), required=False)
    reason = forms.CharField(
        label=W("record.field_reason"), required=False, max_length=2000,
        help_text=W("record.field_reason_hint"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = label_choices(actor)  # type: ignore[attr-defined]
        if not actor.may("access.mark"):
            del self.fields["label"]
        if not actor.may("archive.close"):
            del self.fields["opening"], self.fields["day"]

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one was promised."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("opening") == "on" and not data.get("day") and "day" not in self.errors:
            self.add_error("day", W("record.open_day_wrong"))
        return data

    @property
    def open_from(self) -> dt.date:
        """Return the day of opening that was chosen."""
        chosen = self.cleaned_data["opening"]
        day: dt.date = self.cleaned_data["day"] or OPEN
        return {"now": OPEN, "undecided": UNDETERMINED}.get(chosen, day)


class ReasonForm(HouseForm):
    """A step that wants its reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=W("record.field_reason"), max_length=2000, widget=forms.Textarea,
        help_text=W("record.field_reason_hint"),
    )  # fmt: skip


class SureForm(HouseForm):
    """A step that only has to be confirmed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def record_label(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the label or the closure of a unit, also of what is below it."""
    actor, lang = current_actor(request), page_language()
    found = queries.find_record(actor, pk)
    if not (actor.may("access.mark") or actor.may("archive.close")):
        raise NotAllowed("access.permission_missing", permission="access.mark")
    form = MarkingForm(
        request.POST if request.method == "POST" else None, actor=actor, initial=_initial(found)
    )
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            _mark(actor, found, form)
            messages.success(request, say("record.label_saved", lang))
            return redirect("record", pk=pk)
    return _page(request, actor, found, form, {
        "heading": say("record.label_title", lang, title=found.title),
        "explained": say("record.label_about", lang),
        "submit": say("record.label_save", lang),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def record_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a unit and all below it out of the lists, with a reason."""
    actor, lang = current_actor(request), page_language()
    found = queries.find_record(actor, pk)
    require(actor, "archive.withdraw")
    data = request.POST if request.method == "POST" else None
    form = ReasonForm(data, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            actions.withdraw_record(actor=actor, record_id=pk, **form.cleaned_data)
            messages.success(request, say("record.withdrawn_done", lang))
            return redirect("record", pk=pk)
    return _page(request, actor, found, form, {
        "heading": say("record.withdraw_title", lang, title=found.title),
        "explained": say("record.withdraw_about", lang),
        "submit": say("record.withdraw_do", lang), "danger": True,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def record_restore(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Bring a withdrawn unit back, with all that was withdrawn together with it."""
    actor, lang = current_actor(request), page_language()
    found = queries.find_record(actor, pk)
    require(actor, "archive.withdraw")
    data = request.POST if request.method == "POST" else None
    form = SureForm(data, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            actions.restore_record(actor=actor, record_id=pk, **form.cleaned_data)
            messages.success(request, say("record.restored", lang))
            return redirect("record", pk=pk)
    return _page(request, actor, found, form, {
        "heading": say("record.restore_title", lang, title=found.title),
        "explained": say("record.restore_about", lang),
        "submit": say("record.restore_do", lang),
    })  # fmt: skip


def _initial(found: Record) -> dict[str, Any]:
    opening = {OPEN: "now", UNDETERMINED: "undecided"}.get(found.open_from, "on")
    day = found.open_from if opening == "on" else None
    return {"version": found.version, "label": str(found.label_id), "opening": opening, "day": day}


def _mark(actor: Actor, found: Record, form: MarkingForm) -> None:
    """Label and closure together, or neither: they are one decision on the page."""
    data = form.cleaned_data
    common = {
        "actor": actor,
        "record_id": found.pk,
        "subtree": data["subtree"],
        "reason": data["reason"],
    }
    with transaction.atomic():
        version = data["version"]
        if data.get("label"):
            label = Label.objects.get(pk=data["label"])
            version = actions.relabel_record(label=label, version=version, **common).version
        if data.get("opening"):
            actions.close_record(open_from=form.open_from, version=version, **common)


def _page(
    request: HttpRequest, actor: Actor, found: Record, form: HouseForm, words: dict[str, Any]
) -> HttpResponse:
    above = queries.breadcrumb(actor, found)
    values = {
        "form": form,
        "record": found,
        "crumb_record": found,
        "ancestors": above,
        "failed": say("record.not_saved", page_language()),
        "back_url": reverse("record", args=[found.pk]),
        **words,
    }
    labels = [found.label_id, *(step.label_id for step in above)]
    return render_page(
        request, "archive/plain_form.html", values, labels=labels, room="archive",
        status=form_status(form),
    )  # fmt: skip
