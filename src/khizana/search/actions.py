"""Making and keeping the index. It is never a second truth: all comes from the database."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.adapters.index_entries import Entry
from khizana.adapters.index_store import IndexStore
from khizana.ledger import actions as ledger_actions
from khizana.ledger import cursors
from khizana.ledger.models import Tree
from khizana.search import documents
from khizana.search.changes import Touched, touched_by
from khizana.search.engine import store
from khizana.search.pending import CURSOR

_LINES_AT_ONCE = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Indexed:
    """What was done: entries written, ledger lines followed, whether all was made anew."""

    entries: int
    lines: int
    rebuilt: bool


def rebuild(*, actor: Actor, progress: Progress | None = None) -> Indexed:
    """Make the index anew from the database while the old one serves, then swap.

    ``progress(done, expected)`` is called every few hundred entries.
    """
    require(actor, "search.rebuild")
    index = store()
    with index.locked():
        done = _rebuild(index, progress)
        ledger_actions.append(
            actor=actor,
            action="search.rebuilt",
            ref="khz:index",
            detail={"entries": done.entries, "schema": index.version},
        )
    return done


def catch_up(*, actor: Actor, wait: float = 5.0) -> Indexed:
    """Follow the ledger to its end. Refused (``search.index_busy``) while another one writes.

    Killed anywhere it may be started again: entries are replaced by id, and the cursor moves only
    after the index was committed. An index that is missing, of another schema, or further than
    the ledger (an older database was restored) is made anew.
    """
    require(actor, "search.rebuild")
    index = store()
    with index.locked(wait=wait):
        if _must_be_made(index):
            return _rebuild(index, None)
        return _follow(index)


def _must_be_made(index: IndexStore) -> bool:
    serving = index.serving()
    if serving is None:
        return True
    return int(index.about(serving).get("ledger_position", -1)) > _head()


def _head() -> int:
    return (Tree.objects.filter(pk=1).values_list("size", flat=True).first() or 0) - 1


def _rebuild(index: IndexStore, progress: Progress | None) -> Indexed:
    # Read before the rows: what changes while they are read is followed afterwards.
    head = _head()
    expected = documents.how_many() if progress else 0

    def report(written: int) -> None:
        if progress:
            progress(written, max(expected, written))

    written = index.rebuild(documents.all_entries(), position=head, progress=report)
    cursors.rewind(CURSOR, head)
    followed = _follow(index)
    return Indexed(written + followed.entries, followed.lines, True)


def _follow(index: IndexStore) -> Indexed:
    entries = lines = 0
    while batch := cursors.read(CURSOR, _LINES_AT_ONCE):
        touched = touched_by(batch)
        if touched:
            entries += index.write(
                _entries(touched), without=_keys(touched), position=batch[-1].position
            )
        cursors.advance(CURSOR, batch[-1].position)
        lines += len(batch)
    return Indexed(entries, lines, False)


def _keys(touched: Touched) -> Iterator[tuple[str, str]]:
    yield from (("record", str(one)) for one in touched.records)
    yield from (("object", str(one)) for one in touched.objects)


def _entries(touched: Touched) -> Iterable[Entry]:
    """The entries of both; a file of a touched record comes once, with its record."""
    seen: set[str] = set()
    for group in documents.in_groups(sorted(touched.records), documents.RECORDS_AT_ONCE):
        for entry in documents.entries_of_records(group):
            if entry.object in map(str, touched.objects):
                seen.add(entry.id)
            yield entry
    for group in documents.in_groups(sorted(touched.objects), documents.RECORDS_AT_ONCE):
        for entry in documents.entries_of_objects(group):
            if entry.id not in seen:
                yield entry
