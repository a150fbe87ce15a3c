"""Creating and changing records by a table: first looked at, then applied, row by row.

Checking keeps the table and says what each row would do; nothing is changed. Applying goes in
chunks, each one transaction with its place in the table: a run that was killed goes on there, and
no row is applied twice. Each row passes the same actions, permissions and markings as a form.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive.actions.batch import Batch
from khizana.archive.elements import Level
from khizana.archive.held import lock_institution, save_next
from khizana.archive.models import Institution, RecordAuthority, TableImport
from khizana.archive.queries import find_institution
from khizana.archive.table.carrying import add_to, can_wait, carry_out
from khizana.archive.table.lookups import Lookups
from khizana.archive.table.parsing import Row, Table, parse
from khizana.archive.table.planning import Plan, key_of, plan_row, virtual_place
from khizana.archive.values import clean_line
from khizana.kernel.errors import Conflict, NotFound, NotValid, Refusal
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger
from khizana.terms.models import Authority

CHUNK = 200
MOST_REFUSALS = 1_000
_ACTION = "archive.table_checked"


@dataclass(frozen=True, slots=True)
class Report:
    """One page of what a table would do, or of what is left of it."""

    table: TableImport
    plans: list[Plan]
    number: int
    pages: int


def check_csv(
    *,
    actor: Actor,
    content: bytes,
    original_name: str = "",
    institution_id: uuid.UUID | None = None,
) -> TableImport:
    """Read a table, keep it, and count what it would create, change, leave and be refused."""
    require(actor, "archive.import")
    institution = find_institution(actor, institution_id)
    parsed = parse(content)
    run = TableImport(
        institution=institution,
        person_id=actor.person_id,
        original_name=clean_line(original_name, "file", 500),
        content=content,
        encoding=parsed.encoding,
        delimiter=parsed.delimiter,
        total=len(parsed.rows),
    )
    for plan in _plans(actor, institution, parsed):
        _count(run, plan)
    run.save(force_insert=True)
    ledger.append(actor=actor, action=_ACTION, ref=run.ref, detail=_counts(run))
    return run


def find_table(actor: Actor, table_id: uuid.UUID | str) -> TableImport:
    """A table that the actor handed in; those of others are not there."""
    require(actor, "archive.import")
    try:
        identity = table_id if isinstance(table_id, uuid.UUID) else uuid.UUID(table_id)
    except ValueError as error:
        raise NotFound("archive.no_table") from error
    rows = TableImport.objects.select_related("institution").defer("content")
    found = rows.filter(pk=identity, person_id=actor.person_id).first()
    if found is None:
        raise NotFound("archive.no_table")
    return found


def tables(actor: Actor, limit: int = 20) -> list[TableImport]:
    """The tables that the actor handed in, the newest first."""
    require(actor, "archive.import")
    rows = TableImport.objects.filter(person_id=actor.person_id).defer("content")
    return list(rows.order_by("-created_at")[:limit])


def report(
    actor: Actor, table_id: uuid.UUID | str, *, page: int = 1, only: str = "", size: int = 100
) -> Report:
    """What the rows would do now, with differences and refusals; ``only`` is one kind of plan.

    It is worked out afresh against the records as they are, so that it is never out of date.
    """
    run = find_table(actor, table_id)
    plans = _plans(actor, run.institution, parse(bytes(run.content)))
    wanted = [plan for plan in plans if not only or plan.kind == only]
    pages = max(1, -(-len(wanted) // size))
    number = min(max(1, page), pages)
    return Report(run, wanted[(number - 1) * size : number * size], number, pages)


def apply_csv(*, actor: Actor, table_id: uuid.UUID) -> TableImport:
    """Carry out a checked table from where it stands to its end; refused rows are left out."""
    run = find_table(actor, table_id)
    if run.state == "applied":
        raise Conflict("archive.table_running")
    parsed = parse(bytes(run.content))
    doubles = _doubles(parsed.rows)
    lookups = Lookups(actor, run.institution)
    position = run.position if run.state == "applying" else 0
    while True:
        run = _apply_chunk(actor, run.pk, parsed, lookups, doubles, position)
        if run.state == "applied":
            return run
        position = run.position


def _apply_chunk(
    actor: Actor,
    run_id: uuid.UUID,
    parsed: Table,
    lookups: Lookups,
    doubles: dict[str, int],
    position: int,
) -> TableImport:
    with transaction.atomic():
        rows = TableImport.objects.select_for_update(of=("self",)).select_related("institution")
        run = rows.defer("content").get(pk=run_id)
        if run.state == "checked":
            begin(run)
        if run.state == "applied" or run.position != position:
            raise Conflict("archive.table_running")  # another worker is at it, or was faster
        chunk = parsed.rows[position : position + CHUNK]
        lookups.fetch(chunk)
        linked = _linked(actor, lookups)
        lock_institution(run.institution_id)
        codes = (row.cells.get("reference_code", "").strip() for row in chunk)
        batch = Batch(actor, run.institution, codes)
        for row in chunk:
            plan = _plan(actor, lookups, row, linked, doubles)
            if plan.kind in ("create", "change"):
                _carry(actor, batch, lookups, plan)
            _count(run, plan)
        batch.flush()
        run.position = position + len(chunk)
        if run.position >= run.total:
            run.state = "applied"
            ledger.append(
                actor=actor, action="archive.table_applied", ref=run.ref, detail=_counts(run)
            )
        save_next(run)
    return run


def begin(run: TableImport) -> None:
    """From the figures of the check to those of the application."""
    run.state, run.position, run.refusals = "applying", 0, []
    run.created = run.changed = run.unchanged = run.refused = 0


def _carry(actor: Actor, batch: Batch, lookups: Lookups, plan: Plan) -> None:
    try:
        if can_wait(plan):
            record = add_to(batch, lookups, plan)
        else:
            batch.flush()
            with transaction.atomic():
                record = carry_out(actor, batch.institution, plan)
    except Refusal as refusal:
        plan.kind, plan.refusal = "refused", refusal
        return
    if plan.kind == "create":
        lookups.made(record)
    else:
        lookups.changed(record)


def _plans(actor: Actor, institution: Institution, parsed: Table) -> Iterator[Plan]:
    """The plans of all rows in order; a unit that a row would make counts for those below it."""
    lookups = Lookups(actor, institution)
    doubles = _doubles(parsed.rows)
    for start in range(0, len(parsed.rows), CHUNK):
        chunk = parsed.rows[start : start + CHUNK]
        lookups.fetch(chunk)
        linked = _linked(actor, lookups)
        for row in chunk:
            plan = _plan(actor, lookups, row, linked, doubles)
            if plan.kind == "create" and plan.code:
                lookups.planned.setdefault(plan.code, virtual_place(plan))
            yield plan


def _plan(
    actor: Actor,
    lookups: Lookups,
    row: Row,
    linked: dict[uuid.UUID, dict[str, list[str]]],
    doubles: dict[str, int],
) -> Plan:
    key = key_of(row)
    if key and doubles.get(key, row.number) != row.number:
        refusal = NotValid("archive.row_twice", field="reference_code", code=key)
        return Plan(row, kind="refused", code=key, refusal=refusal)
    identity = lookups.identity_of(row)
    return plan_row(actor, lookups, row, linked.get(identity, {}) if identity else {})


def _doubles(rows: list[Row]) -> dict[str, int]:
    """The first row about each unit; a later one about the same is refused."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(key_of(row), row.number)
    return first


def _linked(actor: Actor, lookups: Lookups) -> dict[uuid.UUID, dict[str, list[str]]]:
    links = RecordAuthority.objects.filter(
        record_id__in=list(lookups.by_id),
        authority__in=Authority.objects.visible_to(actor).values("pk"),
    )
    found: dict[uuid.UUID, dict[str, list[str]]] = {}
    for record_id, role, authority_id in links.values_list("record_id", "role", "authority_id"):
        found.setdefault(record_id, {}).setdefault(role, []).append(str(authority_id))
    return found


def _count(run: TableImport, plan: Plan) -> None:
    name = {"create": "created", "change": "changed", "same": "unchanged"}.get(plan.kind)
    name = name or "refused"
    setattr(run, name, getattr(run, name) + 1)
    if plan.refusal is not None and len(run.refusals) < MOST_REFUSALS:
        run.refusals.append(
            {
                "row": plan.row.number,
                "code": plan.code,
                "refusal": plan.refusal.code,
                "data": {name: _plain(value) for name, value in plan.refusal.data.items()},
            }
        )


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return value.shown("ar").text
    return value if isinstance(value, (int, str, list)) else str(value)


def _counts(run: TableImport) -> dict[str, Any]:
    return {
        "file": run.original_name,
        "rows": run.total,
        "created": run.created,
        "changed": run.changed,
        "unchanged": run.unchanged,
        "refused": run.refused,
    }


def refusal_of(kept: dict[str, Any]) -> Refusal:
    """A kept refusal as one that speaks: ``sentence(lang)`` and ``advice(lang)``."""
    data = dict(kept["data"])
    for name in {"level", "above"} & set(data):
        data[name] = Level(data[name])
    return Refusal(kept["refusal"], **data)


__all__ = [
    "Report",
    "apply_csv",
    "begin",
    "check_csv",
    "find_table",
    "refusal_of",
    "report",
    "tables",
]
