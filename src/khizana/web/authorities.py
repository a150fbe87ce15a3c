"""Authority names: the list, one authority, entering, correcting and merging."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.archive.models import RecordAuthority
from khizana.archive.queries import tellable, visible_records
from khizana.kernel.text import Text
from khizana.kernel.words import say
from khizana.ledger.queries import history
from khizana.shared.words import W
from khizana.terms import actions, queries
from khizana.terms.models import KIND_WORDS, Authority
from khizana.web.actor import current_actor
from khizana.web.archive.history import told
from khizana.web.archive.tabs import label_choices
from khizana.web.fields import (
    HouseForm,
    SourceDate,
    TextInLanguages,
    form_status,
    refused_into,
)
from khizana.web.paging import page_number
from khizana.web.shell import page_language, render_page

ROOM = "authorities"
_SHOWN_RECORDS = 100


class AuthorityForm(HouseForm):
    """An authority name (ISAAR(CPF) 5.1 identity, 5.2.1 dates, 5.2.2 history)."""

    kind = forms.ChoiceField(label=W("authority.kind"))
    name = TextInLanguages(label=W("authority.name"), help_text=W("authority.name.hint"))
    variants = forms.CharField(
        label=W("authority.variants"), required=False, widget=forms.Textarea,
        help_text=W("authority.variants.hint"),
    )  # fmt: skip
    dates = SourceDate(label=W("authority.dates"), required=False)
    history = TextInLanguages(label=W("authority.history"), required=False, long=True)
    identifier = forms.CharField(
        label=W("authority.identifier"), required=False, max_length=120,
        help_text=W("authority.identifier.hint"),
    )  # fmt: skip
    label = forms.ChoiceField(label=W("authority.label"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        self.fields["kind"].choices = [(k, say(KIND_WORDS[k], lang)) for k in KIND_WORDS]  # type: ignore[attr-defined]
        self.fields["identifier"].widget.attrs["dir"] = "ltr"
        if new and actor.may("access.mark"):
            lowest = [("", say("authority.label.lowest", lang))]
            self.fields["label"].choices = [*lowest, *label_choices(actor)]  # type: ignore[attr-defined]
        else:
            del self.fields["label"]

    def values(self) -> dict[str, Any]:
        """Return what the action of the room takes."""
        data = dict(self.cleaned_data)
        data["variants"] = [line.strip() for line in data["variants"].splitlines() if line.strip()]
        data.pop("version", None)
        chosen = data.pop("label", "")
        if chosen:
            data["label"] = Label.objects.get(pk=chosen)
        return data


@require_safe
def authorities(request: HttpRequest) -> HttpResponse:
    """Show the names that this person may see, by kind and by any form of the name."""
    actor = current_actor(request)
    asked, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    kind = kind if kind in KIND_WORDS else ""
    page = queries.authorities(actor, text=asked, kind=kind, page=page_number(request))
    values = {
        "page": page,
        "kinds": _kinds(kind),
        "kind": kind,
        "asked": asked,
        "may_edit": actor.may("terms.edit"),
    }
    labels = [row.label_id for row in page.rows]
    return render_page(request, "authorities/list.html", values, labels=labels, room=ROOM)


def _kinds(current: str) -> list[dict[str, Any]]:
    lang = page_language()
    return [
        {"code": code, "title": say(KIND_WORDS[code], lang), "current": code == current}
        for code in KIND_WORDS
    ]


@require_safe
def authority(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one authority and the records that it made or that speak of it."""
    actor = current_actor(request)
    found = queries.find_authority(actor, pk)
    if found.pk != pk:
        return redirect("authority", pk=found.pk)
    links = list(
        RecordAuthority.objects.filter(authority=found, record__in=visible_records(actor))
        .select_related("record")
        .order_by("role", "record__sort_key")[: _SHOWN_RECORDS + 1]
    )
    values = {
        "authority": found,
        "kind_title": say(KIND_WORDS[found.kind], page_language()),
        "links": links[:_SHOWN_RECORDS],
        "more": len(links) > _SHOWN_RECORDS,
        "history": told(tellable(actor, history(found.ref, actor)), actor),
        "may_edit": actor.may("terms.edit"),
        "may_proof": actor.may("ledger.prove"),
    }
    labels = [found.label_id, *(link.record.label_id for link in links)]
    return render_page(request, "authorities/page.html", values, labels=labels, room=ROOM)


@require_http_methods(["GET", "HEAD", "POST"])
def authority_new(request: HttpRequest) -> HttpResponse:
    """Enter an authority; names that look alike are shown once before it is saved."""
    actor, lang = current_actor(request), page_language()
    require(actor, "terms.edit")
    initial = {"kind": request.GET.get("kind", "person")}
    form = AuthorityForm(request.POST or None, actor=actor, new=True, initial=initial)
    alike: list[Authority] = []
    if request.method == "POST" and form.is_valid():
        if "sure" not in request.POST:
            name: Text = form.cleaned_data["name"]
            alike = queries.lookalikes(actor, name, form.cleaned_data["kind"])
        if not alike:
            with refused_into(form):
                made = actions.create_authority(actor=actor, **form.values())
                messages.success(request, say("authority.done.created", lang))
                return redirect("authority", pk=made.pk)
    values = {"form": form, "alike": alike}
    labels = [one.label_id for one in alike]
    status = 422 if alike else form_status(form)
    return render_page(
        request, "authorities/new.html", values, labels=labels, room=ROOM, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def authority_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct an authority."""
    actor, lang = current_actor(request), page_language()
    require(actor, "terms.edit")
    found = queries.find_authority(actor, pk)
    initial = {
        "kind": found.kind, "name": found.name, "variants": "\n".join(found.variants),
        "dates": found.dates, "history": found.history, "identifier": found.identifier,
        "version": found.version,
    }  # fmt: skip
    form = AuthorityForm(request.POST or None, actor=actor, new=False, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            actions.update_authority(
                actor=actor, authority_id=found.pk, version=form.cleaned_data["version"],
                **form.values(),
            )  # fmt: skip
            messages.success(request, say("authority.done.saved", lang))
            return redirect("authority", pk=found.pk)
    return render_page(
        request, "authorities/edit.html", {"form": form, "authority": found},
        labels=[found.label_id], room=ROOM, status=form_status(form),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def authority_merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the authority that takes this one in, see what happens, and confirm."""
    actor, lang = current_actor(request), page_language()
    require(actor, "terms.edit")
    source = queries.find_authority(actor, pk)
    form = HouseForm(request.POST if request.method == "POST" else None)
    asked = request.GET.get("q", "").strip()
    chosen = request.POST.get("into") or request.GET.get("into", "")
    into = queries.find_authority(actor, chosen) if chosen else None
    if request.method == "POST" and into and form.is_valid():
        with refused_into(form):
            actions.merge_authorities(actor=actor, source_id=source.pk, into_id=into.pk)
            messages.success(request, say("authority.done.merged", lang))
            return redirect("authority", pk=into.pk)
    found = _candidates(actor, source, asked) if not into else []
    labels = [source.label_id, *(one.label_id for one in found), *([into.label_id] if into else [])]
    values = {"source": source, "into": into, "found": found, "asked": asked, "form": form}
    return render_page(
        request, "authorities/merge.html", values, labels=labels, room=ROOM,
        status=form_status(form),
    )  # fmt: skip


def _candidates(actor: Actor, source: Authority, asked: str) -> list[Authority]:
    if asked:
        found = queries.search_authorities(actor, asked, kind=source.kind)
    else:
        found = queries.lookalikes(actor, source.name, source.kind)
    return [one for one in found if one.pk != source.pk]


urlpatterns = [
    path("authorities/", authorities, name="authorities"),
    path("authorities/new/", authority_new, name="authority_new"),
    path("authorities/<uuid:pk>/", authority, name="authority"),
    path("authorities/<uuid:pk>/edit/", authority_edit, name="authority_edit"),
    path("authorities/<uuid:pk>/merge/", authority_merge, name="authority_merge"),
]
