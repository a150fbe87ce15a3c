"""Values of ledger lines in words: levels, states, labels, days, and things by their name.

Things are looked up among what the reader may see. Histories come here from
`archive.queries.tellable`, which has taken out what names things that they may not see.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from khizana.access import labels
from khizana.access.actors import Actor
from khizana.access.models import OPEN, UNDETERMINED
from khizana.archive import queries as archive
from khizana.archive.workflow import ACCESSION
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.text import Text
from khizana.kernel.words import has, say
from khizana.ledger.queries import HistoryLine
from khizana.terms.queries import visible_authorities
from khizana.web.banner import chip_text

Names = dict[str, str]
_DIGEST = 64  # a text layer stands in the ledger by its SHA-256


def names_of(actor: Actor, lines: Iterable[HistoryLine], lang: str) -> Names:
    """Return the names of the things that the changes speak of, at most three queries."""
    wanted: dict[str, dict[UUID, str]] = {"record": {}, "accession": {}, "authority": {}}
    for line in lines:
        for change in line.changes:
            for value in (*_flat(change.old), *_flat(change.new)):
                named = archive.named_thing(change.field, value)
                if named is not None and named[0] in wanted:
                    wanted[named[0]][named[1]] = value
    found: Names = {}
    reads = actor.may("archive.read")  # an auditor proves lines of what they may not read
    if reads and (known := wanted["record"]):
        for row in archive.visible_records(actor).filter(pk__in=known):
            found[known[row.pk]] = f"{row.reference_code} {row.title.shown(lang)}"
    if reads and (known := wanted["accession"]):
        for row in archive.visible_accessions(actor).filter(pk__in=known):
            found[known[row.pk]] = f"{row.number} {row.title.shown(lang)}"
    if (known := wanted["authority"]) and actor.may("terms.read"):
        for row in visible_authorities(actor).filter(pk__in=known):
            found[known[row.pk]] = str(row.name.shown(lang))
    return found


def in_words(field: str, value: Any, names: Names, lang: str) -> str:
    """Return one value as people read it."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, list):
        joiner = "، " if lang == "ar" else ", "
        return joiner.join(in_words(field, one, names, lang) for one in value)
    if isinstance(value, dict):
        return _text_or_date(value, lang)
    text = str(value)
    if field == "text" and len(text) == _DIGEST:
        return f"{text[:12]}…"
    if text in names:
        return names[text]
    if field == "level" and has(f"archive.level.{text}"):
        return say(f"archive.level.{text}", lang)
    if field == "state" and text in ACCESSION.states:
        return ACCESSION.state_name(text, lang)
    if field == "acquisition_type" and has(f"archive.acquisition.{text}"):
        return say(f"archive.acquisition.{text}", lang)
    if field == "label":
        marking = labels.read_key(labels.policy(), text)
        return " · ".join(filter(None, chip_text(marking, lang))) if marking else text
    return _day(text, lang) if field == "open_from" else text


def _day(text: str, lang: str) -> str:
    if text == OPEN.isoformat():
        return say("record.open_now", lang)
    if text == UNDETERMINED.isoformat():
        return say("record.open_never", lang)
    return HistoricalDate.read(dt.date.fromisoformat(text).isoformat()).shown(lang)


def _text_or_date(value: dict[str, Any], lang: str) -> str:
    if "edtf" in value:
        date = HistoricalDate.from_json(value)
        return date.shown(lang) if date else ""
    text = Text.from_json(value)
    if len(text.values) < 2:
        return str(text.shown(lang))
    named = {code: say(f"language.{code}", lang) for code in text.values if has(f"language.{code}")}
    return "\n".join(f"{name}: {text.values[code]}" for code, name in named.items())


def _flat(value: Any) -> list[str]:
    if isinstance(value, list):
        return [one for one in value if isinstance(one, str)]
    return [value] if isinstance(value, str) else []
