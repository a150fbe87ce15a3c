"""A security policy: the closed list of levels, caveats and parties that a marking may use.

Source: the model of an Open XML SPIF (values, hierarchy, phrases) behind STANAG 4774 labels.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from khizana.kernel.errors import NotValid

LANGUAGES = ("ar", "fr", "en")
# keys are parts of the canonical text of a marking: nothing in them may look like a separator
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

CaveatKind = Literal["restrictive", "informative"]


def check_key(key: str) -> str:
    """Return `key` if it can stand in a canonical marking, else refuse it."""
    if not _KEY.fullmatch(key):
        raise NotValid("markings.bad_key", key=key)
    return key


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the hierarchy; a higher rank contains the lower ones."""

    key: str
    rank: int
    name: Mapping[str, str]
    meaning: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Caveat:
    """A further condition beside the level; only restrictive ones must be held by the reader."""

    key: str
    kind: CaveatKind
    name: Mapping[str, str]
    meaning: Mapping[str, str]
    lowest_rank: int = 0


@dataclass(frozen=True, slots=True)
class Party:
    """A side to whom a document may be released."""

    key: str
    name: Mapping[str, str]
    short: Mapping[str, str]
    alone: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """The closed vocabulary of markings of one node; two policies are equal by id and version."""

    id: str
    version: int
    name: Mapping[str, str]
    prefix: Mapping[str, str]
    levels: Mapping[str, Level] = field(repr=False)
    caveats: Mapping[str, Caveat] = field(repr=False)
    parties: Mapping[str, Party] = field(repr=False)

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the same version of the same policy."""
        return isinstance(other, Policy) and (self.id, self.version) == (other.id, other.version)

    def __hash__(self) -> int:
        """Hash by what equality compares."""
        return hash((self.id, self.version))

    @classmethod
    def load(cls, source: Path | str | Mapping[str, Any]) -> "Policy":
        """Read and check a policy from a TOML file or an already parsed table."""
        if not isinstance(source, Mapping):
            source = tomllib.loads(Path(source).read_text(encoding="utf-8"))
        levels = _levels(source.get("levels", ()))
        return cls(
            id=check_key(str(source.get("id", ""))),
            version=int(source.get("version", 1)),
            name=_phrases(source.get("name"), "name"),
            prefix=_phrases(source["prefix"], "prefix") if "prefix" in source else {},
            levels=levels,
            caveats=_caveats(source.get("caveats", ()), levels),
            parties=_parties(source.get("parties", ())),
        )

    @classmethod
    def neutral(cls) -> "Policy":
        """Return the exercise policy that ships with Khizana."""
        return _neutral()

    def level(self, key: str) -> Level:
        """Return the level called `key`, or refuse: an unknown level is never guessed."""
        if key not in self.levels:
            raise NotValid("markings.unknown_level", level=key, policy=self.id)
        return self.levels[key]

    def lowest(self) -> Level:
        """Return the level at the bottom of the hierarchy."""
        return next(iter(self.levels.values()))

    def restrictive(self, keys: Iterable[str]) -> frozenset[str]:
        """Return those of `keys` that a reader must hold; an unknown caveat counts as one."""
        return frozenset(
            k for k in keys if k not in self.caveats or self.caveats[k].kind == "restrictive"
        )


@cache
def _neutral() -> Policy:
    text = resources.files("khizana.kernel").joinpath("policies/neutral.toml")
    return Policy.load(tomllib.loads(text.read_text(encoding="utf-8")))


def _phrases(value: object, where: str) -> dict[str, str]:
    """Check that a phrase exists in each interface language: a banner may not fall silent."""
    if not isinstance(value, Mapping) or any(not value.get(lang) for lang in LANGUAGES):
        raise NotValid("markings.policy_phrase", where=where)
    return {str(lang): str(text) for lang, text in value.items()}


def _levels(rows: Iterable[Mapping[str, Any]]) -> dict[str, Level]:
    levels: dict[str, Level] = {}
    for rank, row in enumerate(rows):
        key = check_key(str(row.get("key", "")))
        if key in levels:
            raise NotValid("markings.policy_twice", key=key)
        name = _phrases(row.get("name"), f"levels.{key}.name")
        levels[key] = Level(key, rank, name, dict(row.get("meaning", {})))
    if not levels:
        raise NotValid("markings.policy_empty")
    return levels


def _caveats(rows: Iterable[Mapping[str, Any]], levels: Mapping[str, Level]) -> dict[str, Caveat]:
    caveats: dict[str, Caveat] = {}
    for row in rows:
        key = check_key(str(row.get("key", "")))
        kind = row.get("kind")
        if key in caveats:
            raise NotValid("markings.policy_twice", key=key)
        if kind not in ("restrictive", "informative"):
            raise NotValid("markings.policy_kind", key=key)
        lowest = str(row.get("lowest_level", next(iter(levels))))
        if lowest not in levels:
            raise NotValid("markings.unknown_level", level=lowest, policy=key)
        name = _phrases(row.get("name"), f"caveats.{key}.name")
        meaning = dict(row.get("meaning", {}))
        caveats[key] = Caveat(key, kind, name, meaning, levels[lowest].rank)
    return caveats


def _parties(rows: Iterable[Mapping[str, Any]]) -> dict[str, Party]:
    parties: dict[str, Party] = {}
    for row in rows:
        key = check_key(str(row.get("key", "")))
        if key in parties:
            raise NotValid("markings.policy_twice", key=key)
        name, short, alone = (
            _phrases(row.get(part), f"parties.{key}.{part}") for part in ("name", "short", "alone")
        )
        parties[key] = Party(key, name, short, alone)
    return parties
