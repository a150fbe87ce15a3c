"""A part of a list: one row more than shown is read, nothing is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50
_LAST = 10_000


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows of one page of a list and whether there are pages before and after it."""

    rows: Sequence[Any]
    number: int
    first: int
    more: bool

    @property
    def previous(self) -> int:
        """Return the number of the page before, 0 where there is none."""
        return self.number - 1

    @property
    def following(self) -> int:
        """Return the number of the page after, 0 where there is none."""
        return self.number + 1 if self.more else 0

    @property
    def last(self) -> int:
        """Return the place of the last row shown."""
        return self.first + len(self.rows) - 1

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def page_number(request: HttpRequest) -> int:
    """Return the page asked for; anything odd is the first."""
    asked = request.GET.get("page", "1")
    if not (asked.isdecimal() and asked.isascii() and len(asked) < 10):
        return 1
    return max(1, min(int(asked), _LAST))


def cut(rows: QuerySet[Any] | Sequence[Any], request: HttpRequest, per: int = PER_PAGE) -> Slice:
    """Return the part of ``rows`` that the request asks for."""
    number = page_number(request)
    start = (number - 1) * per
    found = list(rows[start : start + per + 1])
    return Slice(found[:per], number, start + 1, len(found) > per)
