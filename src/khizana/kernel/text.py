"""One value in many languages, with its original language, direction and fallback."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Self

LANGUAGES = ("ar", "fr", "en")
_RTL = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CALM = frozenset({"EN", "AL", "R", "WS", "CS", "NSM"})  # keep their order inside Arabic
_RTL_CLASSES = frozenset({"R", "AL", "AN"})
_DIGITS = re.compile(r"\d+")


def direction(lang: str) -> str:
    """The writing direction of a language tag (or of one with an explicit script)."""
    parts = lang.split("-")
    if any(part in ("Latn", "Cyrl", "Tfng") for part in parts[1:]):
        return "ltr"
    return "rtl" if parts[0] in _RTL or "Arab" in parts[1:] else "ltr"


def isolate(value: str, lang: str) -> str:
    """Wrap a value in FSI..PDI where it would disturb a sentence of ``lang`` (UAX 9, 2.4).

    A code such as 2026-001 would be read 001-2026 inside Arabic; a plain number is left alone.
    """
    classes = {unicodedata.bidirectional(char) for char in value}
    if direction(lang) == "rtl":
        foreign = "L" in classes or ("EN" in classes and not classes <= _CALM)
    else:
        foreign = bool(classes & _RTL_CLASSES)
    return f"\u2068{value}\u2069" if foreign else value


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader sees: the text, the language it is really in, and its direction."""

    text: str
    lang: str
    dir: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Text:
    """A value in one or more languages; ``original`` names the language it was written in."""

    values: Mapping[str, str] = field(default_factory=dict)
    original: str | None = None

    def __post_init__(self) -> None:
        kept = {lang: value for lang, value in self.values.items() if value.strip()}
        for lang in kept:
            if not _LANGUAGE.fullmatch(lang):
                raise ValueError(f"not a language tag: {lang!r}")
        object.__setattr__(self, "values", MappingProxyType(kept))
        if self.original not in kept:
            object.__setattr__(self, "original", None)

    @classmethod
    def of(cls, value: str, lang: str) -> Self:
        """A text written in one language, which is its original."""
        return cls({lang: value}, lang)

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Self:
        """Read ``{"ar": "..", "fr": "..", "_original": "ar"}``; None is the empty text."""
        if not data:
            return cls()
        values = {lang: str(value) for lang, value in data.items() if lang != "_original"}
        return cls(values, data.get("_original"))

    def to_json(self) -> dict[str, str]:
        """The stored form; languages in a fixed order so that equal texts are equal JSON."""
        data = {lang: self.values[lang] for lang in _ordered(self.values)}
        if self.original:
            data["_original"] = self.original
        return data

    def shown(self, lang: str) -> Shown:
        """The value in ``lang``, else in the original, else in the first language there is."""
        for candidate in (lang, self.original, *_ordered(self.values)):
            if candidate and candidate in self.values:
                return Shown(
                    self.values[candidate], candidate, direction(candidate), candidate != lang
                )
        return Shown("", lang, direction(lang), False)

    def with_value(self, lang: str, value: str) -> Self:
        """A copy with one language set, or removed where ``value`` is blank."""
        values = {**self.values, lang: value}
        return type(self)(values, self.original or (lang if value.strip() else None))

    def sort_key(self, lang: str) -> str:
        """A key that sorts without case, accents, hamza seats or padding of numbers."""
        decomposed = unicodedata.normalize("NFKD", self.shown(lang).text.casefold())
        bare = "".join(
            char for char in decomposed if not unicodedata.combining(char) and char != "\u0640"
        )
        words = " ".join(bare.split())
        return _DIGITS.sub(lambda found: f"{int(found.group()):012d}", words)

    def __bool__(self) -> bool:
        return bool(self.values)

    def __hash__(self) -> int:
        return hash((frozenset(self.values.items()), self.original))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (dict(self.values), self.original))


def _ordered(values: Mapping[str, str]) -> list[str]:
    """Arabic, French, English first: the order of the house; then the rest by name."""
    return [lang for lang in LANGUAGES if lang in values] + sorted(
        lang for lang in values if lang not in LANGUAGES
    )
