"""What is said of a box that is handed in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.archive import queries as archive
from khizana.archive.models import Record
from khizana.kernel.errors import NotFound
from khizana.kernel.text import Text
from khizana.kernel.words import say
from khizana.shared.words import W
from khizana.web.archive.tabs import label_choices
from khizana.web.fields import HouseForm
from khizana.web.shell import page_language

_MOST_ACCESSIONS = 100
_OPEN = ("registered", "receiving", "received")


class BoxForm(HouseForm):
    """Where a box goes: into an open accession or a new one, below a unit, under a label."""

    accession = forms.ChoiceField(
        label=W("receive.accession"), required=False, help_text=W("receive.accession_hint")
    )
    name = forms.CharField(
        label=W("receive.name"), required=False, max_length=500, help_text=W("receive.name_hint")
    )
    parent = forms.CharField(
        label=W("receive.parent"), required=False, max_length=200,
        help_text=W("receive.parent_hint"),
    )  # fmt: skip
    label = forms.ChoiceField(label=W("receive.label"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        lang = page_language()
        self.fields["accession"].choices = [  # type: ignore[attr-defined]
            ("", say("receive.accession_new", lang)), *_open_accessions(actor, lang)
        ]  # fmt: skip
        choices = label_choices(actor) if actor.may("access.mark") else []
        empty = ("", say("receive.label_of_place", lang))
        self.fields["label"].choices = [empty, *choices]  # type: ignore[attr-defined]
        self.fields["parent"].widget.attrs |= {"dir": "ltr", "class": "in code"}
        self.nothing_sent: list[str] = []

    def clean_parent(self) -> Record | None:
        """Find the unit by its reference code."""
        code = self.cleaned_data["parent"].strip()
        if not code:
            return None
        try:
            return archive.record_by_code(self.actor, code)
        except NotFound as refusal:
            raise ValidationError(W("receive.parent_unknown"), code=refusal.code) from refusal

    def place(self) -> dict[str, Any]:
        """Return what the room asks of a new box."""
        data = self.cleaned_data
        name, parent = data["name"].strip(), data["parent"]
        return {
            "accession_id": data["accession"] or None,
            "parent_id": parent.pk if parent else None,
            "title": Text.of(name, page_language()) if name else None,
            "source": name,
            "label": Label.objects.get(pk=data["label"]) if data["label"] else None,
        }


def _open_accessions(actor: Actor, lang: str) -> list[tuple[str, str]]:
    rows = archive.visible_accessions(actor).filter(state__in=_OPEN)
    rows = rows.order_by("-year", "-sequence", "-pk")[:_MOST_ACCESSIONS]
    return [(str(row.pk), f"\u2068{row.number}\u2069 {row.title.shown(lang)}") for row in rows]


def accession_labels(actor: Actor) -> list[int]:
    """Return the labels of the accessions that the form offers by name."""
    rows = archive.visible_accessions(actor).filter(state__in=_OPEN)
    ordered = rows.order_by("-year", "-sequence", "-pk")[:_MOST_ACCESSIONS]
    return sorted(set(ordered.values_list("label_id", flat=True)))
