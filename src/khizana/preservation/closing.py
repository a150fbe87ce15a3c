"""Closing a box: what came of its uploads, its folders as units, its refusals in the ledger."""

from collections import defaultdict
from collections.abc import Iterable

from khizana.access.actors import Actor
from khizana.archive.actions.arrival import Arrival, create_arrivals
from khizana.archive.models import Record
from khizana.archive.queries import propose_code
from khizana.ledger import actions as ledger
from khizana.preservation import arrangement, place
from khizana.preservation.models import Submission, SubmittedFile
from khizana.preservation.naming import name_for_people, stem_of, title_of
from khizana.shared.bulk import update_rows

_MOST_LINES = 1000


def end_uploads(submission: Submission) -> None:
    """Refuse uploads that never came to their end; what arrived of them is removed."""
    unfinished = submission.files.filter(state="uploading")
    for staged in list(unfinished.values_list("staged", flat=True)):
        place.staged(staged).unlink(missing_ok=True)
    unfinished.update(state="refused", refusal="preservation.upload_incomplete", staged="")


def arrange(actor: Actor, submission: Submission) -> None:
    """Make the units of the folders and give every entry its place, number and title."""
    found = submission.files.order_by("position").values_list("pk", "path_bytes", "state")
    entries = [(pk, bytes(name), state) for pk, name, state in found]
    top = submission.parent_record
    wrapper = arrangement.wrapper_of([name for _, name, _ in entries], _box_name(submission))
    entries = [(pk, name.removeprefix(wrapper), state) for pk, name, state in entries]
    planned = arrangement.plan([name for _, name, state in entries if state != "refused"], top)
    records = _make_units(actor, submission, planned, top)
    numbers: dict[object, int] = defaultdict(int)
    if top is not None and not planned:
        numbers[top.pk] = _last_number(actor, submission, top)
    rows = []
    for pk, name, _ in entries:
        folder, rest = arrangement.holder_of(name, planned)
        parent = records.get(folder, top)
        holder = parent.pk if parent else None
        numbers[holder] += 1
        rows.append((pk, holder, numbers[holder], name_for_people(rest)))
    update_rows(SubmittedFile, ("parent_record", "number", "title"), rows)


def _make_units(
    actor: Actor,
    submission: Submission,
    planned: dict[bytes, arrangement.Folder],
    top: Record | None,
) -> dict[bytes, Record]:
    """Make units from the top down, one level of folders at a time."""
    made: dict[bytes, Record] = {}
    by_depth: dict[int, list[arrangement.Folder]] = defaultdict(list)
    for folder in planned.values():
        by_depth[folder.path.count(b"/") + 1 if folder.path else 0].append(folder)
    counters: dict[bytes, int] = defaultdict(int)
    for depth in sorted(by_depth):
        folders = by_depth[depth]
        arrivals = []
        for folder in folders:
            parent = top if folder.above is None else made[folder.above]
            counters[folder.above or b""] += 1
            arrivals.append(
                Arrival(
                    title_of(_title(submission, folder)),
                    folder.level,
                    _code(actor, submission, folder, parent, counters[folder.above or b""]),
                    parent,
                )
            )
        records = create_arrivals(
            actor=actor,
            accession=submission.accession,
            label=submission.label,
            open_from=submission.open_from,
            arrivals=arrivals,
            detail={"submission": str(submission.ref)},
        )
        made.update(zip((folder.path for folder in folders), records, strict=True))
    submission.box_record = made.get(b"", top)
    return made


def _title(submission: Submission, folder: arrangement.Folder) -> str:
    if folder.above is None:
        return _box_name(submission)
    _, rest = arrangement.holder_of(folder.path + b"/x", {folder.above})
    return name_for_people(rest.rpartition(b"/")[0])


def _box_name(submission: Submission) -> str:
    last = submission.source.rstrip("/").rsplit("/", 1)[-1] or submission.source
    return stem_of(last) if submission.source_kind == "zip" else last


def _code(
    actor: Actor,
    submission: Submission,
    folder: arrangement.Folder,
    parent: Record | None,
    number: int,
) -> str:
    if folder.above is None or parent is None:
        accession = submission.accession
        return propose_code(actor, accession.institution, parent, accession)
    # apart from the documents of the same folder, which are numbered too
    return f"{parent.reference_code}/f{number}"


def _last_number(actor: Actor, submission: Submission, top: Record) -> int:
    code = propose_code(actor, submission.accession.institution, top, submission.accession)
    ending = code.rsplit("/", 1)[-1]
    return int(ending) - 1 if ending.isdecimal() else 0


def write_refusals(actor: Actor, submission: Submission) -> None:
    """Put the entries refused at listing into the ledger, each by its path and reason."""
    refused = submission.files.filter(state="refused").order_by("position")
    ledger.append_many([_refusal(actor, submission, row) for row in _some(refused)])


def _some(rows: Iterable[SubmittedFile]) -> list[SubmittedFile]:
    # a box of a million links says so by its counts; the rows themselves all remain
    return [row for row, _ in zip(rows, range(_MOST_LINES), strict=False)]


def _refusal(actor: Actor, submission: Submission, row: SubmittedFile) -> ledger.Line:
    return ledger.Line(
        actor=actor,
        action="preservation.refused",
        ref=submission.ref,
        label_id=submission.label_id,
        open_from=submission.open_from,
        detail={"path": row.path, "position": row.position, "code": row.refusal},
    )
