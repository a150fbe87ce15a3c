"""Cursors: how the index, the alerts and the exchange feed follow the ledger, each at its pace."""

from khizana.adapters import clock
from khizana.ledger.models import Cursor, Entry, Tree


def read(name: str, limit: int = 500) -> list[Entry]:
    """Return the next lines after the cursor `name`, oldest first."""
    return list(Entry.objects.filter(position__gt=position(name)).order_by("position")[:limit])


def position(name: str) -> int:
    """Return the position of the last line that `name` has dealt with; -1 before the first."""
    found = Cursor.objects.filter(pk=name).values_list("position", flat=True).first()
    return -1 if found is None else found


def advance(name: str, to: int) -> None:
    """Move the cursor forward to `to`; never back, whatever order two workers finish in."""
    cursor, made = Cursor.objects.get_or_create(pk=name, defaults={"position": to})
    if not made and cursor.position < to:
        Cursor.objects.filter(pk=name, position__lt=to).update(position=to, moved_at=clock.now())


def rewind(name: str, to: int = -1) -> None:
    """Set the cursor back, so that everything after `to` is dealt with again (index rebuild)."""
    Cursor.objects.update_or_create(pk=name, defaults={"position": to, "moved_at": clock.now()})


def behind(name: str) -> int:
    """Return how many lines wait for `name`."""
    size = Tree.objects.filter(pk=1).values_list("size", flat=True).first() or 0
    return max(0, size - 1 - position(name))
