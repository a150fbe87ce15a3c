"""The book of words: all ``words/*.toml``, read once, answered by key and language."""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from khizana.kernel.text import isolate
from khizana.kernel.words.plural import category

FOLDER = Path(__file__).parent
Entry = dict[str, str | dict[str, str]]

_SEPARATOR = {"ar": "\u202f", "fr": "\u202f", "en": ","}


@cache
def entries() -> dict[str, Entry]:
    """Key -> language -> sentence (or plural table) of all rooms."""
    found: dict[str, Entry] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        found.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def keys() -> Iterable[str]:
    """All keys there are."""
    return entries().keys()


def has(key: str) -> bool:
    """Whether there are words for this key."""
    return key in entries()


def say(key: str, lang: str, **values: Any) -> str:
    """The sentence of ``key`` in ``lang``; ``count`` chooses the plural form.

    Values may be Text, HistoricalDate or anything with ``shown(lang)``: they are shown in the
    same language, and isolated where their direction differs from that of the sentence.
    """
    entry = entries()[key]
    form = entry[lang] if lang in entry else entry["en"]
    if isinstance(form, dict):
        chosen = category(lang, int(values["count"]))
        form = form.get(chosen) or form["other"]
    if not values or "{" not in form:
        return form
    return form.format_map({name: _shown(name, value, lang) for name, value in values.items()})


def _shown(name: str, value: Any, lang: str) -> str:
    if name == "count" and isinstance(value, int):
        return _grouped(value, lang)
    if hasattr(value, "shown"):
        value = value.shown(lang)
    elif isinstance(value, (list, tuple, set, frozenset)):
        joiner = "، " if lang == "ar" else ", "
        return joiner.join(_shown("", item, lang) for item in value)
    return isolate(str(value), lang)


def _grouped(number: int, lang: str) -> str:
    """Thousands apart from 10,000 upwards; four digits are read well without."""
    if abs(number) < 10_000:
        return str(number)
    return f"{number:,}".replace(",", _SEPARATOR.get(lang, ","))
