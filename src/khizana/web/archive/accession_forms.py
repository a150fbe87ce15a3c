"""Entering an accession in the register, and correcting the line."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from khizana.access.models import Label
from khizana.access.policies import require
from khizana.archive import actions, queries
from khizana.archive.actions.accessions import ACQUISITION_TYPES
from khizana.archive.models import Accession
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.words import say
from khizana.shared.words import W
from khizana.web.actor import current_actor
from khizana.web.archive.record_forms import understood
from khizana.web.archive.tabs import label_choices
from khizana.web.fields import HouseForm, SourceDate, TextInLanguages, form_status, refused_into
from khizana.web.shell import page_language, render_page

_TEXTS = ("title", "source", "extent", "agreement", "custodial_history", "scope_content", "notes")


class AccessionForm(HouseForm):
    """A line of the register."""

    title = TextInLanguages(label=W("register.name"))
    source = TextInLanguages(label=W("register.source"), required=False)
    received = SourceDate(label=W("register.received"), required=False)
    acquisition_type = forms.ChoiceField(label=W("register.type"), required=False)
    extent = TextInLanguages(label=W("register.extent"), required=False)
    agreement = TextInLanguages(label=W("register.agreement"), required=False)
    custodial_history = TextInLanguages(label=W("register.custody"), required=False, long=True)
    scope_content = TextInLanguages(label=W("register.scope"), required=False, long=True)
    notes = TextInLanguages(label=W("register.notes"), required=False, long=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        kinds = [(kind, say(f"archive.acquisition.{kind}", lang)) for kind in ACQUISITION_TYPES]
        empty = ("", say("register.type_unknown", lang))
        self.fields["acquisition_type"].choices = [empty, *kinds]  # type: ignore[attr-defined]

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """Return the fields in order; a date that was read says how it was understood."""
        fields = list(self.visible_fields())
        if self.is_bound and self.is_valid():
            for bound in fields:
                if isinstance(value := self.cleaned_data.get(bound.name), HistoricalDate):
                    bound.understood = understood(value)  # type: ignore[attr-defined]
        return fields


class NewAccessionForm(AccessionForm):
    """A new line: also its label."""

    label = forms.ChoiceField(label=W("record.field_label"), required=False)


class EditAccessionForm(AccessionForm):
    """A line that is corrected; number, year and state stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def accession_new(request: HttpRequest) -> HttpResponse:
    """Enter an accession under the next number of the year."""
    actor, lang = current_actor(request), page_language()
    require(actor, "archive.accession")
    form = NewAccessionForm(request.POST if request.method == "POST" else None)
    choices = label_choices(actor) if actor.may("access.mark") else []
    form.fields["label"].choices = [("", say("record.label_lowest", lang)), *choices]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        with refused_into(form):
            data = dict(form.cleaned_data)
            chosen = data.pop("label")
            made = actions.create_accession(
                actor=actor, institution_id=queries.find_institution(actor).pk,
                label=Label.objects.get(pk=chosen) if chosen else None, **data,
            )  # fmt: skip
            messages.success(request, say("register.created", lang, number=made.number))
            return redirect("accession", pk=made.pk)
    return _page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def accession_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a line of the register."""
    actor, lang = current_actor(request), page_language()
    found = queries.find_accession(actor, pk)
    require(actor, "archive.accession")
    names = (*_TEXTS, "received", "acquisition_type", "version")
    initial = {name: getattr(found, name) for name in names}
    form = EditAccessionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        with refused_into(form):
            actions.edit_accession(actor=actor, accession_id=pk, **form.cleaned_data)
            messages.success(request, say("register.saved", lang))
            return redirect("accession", pk=pk)
    return _page(request, form, found)


def _page(request: HttpRequest, form: AccessionForm, found: Accession | None) -> HttpResponse:
    lang = page_language()
    heading = (
        say("register.edit_title", lang, number=found.number)
        if found
        else say("register.new_title", lang)
    )
    values = {
        "form": form,
        "accession": found,
        "heading": heading,
        "failed": say("register.not_saved", lang),
        "submit": say("register.save", lang) if found else say("register.save_new", lang),
        "back_url": reverse("accession", args=[found.pk]) if found else reverse("accessions"),
    }
    return render_page(
        request, "archive/accession_form.html", values, room="accessions",
        labels=[found.label_id if found else None], status=form_status(form),
    )  # fmt: skip
