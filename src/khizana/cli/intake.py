"""Handing in boxes from the command line, and waiting until they are read and can be found."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from khizana.access import labels
from khizana.access.actors import Actor
from khizana.access.models import Label
from khizana.access.queries import system_actor
from khizana.archive.actions import create_accession
from khizana.archive.models import Accession
from khizana.archive.queries import find_institution
from khizana.cli import workers
from khizana.cli.console import Console
from khizana.kernel.errors import Conflict, Refusal
from khizana.kernel.markings import Marking
from khizana.kernel.text import Text
from khizana.ledger import cursors
from khizana.preservation import queries
from khizana.preservation.actions import receive_box
from khizana.preservation.models import DigitalObject, Submission
from khizana.search import actions as search
from khizana.search.pending import CURSOR

LOOK = 0.3
"""Seconds between two looks at the progress."""
STILL = 20.0
"""Seconds without any change after which unfinished work is looked for."""
PATIENCE = 3
"""So many searches for unfinished work without any change, and we say what was not read."""
LONGEST = 120
"""Characters of a path in a line; `--json` gives it whole."""
ENDED = ("received", "stopped", "abandoned")


@dataclass
class Box:
    """What is to be handed in."""

    path: Path
    title: Text
    source: Text | None = None
    label: Label | None = None
    parent_id: Any = None
    accession_id: Any = None


@dataclass
class Outcome:
    """What became of the boxes."""

    counts: dict[str, int] = field(default_factory=dict)
    refs: list[str] = field(default_factory=list)
    kept_back: list[dict[str, str]] = field(default_factory=list)
    not_read: list[dict[str, str]] = field(default_factory=list)
    noted: list[dict[str, str]] = field(default_factory=list)
    stopped: list[dict[str, str]] = field(default_factory=list)


def label_of(level: str) -> Label:
    """The label of a plain level of the node's policy."""
    return labels.intern(Marking(labels.policy(), level))


def cores() -> int:
    """How many workers this machine can keep busy."""
    return os.cpu_count() or 1


def hand_in(actor: Actor, box: Box) -> Submission:
    """Enter the accession in the register (where none is chosen), then the box."""
    if box.accession_id is None:
        box.accession_id = _accession(actor, box).pk
    return receive_box(
        actor=actor,
        path=box.path,
        accession_id=box.accession_id,
        parent_id=box.parent_id,
        title=box.title,
        label=box.label,
    )


def _accession(actor: Actor, box: Box) -> Accession:
    return create_accession(
        actor=actor,
        institution_id=find_institution(actor).pk,
        title=box.title,
        source=box.source,
        label=box.label,
    )


def wait(actor: Actor, submissions: Sequence[Submission], console: Console) -> None:
    """Return when all is received, read and indexed, or when nothing moves any more."""
    with console.meter(console.word("cli.ingest.reading")) as meter:
        last, moved, tries = None, time.monotonic(), 0
        while True:
            done, total, open_ends = _state(actor, submissions)
            meter.to(done, total)
            if not open_ends:
                break
            if (done, total) != last:
                last, moved, tries = (done, total), time.monotonic(), 0
            elif time.monotonic() - moved > STILL and not _busy():
                workers.keep_house()
                moved, tries = time.monotonic(), tries + 1
                if tries > PATIENCE:
                    break
            time.sleep(LOOK)
    index()


def _state(actor: Actor, submissions: Sequence[Submission]) -> tuple[int, int, bool]:
    """How many files came to their end, of how many, and whether anything is still open."""
    done = total = 0
    receiving = False
    for submission in submissions:
        submission.refresh_from_db()
        progress = queries.progress(actor, submission)
        unread = sum(progress.reading.get(state, 0) for state in ("waiting", "reading"))
        done, total = done + progress.ended - unread, total + progress.total
        receiving = receiving or submission.state not in ENDED
    return done, total, receiving or _unread(submissions).exists()


def _unread(submissions: Sequence[Submission]) -> Any:
    """Files of the boxes that are not read yet, those inside mails too."""
    pks = [submission.pk for submission in submissions]
    own = Q(receipts__submission__in=pks) | Q(attached_to__receipts__submission__in=pks)
    rows = DigitalObject.objects.filter(own, reading_state__in=("waiting", "reading"))
    return rows.distinct()


def _busy() -> bool:
    """Whether any task is at work or waits for its turn."""
    return DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).exists()


def index() -> None:
    """Bring the index to the end of the ledger; a worker may be doing it at the same time."""
    for _ in range(60):
        try:
            search.catch_up(actor=system_actor(), wait=10.0)
        except Conflict:
            time.sleep(LOOK)
        if not cursors.behind(CURSOR):
            return


def outcome(actor: Actor, submissions: Sequence[Submission], lang: str) -> Outcome:
    """Count what became of every entry, and say why where it did not go well."""
    found = Outcome()
    for submission in submissions:
        if (why := queries.stopped_reason(submission, lang)) is not None:
            halted = {"code": submission.stopped_by, "sentence": why.sentence}
            found.stopped.append({"path": submission.source, **halted, "advice": why.advice})
        for file in queries.files(actor, submission).iterator(chunk_size=1000):
            state = getattr(file, "said_state", file.state)
            found.counts[state] = found.counts.get(state, 0) + 1
            if file.object is not None:
                found.refs.append(str(file.object.ref))
                note = queries.note(file, lang)
                if note:
                    found.noted.append({"path": file.path, "sentence": note})
                _reading(found, file.path, file.object, lang)
            elif (reason := queries.reason(file, lang)) is not None:
                told = {"path": file.path, "code": file.refusal, "sentence": reason.sentence}
                found.kept_back.append({**told, "advice": reason.advice})
    found.counts["files"] = sum(found.counts.values())
    found.counts["not_read"] = len(found.not_read)
    return found


def _reading(found: Outcome, path: str, held: DigitalObject, lang: str) -> None:
    # a zip has no text of its own; what could not be opened of it has its own line
    if held.reading_refusal in ("", "reading.archive"):
        return
    refusal = Refusal(held.reading_refusal, path=path)
    told = {"path": path, "code": refusal.code, "sentence": refusal.sentence(lang)}
    found.not_read.append({**told, "advice": refusal.advice(lang)})


def lines(found: Outcome, console: Console, seconds: float) -> Iterator[str]:
    """The outcome for a person."""
    held = found.counts.get("stored", 0) + found.counts.get("duplicate", 0)
    yield console.word("cli.ingest.done", count=held, seconds=round(seconds, 1))
    for told in found.stopped:
        path = _short(told["path"])
        yield "✗ " + console.word("cli.ingest.stopped", path=path, why=told["sentence"])
        yield "  → " + told["advice"]
    for told in found.kept_back:
        path = _short(told["path"])
        yield "✗ " + console.word("cli.ingest.kept_back", path=path, why=told["sentence"])
        yield "  → " + told["advice"]
    for told in found.not_read:
        path = _short(told["path"])
        yield "– " + console.word("cli.ingest.not_read", path=path, why=told["sentence"])
        yield "  → " + told["advice"]
    for told in found.noted:
        yield "· " + console.word(
            "cli.ingest.noted", path=_short(told["path"]), why=told["sentence"]
        )


def _short(path: str) -> str:
    """A path that fits a line: the middle of an endless name says nothing."""
    return path if len(path) <= LONGEST else f"{path[: LONGEST // 2]}…{path[-LONGEST // 2 :]}"
