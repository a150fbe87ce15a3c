"""Template tags of single rooms; those that every page may use are in `khizana`."""

import datetime as dt
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khizana.access import labels
from khizana.kernel.text import Text
from khizana.kernel.words import has, say
from khizana.terms.models import KIND_WORDS
from khizana.web import isolates
from khizana.web.refs import address
from khizana.web.shell import page_language
from khizana.web.templatetags.khizana import with_query

register = template.Library()


@register.simple_tag
def policy_word(kind: str, key: str) -> str:
    """Say the name of a level, caveat or party of the node's marking policy."""
    policy = labels.policy()
    found: Any = {
        "level": policy.levels.get(key),
        "caveat": policy.caveats.get(key),
        "party": policy.parties.get(key),
    }[kind]
    return found.name[page_language()] if found else key


@register.simple_tag
def again_way(way: str) -> str:
    """Name another way to prove who one is, by allauth's id of it."""
    return say(_WAYS.get(way, "web.door.again"), page_language())


_WAYS = {
    "reauthenticate": "web.door.by_passphrase",
    "mfa_reauthenticate": "web.door.by_code",
    "mfa_reauthenticate:webauthn": "web.door.by_key",
}


@register.inclusion_tag("partials/door_field.html")
def door_field(bound: Any, title: str, hint: str = "", **attrs: Any) -> dict[str, Any]:
    """Show a field of one of allauth's forms with our words instead of its own."""
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    shown = {"class": "in", "placeholder": False, "dir": "ltr", "spellcheck": "false", **attrs}
    if described:
        shown["aria-describedby"] = " ".join(described)
    return {"field": bound, "title": title, "hint": hint, "control": bound.as_widget(attrs=shown)}


@register.simple_tag
def other_forms(text: Text) -> list[Any]:
    """Return the values of a Text in the languages that the page does not show."""
    shown = text.shown(page_language())
    return [text.shown(lang) for lang in text.values if lang != shown.lang]


@register.filter
def languages_of(text: Text) -> list[tuple[str, str]]:
    """Return the languages in which a Text is written, with their names."""
    return [(lang, _language_name(lang)) for lang in text.values]


@register.simple_tag
def kind_of(authority: Any) -> str:
    """Say the kind of an authority."""
    return say(KIND_WORDS[authority.kind], page_language())


@register.simple_tag
def role_of(link: Any) -> str:
    """Say what an authority is to a record."""
    return say(_LINK_ROLES[link.role], page_language())


_LINK_ROLES = {
    "creator": "authority.role.creator",
    "subject": "authority.role.subject",
    "place": "authority.role.place",
}


@register.simple_tag(takes_context=True)
def previous_page(context: Context, page: Any) -> str:
    """Return the query of the page of the list before this one."""
    return with_query(context, page=page.number - 1)


@register.simple_tag(takes_context=True)
def next_page(context: Context, page: Any) -> str:
    """Return the query of the page of the list after this one."""
    return with_query(context, page=page.number + 1)


@register.simple_tag
def short_ref(ref: str) -> SafeString | str:
    """Show a Ref by its kind and the end of its id, as a link where it has a page."""
    parts = ref.split(":")
    short = f"{parts[-2]}:{parts[-1][-8:]}" if len(parts) == 4 else ref
    bare = format_html('<bdi class="code" dir="ltr" title="{}">{}</bdi>', ref, short)
    url = address(ref)
    return format_html('<a href="{}">{}</a>', url, bare) if url else bare


@register.simple_tag
def due_day(value: dt.date) -> SafeString:
    """Show a day as a small leaf of a calendar: the number over the month."""
    return isolates.leaf(value, page_language())


def _language_name(lang: str) -> str:
    key = f"language.{lang}"
    return say(key, page_language()) if has(key) else lang
