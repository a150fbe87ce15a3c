"""What the index still tells as it was: records raised, closed or withdrawn since it last followed.

The index follows the ledger a moment later, or not at all while no worker runs. Counts, facets and
suggestions must not tell of such records meanwhile, so questions leave them out by name.
"""

from uuid import UUID

from django.db.models import BigIntegerField, Subquery, Value
from django.db.models.functions import Coalesce

from khizana.access.actors import Actor
from khizana.archive.models import Record
from khizana.archive.tree import below
from khizana.kernel.refs import Ref
from khizana.ledger.models import Cursor, Entry

CURSOR = "search"
WITHDRAWN = "archive.record_withdrawn"
LESSENING = (
    "archive.record_changed",
    "archive.record_closed",
    "archive.record_relabelled",
    WITHDRAWN,
)
"""Lines after which a reader may have lost sight of a record (a table can carry a new label)."""


def lost_sight_of(actor: Actor) -> frozenset[str]:
    """Return the ids of records that the index may still show to ``actor`` and no longer should.

    One query where nothing waits. What the actor may still see is not among them.
    """
    followed = Subquery(Cursor.objects.filter(pk=CURSOR).values("position")[:1])
    lines = Entry.objects.filter(
        action__in=LESSENING,
        position__gt=Coalesce(followed, Value(-1), output_field=BigIntegerField()),
    )
    touched = {(Ref.parse(ref).id, action) for ref, action in lines.values_list("ref", "action")}
    if not touched:
        return frozenset()
    ids = {one for one, _ in touched} | _below({one for one, what in touched if what == WITHDRAWN})
    seen = Record.objects.visible_to(actor).filter(pk__in=ids, withdrawn_at__isnull=True)
    return frozenset(str(one) for one in ids - set(seen.values_list("pk", flat=True)))


def _below(tops: set[UUID]) -> set[UUID]:
    """Return what stands under withdrawn units: their line speaks for all of it."""
    found: set[UUID] = set()
    for path in Record.objects.filter(pk__in=tops).values_list("path", flat=True):
        found.update(Record.objects.filter(below(path)).values_list("pk", flat=True))
    return found
