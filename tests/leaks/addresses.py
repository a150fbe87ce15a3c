"""Every address of the URLconf, and what to ask of it.

Addresses are found by walking the URLconf, never listed by hand. What an address is asked with
follows from its name and its parameters; where that does not suffice, `ways_out.ADDRESSES` says
it, and `ways_out.NOT_WATCHED` names the few that say nothing about holdings, each with a reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# parameters that mean the same wherever they stand
PARAMETERS: dict[str, Any] = {
    "n": 1, "level": 0, "x": 0, "y": 0, "code": "ar", "number": 1,
    "column": 0, "row": 0,
}  # fmt: skip
KINDS = (
    "accession", "authority", "institution", "layer", "object", "page", "passage", "person",
    "position", "record", "submission",
)  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    route: str
    parameters: tuple[str, ...]

    def kind_of(self, parameter: str) -> str | None:
        """Return the kind of thing that a parameter names, None where it names none."""
        for kind in KINDS:
            if parameter in (f"{kind}_id", kind):
                return kind
        if parameter == "file_id":
            return "entry" if "upload" in self.route else "object"
        if parameter in ("pk", "id", "uuid"):
            return next((k for k in KINDS if self.name.startswith(k)), None)
        return None

    def path(self, values: dict[str, Any]) -> str:
        """Return the path with the parameters filled in."""
        path = self.route
        for parameter in self.parameters:
            start = path.index("<")
            end = path.index(">", start)
            path = path[:start] + str(values[parameter]) + path[end + 1 :]
        return "/" + path


def addresses() -> list[Address]:
    """Return every address of the site, once for each route."""
    return [
        Address(pattern.name or route, route, tuple(pattern.pattern.converters))
        for route, pattern in _walk(get_resolver().url_patterns, "")
    ]


def _walk(patterns: Any, before: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern
