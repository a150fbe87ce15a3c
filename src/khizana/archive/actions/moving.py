"""Moving a unit with all that is below it: one row and one UPDATE of a range."""

import uuid

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive import tree
from khizana.archive.elements import Level
from khizana.archive.held import (
    held_record,
    institution_of_record,
    lock_institution,
    save_next,
    write_line,
)
from khizana.archive.models import Record
from khizana.kernel.errors import NotFound, NotValid


def move_record(
    *,
    actor: Actor,
    record_id: uuid.UUID,
    parent_id: uuid.UUID | None,
    version: int | None = None,
) -> Record:
    """Put a unit and its subtree under another parent, or at the top.

    Reference codes, markings and opening days stay: what was cited remains so (ISAD(G) 3.1.1), and
    what was closed does not open by being carried elsewhere.
    """
    require(actor, "archive.arrange")
    with transaction.atomic():
        institution = lock_institution(institution_of_record(actor, record_id))
        record = held_record(actor, record_id, version)
        parent = held_record(actor, parent_id) if parent_id else None
        if parent is not None and parent.institution_id != institution.pk:
            raise NotFound("archive.no_record")
        if record.parent_id == parent_id:
            return record
        _check_target(record, parent)
        old_path, old_parent = record.path, _seen(actor, record.parent_id)
        moved = _carry(record, parent)
        changes = {"parent": [_ref(old_parent), _ref(parent)]}
        write_line(
            actor,
            "archive.record_moved",
            record,
            changes,
            {"from_path": old_path, "to_path": record.path, "units": moved},
        )
    return record


def _seen(actor: Actor, record_id: uuid.UUID | None) -> Record | None:
    """A unit above that the actor may not see is not named in a line that they may read."""
    if record_id is None:
        return None
    found: Record | None = Record.objects.visible_to(actor).filter(pk=record_id).first()
    return found


def _ref(record: Record | None) -> str | None:
    return str(record.ref) if record else None


def _check_target(record: Record, parent: Record | None) -> None:
    if parent is None:
        if record.level != Record.Level.FONDS and record.accession_id is None:
            raise NotValid("archive.top_is_fonds", field="parent")
        return
    if parent.path.startswith(record.path):
        raise NotValid("archive.move_into_itself", field="parent")
    if not tree.may_hold(parent.level, record.level):
        raise NotValid(
            "archive.level_order",
            field="parent",
            level=Level(record.level),
            above=Level(parent.level),
        )
    if parent.depth >= record.depth:
        deepest = Record.objects.filter(tree.below(record.path)).order_by("-depth").first()
        height = (deepest.depth if deepest else record.depth) - record.depth
        if parent.depth + 1 + height >= tree.DEEPEST:
            raise NotValid("archive.too_deep", field="parent", count=tree.DEEPEST)


def _carry(record: Record, parent: Record | None) -> int:
    """Rewrite the paths below, then the unit itself; returns how many units moved."""
    old_path, old_depth = record.path, record.depth
    record.parent = parent
    record.path = (parent.path if parent else "") + tree.segment(record.id)
    record.depth = parent.depth + 1 if parent else 0
    below = Record.objects.filter(tree.below(old_path, own=False))
    moved: int = below.update(
        path=Concat(Value(record.path), Substr("path", len(old_path) + 1)),
        depth=F("depth") + (record.depth - old_depth),
    )
    save_next(record)
    return moved + 1
