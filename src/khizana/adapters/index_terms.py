"""A question as a tree, before any search library sees it. The query language makes these."""

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; ``also`` are other words that count as the same."""

    form: str
    also: tuple[str, ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words, spelled like this, one after the other."""

    forms: tuple[str, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins like this."""

    form: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A raw value of a facet or key: any of ``values``."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates that may lie between two days, YYYYMMDD; an open end is None."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Every:
    """All of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """None of this."""

    part: "Node"


Node: TypeAlias = Word | Phrase | Prefix | Value | Dates | Every | Some | Not


@dataclass(frozen=True, slots=True)
class Access:
    """What an asker may read.

    Attributes:
        labels: ids of labels; None only for the machine's own work, which shows nothing.
        today: closure counts up to this day, YYYYMMDD; None where closed things may be read.
        without: ids of records that the index holds as they were and that must not count.
    """

    labels: frozenset[int] | None
    today: int | None
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """A whole question: what is meant, what it is narrowed to, and how generously words match.

    ``near``: words that differ by a letter count too, and of several words some may stand in the
    title alone.
    """

    node: Node | None
    narrowed: tuple[Node, ...] = ()
    near: bool = False
    weights: dict[str, int] = field(default_factory=dict, compare=False)


def leaves(node: Node | None) -> list[Word | Phrase | Prefix]:
    """The words of a question that are wanted (not those under a Not), in their order."""
    if node is None or isinstance(node, Not | Value | Dates):
        return []
    if isinstance(node, Every | Some):
        return [leaf for part in node.parts for leaf in leaves(part)]
    return [node]
