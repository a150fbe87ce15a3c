"""Template tags of the house. Every date, code, name and number passes here: they isolate.

Rules of direction: LOOK.md "Bidi rules"; UAX 9 (isolates), CLDR (grouping of numbers).
"""

import datetime as dt
from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from khizana.kernel.dates import HistoricalDate
from khizana.kernel.text import Text
from khizana.kernel.words import has, say
from khizana.web import isolates
from khizana.web.banner import chip_text, shade
from khizana.web.shell import page_language
from khizana.web.states import shape_of

register = template.Library()


@register.simple_tag
def w(key: str, **values: Any) -> str:
    """Say the words of ``key`` in the language of the page."""
    return say(key, page_language(), **values)


@register.simple_tag
def words_of(family: str, name: str) -> str:
    """Say a word of a family (role, level, format ...) whose name comes from data."""
    key = f"{family}.{name}"
    return say(key, page_language()) if has(key) else str(name)


@register.filter
def tx(text: Text | None) -> SafeString | str:
    """Show a Text in the language of the page; another language is isolated and named."""
    if not text:
        return ""
    lang = page_language()
    shown = text.shown(lang)
    if not shown.is_fallback:
        return format_html("<bdi>{}</bdi>", shown.text)
    if shown.lang == "und":  # the name of a file: nobody has said in which language it is
        return format_html('<bdi dir="auto">{}</bdi>', shown.text)
    return format_html(
        '<bdi class="other" lang="{0}" dir="{1}">{2}</bdi><span class="in-lang" title="{3}">{4}'
        "</span>",
        shown.lang, shown.dir, shown.text, _language_name(shown.lang, lang), shown.lang[:3],
    )  # fmt: skip


@register.filter
def plain(text: Text | None) -> str:
    """Show a Text without marks, for titles of windows and attributes."""
    return text.shown(page_language()).text if text else ""


@register.filter
def in_lang(text: Text | None, lang: str) -> str:
    """Return the value of a Text in exactly this language, or nothing."""
    return text.values.get(lang, "") if text else ""


@register.filter
def lines(text: Text | None) -> SafeString | str:
    """Show a long Text in paragraphs, in its own direction."""
    if not text:
        return ""
    shown = text.shown(page_language())
    parts = [part for part in shown.text.split("\n") if part.strip()]
    body = mark_safe("".join(format_html("<p>{}</p>", part) for part in parts))  # noqa: S308
    return format_html('<div lang="{}" dir="{}">{}</div>', shown.lang, shown.dir, body)


@register.simple_tag
def hdate(date: HistoricalDate | None, brief: bool = False) -> SafeString | str:
    """Show a historical date in words, isolated; how it was resolved is said beside it."""
    return isolates.historical(date, page_language(), brief=brief) if date else ""


@register.simple_tag
def day(value: dt.date | None) -> SafeString | str:
    """Show a day of the institution's own life: 12 فبراير 2026."""
    return isolates.day(value, page_language()) if value else ""


@register.simple_tag
def moment(value: dt.datetime | None) -> SafeString | str:
    """Show a day and the time, UTC."""
    return isolates.moment(value, page_language()) if value else ""


@register.simple_tag
def code(value: Any) -> SafeString | str:
    """Show a code, address or digest: left to right, in the face for codes."""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', value) if value else ""


@register.simple_tag
def digest(value: str | bytes | None, keep: int = 12) -> SafeString | str:
    """Show the beginning of a digest; the whole stands in the title."""
    if not value:
        return ""
    whole = value if isinstance(value, str) else bytes(value).hex()
    short = whole if len(whole) <= keep else f"{whole[:keep]}…"
    return format_html('<bdi class="code" dir="ltr" title="{}">{}</bdi>', whole, short)


@register.simple_tag
def filename(name: str) -> SafeString:
    """Show a file's name: the stem in its own direction, the extension at its end."""
    return isolates.filename(name)


@register.simple_tag
def num(number: float | None) -> SafeString | str:
    """Show a number; thousands apart from 10,000 upwards, isolated so that they do not flip."""
    return isolates.number(number, page_language()) if number is not None else ""


@register.simple_tag
def size(octets: int | None) -> SafeString | str:
    """Show a size in the units of the language."""
    return isolates.size(octets, page_language()) if octets is not None else ""


@register.simple_tag(takes_context=True)
def label(context: Context, of: Any) -> SafeString:
    """Show the chip of a marking; ``of`` is a label, its id, or a thing that bears one."""
    label_id = of if isinstance(of, int) else getattr(of, "label_id", None) or of.pk
    marking = context["shell"].page.markings[label_id]
    level, release = chip_text(marking, page_language())
    tail = format_html(" · <bdi>{}</bdi>", release) if release else ""
    css = f"label{shade(marking)}" if shade(marking) else ""
    return format_html('<span class="label {}">{}{}</span>', css, level, tail)


@register.simple_tag
def state(workflow: str, name: str) -> SafeString:
    """Show a place in a workflow: a shape and a word; both come from one table."""
    key = f"state.{workflow}.{name}"
    word = say(key, page_language()) if has(key) else name
    return format_html('<span class="state {}">{}</span>', shape_of(workflow, name), word)


@register.simple_tag
def who(person: Any) -> SafeString | str:
    """Show a person's name, else the account name."""
    if person is None:
        return ""
    shown = person.name.shown(page_language())
    if not shown.text:
        return format_html('<bdi class="code" dir="ltr">{}</bdi>', person.username)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', shown.lang, shown.dir, shown.text)


@register.simple_tag
def icon(name: str, turn: bool = False) -> SafeString:
    """Show a drawing from the sprite. Arrows turn with the direction of the page."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        " i-turn" if turn else "", static("khizana/sprite.svg"), name,
    )  # fmt: skip


@register.simple_tag
def mark(name: str = "khatam") -> SafeString:
    """Show the star of the house, or another of its signs."""
    return format_html(
        '<svg class="khatam" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("khizana/sprite.svg"), name,
    )  # fmt: skip


@register.inclusion_tag("partials/errors.html")
def errors(form: Any, title: str = "") -> dict[str, Any]:
    """Show the summary of what is wrong with a form, each line a link to its field."""
    return {"form": form, "title": title or say("web.form.errors", page_language())}


@register.inclusion_tag("partials/field.html")
def field(bound: Any) -> dict[str, Any]:
    """Show one field of a form with its label, help text and errors."""
    widget = bound.field.widget
    kind = "checkbox" if getattr(widget, "input_type", "") == "checkbox" else ""
    return {"field": bound, "kind": kind}


@register.inclusion_tag("partials/pager.html", takes_context=True)
def pager(context: Context, slice_: Any) -> dict[str, Any]:
    """Show the way to the next and the previous part of a list; the other filters stay."""
    query = context["request"].GET.copy()
    links = {}
    for way, page in (("previous", slice_.previous), ("next", slice_.following)):
        if page:
            query["page"] = str(page)
            links[way] = query.urlencode()
    return {"slice": slice_, **links}


@register.simple_tag(takes_context=True)
def with_query(context: Context, **changes: Any) -> str:
    """Return the query of this page with some values changed; an empty value goes."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return conditional_escape("?" + query.urlencode())


def _language_name(lang: str, page: str) -> str:
    key = f"language.{lang}"
    return say(key, page) if has(key) else lang
