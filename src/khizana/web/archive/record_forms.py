"""The forms of a unit of description: one table of elements makes them (ISAD(G))."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from khizana.archive.elements import AREAS, TEXT_ELEMENTS, by_area
from khizana.archive.models import Record
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.text import Text
from khizana.kernel.words import say
from khizana.shared.words import W
from khizana.web.fields import HouseForm, SourceDate, TextInLanguages
from khizana.web.shell import page_language

_IDENTITY = ("level", "reference_code", "title", "dates", "extent")


class DescriptionForm(HouseForm):
    """Every element of the standard; the identity first, the rest in areas that open."""

    level = forms.ChoiceField(label=W("record.field_level"))
    reference_code = forms.CharField(
        label=W("record.field_code"), max_length=120, required=False, strip=True,
        help_text=W("record.field_code_hint"),
    )  # fmt: skip
    title = TextInLanguages(label=W("record.field_title"))
    dates = SourceDate(label=W("record.field_dates"), required=False)

    def __init__(self, *args: Any, levels: Sequence[str], **kwargs: Any) -> None:
        lang = page_language()
        super().__init__(*args, **kwargs)
        choices = [(level, say(f"archive.level.{level}", lang)) for level in levels]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]
        self.fields["reference_code"].widget.attrs |= {"dir": "ltr", "class": "in code"}
        for element in TEXT_ELEMENTS:
            self.fields[element.code] = TextInLanguages(
                label=say(element.word, lang), required=False, long=element.multiline,
                help_text=say(element.hint, lang),
            )  # fmt: skip

    @property
    def description(self) -> dict[str, Text]:
        """Return the text elements as entered."""
        return {element.code: self.cleaned_data[element.code] for element in TEXT_ELEMENTS}

    @property
    def areas(self) -> list[dict[str, Any]]:
        """Return the fields under the areas of the standard, for the page."""
        lang = page_language()
        made = []
        for area, elements in by_area().items():
            codes = [e.code for e in elements if e.code in self.fields]
            optional = area != "identity"
            if not optional:
                codes = [*(c for c in self.first_codes if c in self.fields), *_IDENTITY]
            bound = [self._read_back(code) for code in codes]
            filled = sum(1 for one in bound if one.value())
            wrong = any(one.errors for one in bound)
            made.append(
                {
                    "name": area, "title": say(AREAS[area], lang), "fields": bound,
                    "optional": optional, "filled": filled,
                    "open": wrong or (optional and filled > 0),
                }
            )  # fmt: skip
        return made

    first_codes: tuple[str, ...] = ()

    def _read_back(self, code: str) -> forms.BoundField:
        """Return a bound field; a date that was read says how it was understood."""
        bound = self[code]
        value = self.cleaned_data.get(code) if self.is_bound and self.is_valid() else None
        if isinstance(value, HistoricalDate):
            bound.understood = understood(value)  # type: ignore[attr-defined]
        return bound


class NewRecordForm(DescriptionForm):
    """A new unit: also its label, and for a fonds its institution."""

    first_codes = ("institution", "label")
    label = forms.ChoiceField(label=W("record.field_label"), required=False)

    def __init__(
        self,
        *args: Any,
        labels: Sequence[tuple[str, str]],
        institutions: Sequence[tuple[str, str]],
        inherits: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        lang = page_language()
        empty = say("record.label_inherited" if inherits else "record.label_lowest", lang)
        self.fields["label"].choices = [("", empty), *labels]  # type: ignore[attr-defined]
        if len(institutions) > 1 and not inherits:
            self.fields["institution"] = forms.ChoiceField(
                label=W("record.field_institution"), choices=list(institutions)
            )


class EditRecordForm(DescriptionForm):
    """A unit that is described further; what somebody else changed meanwhile is not overwritten."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference_code"].required = True
        self.fields["reference_code"].help_text = W("record.field_code_once")


def initial_of(record: Record) -> dict[str, Any]:
    """Return what the form shows first."""
    texts = {code: Text.from_json(value) for code, value in record.description.items()}
    return {
        "level": record.level, "reference_code": record.reference_code, "title": record.title,
        "dates": record.dates, "version": record.version, **texts,
    }  # fmt: skip


def understood(date: HistoricalDate) -> str:
    """Return how a date was understood: in words, and in EDTF where that says more."""
    lang = page_language()
    words = date.shown(lang)
    if date.edtf and date.edtf != words:
        return say("record.understood_edtf", lang, date=words, edtf=date.edtf)
    return say("record.understood", lang, date=words)


def uuid_or_none(value: str | None) -> UUID | None:
    """Return an id given in an address; anything odd is none."""
    try:
        return UUID(value or "")
    except ValueError:
        return None
