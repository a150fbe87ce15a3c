"""Carrying out the plan of one row through the same actions that a form uses."""

from khizana.access.actors import Actor
from khizana.archive.actions import (
    close_record,
    create_record,
    describe_record,
    move_record,
    relabel_record,
    set_authorities,
)
from khizana.archive.actions.batch import Batch
from khizana.archive.models import Institution, Record
from khizana.archive.table.lookups import Lookups
from khizana.archive.table.planning import Plan

_ELSEWHERE = frozenset({"parent", "label", "open_from", "creator", "subject", "place"})


def can_wait(plan: Plan) -> bool:
    """Whether a row makes a plain unit, which can be written together with others."""
    return plan.record is None and bool(plan.code) and not plan.authorities


def add_to(batch: Batch, lookups: Lookups, plan: Plan) -> Record:
    """Put the unit of a row into the batch."""
    parent = lookups.by_id[plan.parent.id] if plan.parent and plan.parent.id else None
    return batch.add(
        parent=parent,
        accession=plan.accession or lookups.inherited_accession(parent),
        code=plan.code,
        given=plan.described,
        label=plan.label,
        open_from=plan.open_from,
    )


def carry_out(actor: Actor, institution: Institution, plan: Plan) -> Record:
    """Make or change the unit of a row; a refusal anywhere undoes the whole row."""
    if plan.record is None:
        record = _create(actor, institution, plan)
    else:
        record = _change(actor, plan, plan.record)
    for role, ids in plan.authorities.items():
        record = set_authorities(actor=actor, record_id=record.pk, role=role, authority_ids=ids)
    return record


def _create(actor: Actor, institution: Institution, plan: Plan) -> Record:
    given = plan.described
    return create_record(
        actor=actor,
        institution_id=institution.pk,
        parent_id=plan.parent.id if plan.parent else None,
        accession_id=given.get("accession_id"),
        title=given["title"],
        level=given["level"],
        reference_code=plan.code,
        dates=given.get("dates"),
        description=given["description"],
        label=plan.label,
        open_from=plan.open_from,
    )


def _change(actor: Actor, plan: Plan, record: Record) -> Record:
    version = record.version
    if plan.moves:
        parent_id = plan.parent.id if plan.parent else None
        record = move_record(actor=actor, record_id=record.pk, parent_id=parent_id, version=version)
        version = record.version
    if plan.changes.keys() - _ELSEWHERE:
        record = describe_record(
            actor=actor, record_id=record.pk, version=version, **plan.described
        )
        version = record.version
    # closing comes before a lower marking: at no moment is the unit more open than wanted
    if plan.open_from is not None:
        record = close_record(
            actor=actor, record_id=record.pk, open_from=plan.open_from, version=version
        )
        version = record.version
    if plan.label is not None:
        record = relabel_record(actor=actor, record_id=record.pk, label=plan.label, version=version)
    return record
