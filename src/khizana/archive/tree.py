"""The shape of the tree: path segments, ranges of subtrees, levels, reference codes."""

import re
from base64 import b32hexencode
from uuid import UUID

from django.db.models import Q

from khizana.archive.models import Record

DEEPEST = 12
SEGMENT = 17
_NUMBERS = re.compile(r"\d+")
_TRAILING = re.compile(r"(\d+)$")
_RANK = {level: rank for rank, level in enumerate(Record.Level.values)}
# ISAD(G) knows sub-divisions of sub-divisions; the other levels follow one another once
_NESTING = frozenset({"subfonds", "subseries"})


def segment(identity: UUID) -> str:
    """The own part of a path: the first 80 bits of the UUIDv7, in letters that sort like it."""
    return b32hexencode(identity.bytes[:10]).decode().lower() + "/"


def below(path: str, *, own: bool = True) -> Q:
    """The subtree of a path as one range of the index ("0" follows "/" in ASCII)."""
    end = Q(path__lt=path[:-1] + "0")
    return end & (Q(path__gte=path) if own else Q(path__gt=path))


def ancestor_paths(path: str) -> list[str]:
    """The paths of all ancestors, from the top."""
    return [path[:end] for end in range(SEGMENT, len(path), SEGMENT)]


def may_hold(parent_level: str, child_level: str) -> bool:
    """Whether a unit of one level may stand directly under another: general to specific."""
    if parent_level == child_level:
        return parent_level in _NESTING
    return _RANK[child_level] > _RANK[parent_level]


def levels_below(parent_level: str | None) -> list[str]:
    """The levels that may be chosen under a parent; without one: a fonds."""
    if parent_level is None:
        return [Record.Level.FONDS.value]
    return [level for level in Record.Level.values if may_hold(parent_level, level)]


def natural_key(code: str) -> str:
    """A code as siblings are sorted: numbers by their value."""
    padded = _NUMBERS.sub(lambda found: found.group().lstrip("0").zfill(8), code.casefold())
    return padded[-80:] if len(padded) > 80 else padded


def next_code(prefix: str, last: str | None) -> str:
    """The code after ``last`` under a prefix, with as many digits as ``last`` has."""
    found = _TRAILING.search(last or "")
    if not found or not (last or "").startswith(prefix):
        return f"{prefix}1"
    number = found.group(1)
    return f"{(last or '')[: found.start()]}{int(number) + 1:0{len(number)}d}"
