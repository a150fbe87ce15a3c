"""Institutions that hold archives (ISDIAH)."""

import re
import uuid
from typing import Any

from django.db import transaction

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive.held import lock_institution, save_next
from khizana.archive.models import Institution
from khizana.archive.values import clean_line, clean_text, differences
from khizana.kernel.errors import Conflict, NotValid
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")


def create_institution(
    *,
    actor: Actor,
    code: str,
    name: Text,
    country: str = "",
    address: Text | None = None,
    history: Text | None = None,
) -> Institution:
    """Enter an institution under its code (ISDIAH 5.1.1)."""
    require(actor, "archive.manage")
    code = clean_line(code, "code", 40)
    if not _CODE.fullmatch(code):
        raise NotValid("archive.institution_code", field="code", code=code)
    with transaction.atomic():
        if Institution.objects.filter(code__iexact=code).exists():
            raise NotValid("archive.institution_taken", field="code", code=code)
        institution = Institution(code=code)
        _fill(institution, name, country, address, history)
        institution.save(force_insert=True)
        changes = differences({}, _state(institution))
        ledger.append(
            actor=actor, action="archive.institution_created", ref=institution.ref, changes=changes
        )
    return institution


def edit_institution(
    *,
    actor: Actor,
    institution_id: uuid.UUID,
    version: int | None = None,
    name: Text,
    country: str = "",
    address: Text | None = None,
    history: Text | None = None,
) -> Institution:
    """Change what is said of an institution; its code stays."""
    require(actor, "archive.manage")
    with transaction.atomic():
        institution = lock_institution(institution_id)
        if version is not None and version != institution.version:
            raise Conflict(
                "archive.changed_meanwhile",
                title=institution.name, yours=version, present=institution.version,
            )  # fmt: skip
        before = _state(institution)
        _fill(institution, name, country, address, history)
        changes = differences(before, _state(institution))
        if changes:
            save_next(institution)
            ledger.append(
                actor=actor,
                action="archive.institution_changed",
                ref=institution.ref,
                changes=changes,
            )
    return institution


def _fill(
    institution: Institution, name: Text, country: str, address: Text | None, history: Text | None
) -> None:
    institution.name = clean_text(name, "name", 500)
    if not institution.name:
        raise NotValid("archive.title_missing", field="name")
    if country and not re.fullmatch(r"[A-Za-z]{2}", country):
        raise NotValid("archive.country_unknown", field="country", country=country)
    institution.country = country.upper()
    institution.address = clean_text(address, "address")
    institution.history = clean_text(history, "history")


def _state(institution: Institution) -> dict[str, Any]:
    return {
        "code": institution.code,
        "name": institution.name.to_json(),
        "country": institution.country or None,
        "address": institution.address.to_json() or None,
        "history": institution.history.to_json() or None,
    }
