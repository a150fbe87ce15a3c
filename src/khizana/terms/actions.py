"""Writing authorities: create, update, merge. Nothing is deleted; a merged one leads onwards."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from khizana.access import labels
from khizana.access.actors import Actor
from khizana.access.models import OPEN, Label
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger
from khizana.shared import steps
from khizana.terms.forms_of_name import check_name, clean_variants, derive
from khizana.terms.models import Authority

MERGED = "terms.merged"
"""Step: the ids are those of authorities that were merged into another (``merged_into``)."""

UNCHANGED: Any = object()
_FIELDS = ("kind", "identifier", "name", "variants", "dates", "history")


def create_authority(
    *,
    actor: Actor,
    kind: str,
    name: Text,
    variants: Iterable[str] = (),
    dates: HistoricalDate | None = None,
    history: Text | None = None,
    identifier: str = "",
    label: Label | None = None,
    open_from: dt.date = OPEN,
) -> Authority:
    """Enter an authority: its authorised names, other forms, dates and history."""
    require(actor, "terms.edit")
    _check_kind(kind)
    check_name(name)
    if label is not None:
        require(actor, "access.mark")
        if not actor.sees_all and label.pk not in actor.label_ids:
            raise NotFound("terms.no_label")
    with transaction.atomic():
        authority = Authority(
            kind=kind,
            name=name,
            variants=clean_variants(variants),
            dates=dates,
            history=history or Text(),
            identifier=identifier.strip(),
            label=label or labels.intern_lowest(),
            open_from=open_from,
        )
        derive(authority)
        authority.save(force_insert=True)
        _line(actor, "terms.authority_created", authority, _differences({}, _state(authority)))
    return authority


def update_authority(
    *,
    actor: Actor,
    authority_id: uuid.UUID,
    version: int | None = None,
    kind: str = UNCHANGED,
    name: Text = UNCHANGED,
    variants: Iterable[str] = UNCHANGED,
    dates: HistoricalDate | None = UNCHANGED,
    history: Text = UNCHANGED,
    identifier: str = UNCHANGED,
) -> Authority:
    """Change what is given; ``version`` is the one that the person saw."""
    require(actor, "terms.edit")
    given: dict[str, Any] = {
        "kind": kind, "name": name, "variants": variants, "dates": dates, "history": history,
        "identifier": identifier,
    }  # fmt: skip
    with transaction.atomic():
        authority = _held(actor, authority_id)
        if version is not None and version != authority.version:
            raise Conflict("terms.changed_meanwhile", name=authority.name)
        before = _state(authority)
        for field, value in given.items():
            if value is not UNCHANGED:
                setattr(authority, field, clean_variants(value) if field == "variants" else value)
        _check_kind(authority.kind)
        check_name(authority.name)
        changes = _differences(before, _state(authority))
        if changes:
            derive(authority)
            _save(authority)
            _line(actor, "terms.authority_changed", authority, changes)
    return authority


def merge_authorities(*, actor: Actor, source_id: uuid.UUID, into_id: uuid.UUID) -> Authority:
    """Let one authority take in another: its names become variants, its links move over."""
    require(actor, "terms.edit")
    if source_id == into_id:
        raise NotValid("terms.merge_with_itself", field="into")
    with transaction.atomic():
        first, second = sorted((source_id, into_id))
        held = {one: _held(actor, one) for one in (first, second)}
        source, into = held[source_id], held[into_id]
        if source.kind != into.kind:
            raise NotValid("terms.merge_of_kinds", field="into")
        if source.label_id != into.label_id or source.open_from != into.open_from:
            # the names of one would become readable at the other's marking
            raise NotValid("terms.merge_of_markings", field="into")
        before = _state(into)
        names = [*into.variants, *source.name.values.values(), *source.variants]
        into.variants = clean_variants(
            name for name in names if name not in into.name.values.values()
        )
        derive(into)
        _save(into)
        source.merged_into = into
        _save(source)
        _line(actor, "terms.authority_merged", source, {"merged_into": [None, str(into.ref)]})
        _line(actor, "terms.authority_changed", into, _differences(before, _state(into)))
        steps.hand_on(MERGED, [source.pk])
    return into


def _held(actor: Actor, authority_id: uuid.UUID) -> Authority:
    rows = Authority.objects.visible_to(actor).select_for_update()
    found = rows.filter(pk=authority_id, merged_into__isnull=True).first()
    if found is None:
        raise NotFound("terms.no_authority")
    return found


def _save(authority: Authority) -> None:
    authority.version += 1
    authority.updated_at = clock.now()
    authority.save()


def _check_kind(kind: str) -> None:
    if kind not in Authority.Kind.values:
        raise NotValid("terms.kind_unknown", field="kind", kind=kind)


def _state(authority: Authority) -> dict[str, Any]:
    state = {field: getattr(authority, field) for field in _FIELDS}
    return {
        field: value.to_json() if isinstance(value, (Text, HistoricalDate)) else value
        for field, value in state.items()
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        field: [before.get(field), value]
        for field, value in after.items()
        if (before.get(field) or None) != (value or None)
    }


def _line(actor: Actor, action: str, authority: Authority, changes: dict[str, list[Any]]) -> None:
    ledger.append(
        actor=actor,
        action=action,
        ref=authority.ref,
        label_id=authority.label_id,
        open_from=authority.open_from,
        changes=changes,
    )
