"""The index of this node, opened once per process."""

from functools import lru_cache
from pathlib import Path

from khizana.access.actors import Actor
from khizana.adapters import settings
from khizana.adapters.index_store import IndexStore
from khizana.adapters.index_terms import Access
from khizana.search.pending import lost_sight_of


def store() -> IndexStore:
    """Return the store of the index in the node's data folder."""
    return _store(settings.current().index)


@lru_cache(maxsize=4)
def _store(folder: Path) -> IndexStore:
    return IndexStore(folder)


def access_of(actor: Actor) -> Access:
    """Return what the index filters by: the same two predicates as ``.visible_to(actor)``.

    Records whose change the index has not followed yet are left out by name (``search.pending``).
    """
    day = actor.today
    return Access(
        labels=None if actor.sees_all else actor.label_ids,
        today=None if actor.reads_closed else day.year * 10_000 + day.month * 100 + day.day,
        without=frozenset() if actor.sees_all else lost_sight_of(actor),
    )
