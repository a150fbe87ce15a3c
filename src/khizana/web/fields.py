"""Form fields of the house: text in three languages, dates as sources give them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict, NotValid, Refusal
from khizana.kernel.text import LANGUAGES, Text, direction
from khizana.kernel.words import has, say
from khizana.shared.words import W
from khizana.web.shell import page_language

_NAMES = {
    "ar": W("language.ar"),
    "fr": W("language.fr"),
    "en": W("language.en"),
}


_TAG = re.compile(r"[a-z]{2,3}")


def _further(lang: str) -> str:
    """Name a language beyond the three of the house."""
    key = f"language.{lang}"
    return say(key, page_language()) if has(key) else lang


class HouseForm(forms.Form):
    """A form without colons after labels whose wrong fields say so to screen readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _dress(field.widget)
            field.error_messages |= {
                "required": W("web.form.required"),
                "invalid_choice": W("web.form.choice_invalid"),
            }


def _dress(widget: forms.Widget) -> None:
    """Give a control the classes of the stylesheet, and let text choose its direction."""
    kind = getattr(widget, "input_type", "textarea" if isinstance(widget, forms.Textarea) else "")
    if isinstance(widget, (forms.CheckboxSelectMultiple, forms.RadioSelect)):
        widget.template_name = "forms/choices.html"
        widget.is_group = True  # type: ignore[attr-defined]
        return
    if kind in ("checkbox", "hidden", "file") or isinstance(widget, TrilingualWidget):
        return
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} in".strip()
    if kind in ("text", "search", "textarea"):
        widget.attrs.setdefault("dir", "auto")
    if kind == "textarea":
        widget.attrs |= {"rows": 4, "cols": False}


class TrilingualWidget(forms.Widget):
    """One control for each language, each in its own direction; the original is chosen."""

    template_name = "forms/trilingual.html"
    is_group = True
    use_fieldset = True

    def __init__(self, *, long: bool = False, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.long = long

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        text = value if isinstance(value, Text) else Text.from_json(value or {})
        first = page_language()
        order = [first, *(lang for lang in LANGUAGES if lang != first)]
        # a value in a further language, or in none that anybody named, must survive the form
        order += [lang for lang in text.values if lang not in LANGUAGES]
        context["long"] = self.long
        context["original"] = text.original or ""
        context["parts"] = [
            {
                "lang": lang,
                "dir": direction(lang),
                "title": _NAMES.get(lang) or _further(lang),
                "name": f"{name}_{lang}",
                "id": f"{context['widget']['attrs'].get('id', name)}{'' if i == 0 else '_' + lang}",
                "value": text.values.get(lang, ""),
            }
            for i, lang in enumerate(order)
        ]
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Text:
        sent = {key.removeprefix(f"{name}_") for key in data if key.startswith(f"{name}_")}
        further = sorted(lang for lang in sent if _TAG.fullmatch(lang))
        order = dict.fromkeys((*LANGUAGES, *further))
        values = {lang: str(data.get(f"{name}_{lang}", "")).strip() for lang in order}
        values = {lang: value for lang, value in values.items() if value}
        chosen = data.get(f"{name}_original") or None
        first = page_language()
        if chosen not in values:
            chosen = first if first in values else next(iter(values), None)
        return Text(values, chosen)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}_{lang}" not in data for lang in LANGUAGES)

    def id_for_label(self, id_: str) -> str:
        return id_


class TextInLanguages(forms.Field):
    """A kernel Text; required means: in at least one language."""

    def __init__(self, *, long: bool = False, max_length: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("widget", TrilingualWidget(long=long))
        super().__init__(**kwargs)
        self.max_length = max_length or (20_000 if long else 1_000)

    def clean(self, value: Any) -> Text:
        text: Text = value if isinstance(value, Text) else Text.from_json(value or {})
        if self.required and not text:
            raise ValidationError(self.error_messages["required"], code="required")
        if any(len(part) > self.max_length for part in text.values.values()):
            raise ValidationError(W("web.form.too_long", count=self.max_length), code="too_long")
        return text


class SourceDate(forms.CharField):
    """A date as people write it; the kernel reads it or says why it cannot."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", W("web.form.date_hint"))
        super().__init__(**kwargs)
        self.widget.attrs.update({"class": "in-date", "spellcheck": "false", "dir": "auto"})

    def prepare_value(self, value: Any) -> Any:
        return value.as_written if isinstance(value, HistoricalDate) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return HistoricalDate.read(text, page_language())
        except Refusal as refusal:
            raise ValidationError(_in_words(refusal), code=refusal.code) from refusal


class DayField(SourceDate):
    """One day of the institution's own life, written as ``2026-02-12`` or in words.

    The browser's own control of days follows the browser's language, not the page's: on an
    English machine it would show the month first.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", W("web.form.day_hint"))
        super().__init__(**kwargs)
        self.widget.attrs |= {"dir": "ltr", "inputmode": "numeric"}

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> Any:
        read = super().clean(value)
        if read is None:
            return None
        one_day = read.earliest is not None and read.earliest == read.latest
        # what had to be guessed (2026-13-01 as 13 January) is good for sources, not for orders
        if not one_day or read.resolution != "stated" or read.earliest < 10101:
            raise ValidationError(W("web.form.day_invalid"), code="day_invalid")
        number = read.earliest
        return dt.date(number // 10000, number // 100 % 100, number % 100)


def _in_words(refusal: Refusal) -> str:
    lang = page_language()
    return f"{refusal.sentence(lang)} {refusal.advice(lang)}"


@contextmanager
def refused_into(form: forms.Form) -> Iterator[None]:
    """Write a refusal about values or about a change in the meantime into the form.

    ``with refused_into(form): thing = actions.create_thing(...); return redirect(...)``
    """
    try:
        yield
    except (NotValid, Conflict) as refusal:
        name = refusal.data.get("field")
        form.add_error(name if name in form.fields else None, _in_words(refusal))


def form_status(form: forms.Form) -> int:
    """Return the status of the page that shows a form again (RFC 9110, 15.5.21)."""
    return 422 if form.is_bound and form.errors else 200
