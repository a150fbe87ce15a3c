"""How a word is compared: folding, tokens with their places, and the light10 stemmer for Arabic.

Tokens are cut in the *original* text and folded one by one, because NFKC changes lengths and a
highlight must point at what is written. light10: Larkey, Ballesteros, Connell, "Light Stemming for
Arabic Information Retrieval" (2007).
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_LATIN_MARKS = "\u0300-\u036f"
_JOINERS = "\u00ad\u0640\u200c\u200d"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"

# Narrower classes break a decomposed hamza or accent. The underscore splits: file names use it.
_TOKEN = re.compile(rf"(?:[^\W_]|[{_MARKS}{_LATIN_MARKS}{_JOINERS}])+")
# The compatibility forms of lone vowel marks decompose to a space and the mark: no word ends there.
_MARK_AFTER_SPACE = re.compile(rf" (?=[{_MARKS}])")
_DELETED = re.compile(rf"[{_MARKS}{_JOINERS}{_BIDI}]")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_SPACES = re.compile(r"\s+")

_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        "ة": "ه",
        "ک": "ك",
        "œ": "oe",
        "æ": "ae",
        "Œ": "OE",
        "Æ": "AE",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)

_PREFIXES = (("ال", 2), ("وال", 2), ("بال", 2), ("كال", 2), ("فال", 2), ("لل", 2), ("و", 3))
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")

# What French elision leaves behind: l'armée, d'Alger. Careless writers drop them.
_ELIDED = frozenset({"l", "d"})


class Token(NamedTuple):
    """A word as it is compared, and where it is written: text[start:end]."""

    form: str
    start: int
    end: int


def _fold_letters(text: str) -> str:
    """Steps 1 to 8 of the folding, on a word or on a whole text."""
    text = _MARK_AFTER_SPACE.sub("", unicodedata.normalize("NFKC", text))
    text = _DELETED.sub("", text).translate(_LETTERS).lower()
    if text.isascii():
        return text
    return "".join(
        # Taking an Arabic letter apart would turn ؤ and ئ into و and ي: those seats are kept.
        letter if _ARABIC.match(letter) else _without_marks(letter)
        for letter in text
    )


@lru_cache(maxsize=4096)
def _without_marks(letter: str) -> str:
    taken_apart = unicodedata.normalize("NFD", letter)
    return "".join(part for part in taken_apart if unicodedata.category(part) != "Mn")


def fold(text: str) -> str:
    """The form in which two spellings of a text are equal: for comparing, never for showing."""
    return _SPACES.sub(" ", _fold_letters(text)).strip()


@lru_cache(maxsize=65536)
def fold_word(word: str) -> tuple[str, ...]:
    """The forms of one token: nearly always one; ﷺ is four words, a lone vowel mark none."""
    return tuple(part.group() for part in _TOKEN.finditer(_fold_letters(word)))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, folded, with their places in it; a lone French l or d is left out."""
    for match in _TOKEN.finditer(text):
        for form in fold_word(match.group()):
            if form not in _ELIDED:
                yield Token(form, match.start(), match.end())


def forms(text: str) -> list[str]:
    """The folded words of a text without their places: what an index takes in, and fast."""
    return [
        form for word in _TOKEN.findall(text) for form in fold_word(word) if form not in _ELIDED
    ]


def is_arabic(word: str) -> bool:
    """Whether the word is written in Arabic letters."""
    return bool(_ARABIC.match(word))


def without_article(word: str, protected: frozenset[str] = frozenset()) -> str:
    """A folded word without article, conjunction and the like: the first half of light10."""
    if word not in protected:
        for prefix, letters_left in _PREFIXES:
            if word.startswith(prefix) and len(word) - len(prefix) >= letters_left:
                return word[len(prefix) :]
    return word


def light10(word: str, protected: frozenset[str] = frozenset()) -> str:
    """The light10 stem of a folded word; a protected one is left alone, with or without "the"."""
    word = without_article(word, protected)
    if word in protected:
        return word
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word


@lru_cache(maxsize=65536)
def four_grams(stem: str) -> tuple[str, ...]:
    """The four-letter pieces of a stem, a short stem whole: they survive reading mistakes."""
    if len(stem) <= 4:
        return (stem,)
    return tuple(stem[at : at + 4] for at in range(len(stem) - 3))


class Analyser:
    """Folding and stemming with one protected list, so that an index and its queries agree."""

    def __init__(self, protected: Iterable[str] = ()) -> None:
        self.protected = shipped_protected() | frozenset(
            form for word in protected for form in fold_word(word)
        )
        self._stems: dict[str, str] = {}

    @property
    def digest(self) -> str:
        """Changes whenever a stem may change; part of the search schema's version."""
        listed = "\n".join([*sorted(self.protected), "", *sorted(stopwords())])
        return hashlib.sha256(listed.encode()).hexdigest()

    def stem(self, form: str) -> str:
        """The stem of a folded word; words in other scripts are left as they are."""
        known = self._stems.get(form)
        if known is None:
            known = light10(form, self.protected) if is_arabic(form) else form
            if len(self._stems) < 200_000:
                self._stems[form] = known
        return known


@cache
def _shipped() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("khizana.kernel").joinpath("arabic.toml").read_text("utf-8"))


@cache
def stopwords() -> frozenset[str]:
    """Words too common to look for by themselves, folded; in Arabic, French and English."""
    listed = " ".join(_shipped()["stopwords"].values())
    return frozenset(form for word in listed.split() for form in fold_word(word))


@cache
def shipped_protected() -> frozenset[str]:
    """Places, names, ranks and words of the office that light10 would cut too short."""
    listed = " ".join(_shipped()["protected"].values())
    return frozenset(form for word in listed.split() for form in fold_word(word))


@cache
def plurals() -> dict[str, tuple[str, ...]]:
    """Folded word -> the other words of its group: a singular and its broken plurals, both ways."""
    groups: dict[str, set[str]] = {}
    for singular, written in _shipped()["plurals"].items():
        group = {form for word in (singular, *written.split()) for form in fold_word(word)}
        for form in group:
            groups.setdefault(form, set()).update(group - {form})
    return {form: tuple(sorted(others)) for form, others in groups.items()}
