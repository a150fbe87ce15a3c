"""What the address of a search page asks for, and the addresses of searches beside it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from khizana.search.results import FACETS, SORTS, Filters

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """One search, as its address says it."""

    query: str
    filters: Filters
    sort: str
    low: str
    high: str
    given: QueryDict

    @classmethod
    def read(cls, request: HttpRequest) -> "Asked":
        """Read the address; what is not understood narrows nothing."""
        given = request.GET.copy()
        query = given.get("q", "").strip()[:LONGEST]
        low, high = _year(given.get("from", "")), _year(given.get("to", ""))
        parameters = {name: given.getlist(name) for name in (*FACETS, "record", "near", "date")}
        if low or high:
            parameters["date"] = [f"{low}..{high}"]
        sort = given.get("sort", "")
        return cls(
            query, Filters.from_parameters(parameters), sort if sort in SORTS else "relevance",
            low, high, given,
        )  # fmt: skip

    def url(self, **changes: str) -> str:
        """Return the same search with some values changed, from its first page."""
        kept = self.given.copy()
        kept.pop("page", None)
        for name, value in changes.items():
            if value:
                kept[name] = value
            else:
                kept.pop(name, None)
        return f"{reverse('search')}?{kept.urlencode()}"

    def without(self, name: str, value: str) -> str:
        """Return the same search with one limit taken off."""
        kept = self.given.copy()
        kept.pop("page", None)
        names = (name, "lang") if name == "language" else (name,)
        for one in names:
            left = [held for held in kept.getlist(one) if held != value]
            if left:
                kept.setlist(one, left)
            else:
                kept.pop(one, None)
        return f"{reverse('search')}?{kept.urlencode()}"

    def page_url(self, number: int) -> str:
        """Return another page of the same results."""
        kept = self.given.copy()
        kept["page"] = str(number)
        return f"{reverse('search')}?{kept.urlencode()}"

    @staticmethod
    def plain(query: str) -> str:
        """Return the search for some words alone."""
        return f"{reverse('search')}?{urlencode({'q': query})}"


def _year(text: str) -> str:
    text = text.strip()
    return text if text.isdecimal() and text.isascii() and len(text) <= 4 and int(text) else ""
