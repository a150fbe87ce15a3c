"""Finding records: one by id or code, all below a unit."""

import uuid
from typing import Any

from django.db.models import QuerySet

from khizana.access.actors import Actor
from khizana.access.models import MarkedQuerySet
from khizana.access.policies import require
from khizana.archive import tree
from khizana.archive.models import Record
from khizana.kernel.errors import NotFound


def visible_records(actor: Actor) -> MarkedQuerySet:
    """Records that the actor may see and that were not withdrawn: where every list begins."""
    require(actor, "archive.read")
    rows: MarkedQuerySet = Record.objects.visible_to(actor).filter(withdrawn_at__isnull=True)
    return rows


def find_record(actor: Actor, record_id: uuid.UUID | str) -> Record:
    """One record; a withdrawn one only for those who may withdraw.

    What does not exist and what the actor may not see are the same refusal.
    """
    require(actor, "archive.read")
    rows = Record.objects.visible_to(actor).select_related("label", "institution")
    if not actor.may("archive.withdraw"):
        rows = rows.filter(withdrawn_at__isnull=True)
    found: Record | None = rows.filter(pk=_identity(record_id)).first()
    if found is None:
        raise NotFound("archive.no_record")
    return found


def record_by_code(actor: Actor, code: str, institution_id: uuid.UUID | None = None) -> Record:
    """The record of a reference code, the oldest where an institution is not named."""
    rows = visible_records(actor).filter(reference_code=" ".join(code.split()))
    if institution_id is not None:
        rows = rows.filter(institution_id=institution_id)
    found: Record | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound("archive.no_record")
    return found


def records_below(actor: Actor, record: Record, *, own: bool = True) -> QuerySet[Any]:
    """The visible units of a subtree, in the order of the tree's paths."""
    return visible_records(actor).filter(tree.below(record.path, own=own)).order_by("path")


def levels_for(parent: Record | None) -> list[str]:
    """The levels that a new unit may have under a parent."""
    return tree.levels_below(parent.level if parent else None)


def _identity(value: uuid.UUID | str) -> uuid.UUID:
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
    except ValueError as error:
        raise NotFound("archive.no_record") from error
