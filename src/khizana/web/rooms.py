"""The rooms in the column of every page, in the order in which a document travels."""

from collections.abc import Callable
from dataclasses import dataclass

from khizana.access.actors import Actor


@dataclass(frozen=True, slots=True)
class Room:
    """A room in the column. It is shown where its address exists and one permission is held."""

    code: str
    url_name: str
    title: str
    permissions: tuple[str, ...] = ()
    gap: bool = False
    count: Callable[[Actor], int] | None = None


ROOMS = (
    Room("home", "home", "web.room.home"),
    Room("search", "search", "web.room.search", ("search.search",)),
    Room("archive", "archive", "web.room.archive", ("archive.read",), gap=True),
    Room("accessions", "accessions", "web.room.accessions", ("archive.read",)),
    Room("receive", "receive", "web.room.receive", ("preservation.receive",)),
    Room("authorities", "authorities", "web.room.authorities", ("terms.read",)),
    Room("people", "people", "web.room.people", ("access.read_people",), gap=True),
    Room("policy", "policy", "web.room.policy"),
    Room("ledger", "ledger", "web.room.ledger", ("ledger.read",)),
    Room("status", "status", "web.room.status", ("access.administer", "ledger.verify")),
)
"""Titles are literal keys of the words; permissions are those of `access.policies`."""
