"""Language and script of a passage: script first, then letters, then lingua for French against
English.

A hint is a hint: no detector tried knows Bambara or Tamazight; a person can say otherwise.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from khizana.kernel.text import direction

if TYPE_CHECKING:
    from lingua import LanguageDetector

_BAMBARA = re.compile("[ɛɔɲŋƐƆƝŊ]")
_TAMAZIGHT_LATIN = re.compile("[ɣḍḥṣṭẓčǧƔḌḤṢṬẒ]")
_WORD = re.compile(r"[^\W\d_]+")
# Addresses and the names of mail headers are Latin in every mail.
_NOT_LANGUAGE = re.compile(r"\S+@\S+|\bhttps?://\S+|^(?:From|To|Cc|Date|Subject):", re.MULTILINE)
# Words that decide most texts without a detector, at a tenth of its cost.
_FRENCH = frozenset((
    "le", "la", "les", "des", "du", "de", "un", "une", "et", "est", "dans", "pour", "par",
    "sur", "au", "aux", "que", "qui", "ce", "cette", "avec", "son", "ses", "sont",
))  # fmt: skip
_ENGLISH = frozenset((
    "the", "of", "and", "to", "in", "is", "that", "for", "it", "was", "on", "with", "as",
    "by", "be", "at", "this", "from", "are", "or", "an", "which", "have",
))  # fmt: skip


def script(text: str) -> str:
    """Return Arab, Tfng, Latn or "" (ISO 15924) by the majority of letters."""
    counts = _letters(text)
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def scripts(text: str) -> frozenset[str]:
    """Return the scripts with more than a tenth of the letters: what OCR must be able to read."""
    counts = _letters(text)
    total = sum(counts.values()) or 1
    return frozenset(name for name, count in counts.items() if count > total * 0.1)


_SPANS = {
    "Arab": re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+"),
    "Tfng": re.compile(r"[\u2d30-\u2d7f]+"),
    "Latn": re.compile(r"[A-Za-z\u00c0-\u024f\u0250-\u02af\u1e00-\u1eff]+"),
}


def _letters(text: str) -> dict[str, int]:
    return {name: sum(map(len, span.findall(text))) for name, span in _SPANS.items()}


def detect(text: str) -> str:
    """Return the likely language (ar, fr, en, bm, ber) of a passage, or "" where nothing tells."""
    text = _NOT_LANGUAGE.sub(" ", text)
    where = script(text)
    if where == "Arab":
        return "ar"
    if where == "Tfng":
        return "ber"
    if where != "Latn":
        return ""
    if len(_BAMBARA.findall(text)) * 100 > len(text):
        return "bm"
    if len(_TAMAZIGHT_LATIN.findall(text)) * 50 > len(text):
        return "ber"
    return _latin(text)


def _latin(text: str) -> str:
    words = [word.lower() for word in _WORD.findall(text[:4_000])]
    french = sum(word in _FRENCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if abs(french - english) >= 3 and max(french, english) > 2 * min(french, english):
        return "fr" if french > english else "en"
    found = _detector().detect_language_of(text[:2_000])
    return found.iso_code_639_1.name.lower() if found else ""


@cache
def _detector() -> "LanguageDetector":
    # Loaded at first need: most texts are decided by their script or their small words.
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415

    languages = (Language.FRENCH, Language.ENGLISH)
    builder = LanguageDetectorBuilder.from_languages(*languages)
    return builder.with_low_accuracy_mode().build()


def reading_direction(text: str, language: str = "") -> str:
    """Return rtl or ltr for a text, by its language where known, else by its script."""
    if language:
        return direction(language)
    return "rtl" if script(text) == "Arab" else "ltr"
