"""The history of a thing as people read it: field, before, after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse

from khizana.access import queries as access
from khizana.access.actors import Actor
from khizana.archive.elements import BY_CODE
from khizana.kernel.words import has, say
from khizana.ledger.queries import HistoryLine
from khizana.web.archive.history_values import Names, in_words, names_of
from khizana.web.archive.record_forms import uuid_or_none
from khizana.web.field_names import FIELD_WORDS
from khizana.web.shell import page_language

_FIELDS = {
    "label": "record.label",
    "open_from": "record.closure",
    "parent": "tree.place",
    "accession": "record.accession",
    "withdrawn_at": "record.field_withdrawn",
    "withdrawn_reason": "record.field_reason",
    "creator": "record.creators",
    "subject": "record.subjects",
    "place": "record.places",
    "state": "register.state",
    "number": "register.number",
    "source": "register.source",
    "received": "register.received",
    "custodial_history": "register.custody",
    "agreement": "register.agreement",
    "acquisition_type": "register.type",
    "notes": "register.notes",
    "text": "desk.cite_digest",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed, in words."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One step in the life of a thing, in words."""

    position: int
    at: Any
    who: str
    action_words: str
    changes: tuple[Difference, ...]
    reason: str
    proof_url: str
    about: str = ""


def told(
    lines: Iterable[HistoryLine],
    actor: Actor,
    *,
    whole: bool = True,
    about: Mapping[int, str] | None = None,
) -> list[Line]:
    """Return the lines in words, the newest first; people by name for those who know people.

    ``about`` names the file that a line (by its position) speaks of. Without ``whole`` only what
    was done, by whom and when: the names of things are not looked up.
    """
    lang = page_language()
    kept = list(reversed(list(lines)))
    names = _names(actor, {line.actor_id for line in kept}, lang)
    things = names_of(actor, kept, lang) if whole else {}
    made = [_told(line, lang, names.get(line.actor_id, line.actor_name), things) for line in kept]
    return [replace(line, about=about.get(line.position, "")) for line in made] if about else made


def _names(actor: Actor, ids: set[str], lang: str) -> dict[str, str]:
    wanted = [one for text in ids if (one := uuid_or_none(text)) is not None]
    if not wanted or not actor.may("access.read_people"):
        return {}
    rows = access.people(actor).filter(pk__in=wanted)
    return {str(row.pk): row.name.shown(lang).text or row.username for row in rows}


def _told(line: HistoryLine, lang: str, who: str, things: Names) -> Line:
    key = f"action.{line.action}"
    words = say(key, lang) if has(key) else line.action
    changes = tuple(
        Difference(
            field_title(change.field, lang),
            in_words(change.field, change.old, things, lang),
            in_words(change.field, change.new, things, lang),
        )
        for change in line.changes
    )
    reason = str(line.detail.get("reason") or "")
    return Line(line.id, line.at, who, words, changes, reason, _proof_url(line.id))


def field_title(field: str, lang: str) -> str:
    """Return the name of a field as forms and pages call it."""
    code = field.removeprefix("description.")
    if code in BY_CODE:
        return say(BY_CODE[code].word, lang)
    if code in _FIELDS:
        return say(_FIELDS[code], lang)
    if code in FIELD_WORDS:
        return say(FIELD_WORDS[code], lang)
    return field


def _proof_url(position: int) -> str:
    try:
        return reverse("ledger_line", args=[position])
    except NoReverseMatch:
        return ""
