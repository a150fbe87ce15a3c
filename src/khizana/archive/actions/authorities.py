"""Creators, subjects and places of a record, as links to authorities (ISAD(G) 3.2.1)."""

import uuid
from collections.abc import Iterable, Sequence

from django.db import transaction

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive.held import held_record, save_next, write_line
from khizana.archive.models import Record, RecordAuthority
from khizana.kernel.errors import NotFound, NotValid
from khizana.terms.models import Authority

_KINDS = {
    "creator": frozenset({"person", "corporate_body", "family"}),
    "subject": frozenset(Authority.Kind.values),
    "place": frozenset({"place"}),
}


def link_authority(
    *,
    actor: Actor,
    record_id: uuid.UUID,
    authority_id: uuid.UUID,
    role: str,
    version: int | None = None,
) -> Record:
    """Name an authority as creator, subject or place of a record; a second time changes nothing."""
    return _change(actor, record_id, role, version, add=[authority_id])


def unlink_authority(
    *,
    actor: Actor,
    record_id: uuid.UUID,
    authority_id: uuid.UUID,
    role: str,
    version: int | None = None,
) -> Record:
    """Take an authority off a record."""
    return _change(actor, record_id, role, version, remove=[authority_id])


def set_authorities(
    *,
    actor: Actor,
    record_id: uuid.UUID,
    role: str,
    authority_ids: Iterable[uuid.UUID],
    version: int | None = None,
) -> Record:
    """Make these the authorities of a role; links that the actor may not see remain."""
    wanted = set(authority_ids)
    visible = Authority.objects.visible_to(actor).values("pk")
    present = set(
        RecordAuthority.objects.filter(
            record_id=record_id, role=role, authority_id__in=visible
        ).values_list("authority_id", flat=True)
    )
    return _change(
        actor, record_id, role, version,
        add=sorted(wanted - present), remove=sorted(present - wanted),
    )  # fmt: skip


def _change(
    actor: Actor,
    record_id: uuid.UUID,
    role: str,
    version: int | None,
    add: Sequence[uuid.UUID] = (),
    remove: Sequence[uuid.UUID] = (),
) -> Record:
    require(actor, "archive.describe")
    if role not in RecordAuthority.Role.values:
        raise NotValid("archive.role_unknown", field="role", role=role)
    with transaction.atomic():
        record = held_record(actor, record_id, version)
        added = [one for one in _authorities(actor, add) if _link(record, one, role)]
        removed = [one for one in _authorities(actor, remove) if _unlink(record, one, role)]
        if added or removed:
            save_next(record)
            old, new = [str(one.ref) for one in removed], [str(one.ref) for one in added]
            write_line(actor, "archive.record_authorities", record, {role: [old, new]})
    return record


def _authorities(actor: Actor, ids: Sequence[uuid.UUID]) -> list[Authority]:
    found = Authority.objects.visible_to(actor).filter(merged_into__isnull=True).in_bulk(list(ids))
    if len(found) != len(set(ids)):
        raise NotFound("terms.no_authority")
    return [found[one] for one in ids]


def _link(record: Record, authority: Authority, role: str) -> bool:
    if authority.kind not in _KINDS[role]:
        raise NotValid("archive.role_of_kind", field="authority", name=authority.name)
    _row, made = RecordAuthority.objects.get_or_create(
        record=record, authority=authority, role=role
    )
    return made


def _unlink(record: Record, authority: Authority, role: str) -> bool:
    rows = RecordAuthority.objects.filter(record=record, authority=authority, role=role)
    return bool(rows.delete()[0])


def follow_merge(ids: Sequence[uuid.UUID]) -> None:
    """Step after ``terms.merged``: links of the merged authority go to the one that took it in."""
    for source in Authority.objects.filter(pk__in=ids, merged_into__isnull=False):
        links = RecordAuthority.objects.filter(authority=source)
        already = RecordAuthority.objects.filter(authority=source.merged_into_id)
        for role in RecordAuthority.Role.values:
            double = already.filter(role=role).values("record_id")
            links.filter(role=role, record_id__in=double).delete()
        links.update(authority_id=source.merged_into_id)
