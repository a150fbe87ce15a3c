"""What one row of a table would do: nothing, make a unit, change one, or be refused and why."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.policies import require
from khizana.archive import tree
from khizana.archive.elements import TEXT_ELEMENTS, Level
from khizana.archive.held import check_marking
from khizana.archive.models import Accession, Record
from khizana.archive.table.columns import BETWEEN, ROLES, day_of, text_of
from khizana.archive.table.lookups import Lookups, Place, as_uuid
from khizana.archive.table.parsing import Row
from khizana.archive.values import (
    check_level,
    clean_code,
    clean_description,
    clean_title,
    differences,
    record_state,
)
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict, NotValid, Refusal
from khizana.kernel.text import Text


@dataclass(slots=True)
class Plan:
    """The outcome of a row before it is carried out."""

    row: Row
    kind: str = "same"
    code: str = ""
    title: Text = field(default_factory=Text)
    record: Record | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    refusal: Refusal | None = None
    described: dict[str, Any] = field(default_factory=dict)
    parent: Place | None = None
    accession: Accession | None = None
    moves: bool = False
    label: Label | None = None
    open_from: dt.date | None = None
    authorities: dict[str, list[uuid.UUID]] = field(default_factory=dict)


def plan_row(actor: Actor, lookups: Lookups, row: Row, linked: dict[str, list[str]]) -> Plan:
    """Plan a row; ``linked`` are the authorities (ids by role) that the unit has now."""
    plan = Plan(row, code=row.cells.get("reference_code", "").strip())
    try:
        plan.record = lookups.unit(row)
        _check_version(plan)
        _plan_description(plan, lookups)
        _plan_place(actor, plan, lookups)
        _plan_marking(actor, plan, lookups)
        _plan_authorities(plan, lookups, linked)
    except Refusal as refusal:
        plan.kind, plan.refusal = "refused", refusal
        return plan
    plan.kind = "create" if plan.record is None else ("change" if plan.changes else "same")
    return plan


def _check_version(plan: Plan) -> None:
    cell = plan.row.cells.get("version", "").strip()
    if not cell or plan.record is None:
        return
    if not cell.isdecimal() or len(cell) > 9:
        raise NotValid("archive.row_version", field="version", version=cell)
    if int(cell) != plan.record.version:
        raise Conflict(
            "archive.changed_meanwhile",
            title=plan.record.title, yours=int(cell), present=plan.record.version,
        )  # fmt: skip


def _plan_description(plan: Plan, lookups: Lookups) -> None:
    cells, record = plan.row.cells, plan.record
    given = plan.described
    level = cells.get("level", "").strip().casefold()
    if level or record is None:
        check_level(level)
        given["level"] = level
    if plan.code:
        given["reference_code"] = plan.code = clean_code(plan.code)
    present = record.title if record else Text()
    plan.title = clean_title(text_of("title", cells, present))
    given["title"] = plan.title
    texts = {
        element.code: text_of(element.code, cells, _element(record, element.code))
        for element in TEXT_ELEMENTS
        if any(column.startswith(element.code + ":") for column in cells)
    }
    given["description"] = texts
    if "dates" in cells or "dates:edtf" in cells:
        given["dates"] = _dates(cells, record.dates if record else None)
    if "accession" in cells:
        _plan_accession(plan, lookups, cells["accession"].strip())
    plan.changes = differences(record_state(record) if record else {}, _after(plan))


def _element(record: Record | None, code: str) -> Text:
    return Text.from_json(record.description.get(code)) if record else Text()


def _dates(cells: dict[str, str], present: HistoricalDate | None) -> HistoricalDate | None:
    """The date that a row says; EDTF counts where the words alone would be read differently."""
    written, edtf = cells.get("dates", "").strip(), cells.get("dates:edtf", "").strip()
    if present is not None and "dates" not in cells:
        written = present.as_written if edtf == present.edtf else ""
    if not written and not edtf:
        return None
    if present is not None and written == present.as_written:
        if edtf in ("", present.edtf):
            return present
    elif present is not None and edtf == present.edtf and written:
        edtf = ""  # the words were changed and the EDTF beside them forgotten
    if not edtf:
        return HistoricalDate.read(written)
    try:
        read = HistoricalDate.read(written) if written else None
    except Refusal:
        read = None
    if read is not None and read.edtf == edtf:
        return read
    return HistoricalDate.of_edtf(edtf, written, "inferred" if written else "stated")


def _plan_accession(plan: Plan, lookups: Lookups, number: str) -> None:
    if number:
        plan.accession = lookups.accession(number)
        plan.described["accession_id"] = plan.accession.pk
    elif plan.record is None or lookups.sees_accession(plan.record):
        plan.described["accession_id"] = None


def _after(plan: Plan) -> dict[str, Any]:
    """The state that the unit would have, as the ledger compares it."""
    given, record = plan.described, plan.record
    after = dict(record_state(record)) if record else {}
    for name in ("reference_code", "level"):
        if name in given:
            after[name] = given[name]
    after["title"] = given["title"].to_json()
    if "dates" in given:
        after["dates"] = given["dates"].to_json() if given["dates"] else None
    if "accession_id" in given:
        after["accession"] = str(given["accession_id"]) if given["accession_id"] else None
    cleaned = clean_description(given["description"])
    for code in given["description"]:
        after.pop(f"description.{code}", None)
        if code in cleaned:
            after[f"description.{code}"] = cleaned[code]
    return after


def _plan_place(actor: Actor, plan: Plan, lookups: Lookups) -> None:
    cell = plan.row.cells.get("parent_code", "").strip()
    record = plan.record
    if record is None:
        plan.parent = lookups.parent(cell) if cell else None
        _check_levels(plan, plan.described["level"])
        loose = plan.parent is None and plan.described.get("accession_id") is None
        if loose and plan.described["level"] != Record.Level.FONDS:
            raise NotValid("archive.top_is_fonds", field="parent_code")
        return
    if "parent_code" not in plan.row.cells or (record.parent_id and not cell):
        # a blank cell also stands for a unit above that the actor may not see: it moves nothing
        return
    plan.parent = lookups.parent(cell) if cell else None
    now = plan.parent.id if plan.parent else None
    if now == record.parent_id and (plan.parent is None or plan.parent.id is not None):
        return
    require(actor, "archive.arrange")
    _check_levels(plan, plan.described.get("level", record.level))
    plan.moves = True
    old = record.parent.reference_code if record.parent else None
    plan.changes["parent"] = [old, plan.parent.code if plan.parent else None]


def _check_levels(plan: Plan, level: str) -> None:
    parent = plan.parent
    if parent is None:
        return
    if not tree.may_hold(parent.level, level):
        raise NotValid(
            "archive.level_order", field="level", level=Level(level), above=Level(parent.level)
        )
    if parent.depth + 1 >= tree.DEEPEST:
        raise NotValid("archive.too_deep", field="parent_code", count=tree.DEEPEST)


def _plan_marking(actor: Actor, plan: Plan, lookups: Lookups) -> None:
    key = plan.row.cells.get("label", "").strip()
    day = plan.row.cells.get("open_from", "").strip()
    held: Record | Place | None = plan.record or plan.parent
    if key:
        label = lookups.label(key)
        present = held.label if held else None
        if present is None or label.pk != present.pk:
            plan.label = label
            if present is not None:
                check_marking(actor, present, label)
            plan.changes["label"] = [present.key if present and plan.record else None, label.key]
    if day:
        opens = day_of(day)
        since = held.open_from if held else None
        if opens != since:
            if since is not None:
                require(actor, "archive.close")
            plan.open_from = opens
            old = since.isoformat() if since and plan.record else None
            plan.changes["open_from"] = [old, opens.isoformat()]


def _plan_authorities(plan: Plan, lookups: Lookups, linked: dict[str, list[str]]) -> None:
    for column, role in ROLES.items():
        if column not in plan.row.cells:
            continue
        names = [name.strip() for name in plan.row.cells[column].split(BETWEEN.strip())]
        wanted = [lookups.authority(name) for name in names if name]
        ids = [authority.pk for authority in wanted]
        if {str(one) for one in ids} != set(linked.get(role, ())):
            plan.authorities[role] = ids
            plan.changes[role] = [sorted(linked.get(role, ())), sorted(str(one) for one in ids)]


def virtual_place(plan: Plan) -> Place:
    """The place that a planned unit will be, for the rows below it."""
    parent = plan.parent
    return Place(
        None,
        plan.code,
        plan.described["level"],
        parent.depth + 1 if parent else 0,
        plan.label or (parent.label if parent else None),
        plan.open_from or (parent.open_from if parent else None),
    )


def key_of(row: Row) -> str:
    """What a row is about, to find rows that are about the same unit."""
    identity = as_uuid(row.cells.get("id", ""))
    return str(identity) if identity else row.cells.get("reference_code", "").strip()
