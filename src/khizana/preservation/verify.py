"""Walking the store: every object, its inventory, its rows and its ledger line, three ways.

Finds what is missing, what is extra and what was changed, whichever side it was changed on: the
file, the inventory beside it, or the row in the database.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Q

from khizana.adapters.storage import Storage, object_folder, object_id
from khizana.adapters.storage_validate import validate_object
from khizana.adapters.storage_validate_root import objects_of, validate_top
from khizana.kernel.words import say
from khizana.ledger.models import Entry
from khizana.preservation import place
from khizana.preservation.models import DigitalObject, SubmittedFile
from khizana.preservation.workflow import HELD_STATES

Progress = Callable[[int, int], None]
MISSING, EXTRA, CHANGED, ROW, LEDGER, ROOT, LOST = (
    "missing", "extra", "content_changed", "row_changed", "ledger_differs", "root_broken",
    "file_without_object",
)  # fmt: skip
CODES = (MISSING, EXTRA, CHANGED, ROW, LEDGER, ROOT, LOST)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its code, where it is, and what it is about."""

    code: str
    where: str
    ref: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """Return what is wrong, in words."""
        return say(f"event.preservation.{self.code}", lang, where=self.where, **self.data)


def walk(progress: Progress | None = None) -> list[Problem]:
    """Check the whole store; an empty list where all is well."""
    return list(_walk(progress or (lambda done, total: None)))


def _walk(progress: Progress) -> Iterator[Problem]:
    storage = place.root()
    rows = DigitalObject.objects.order_by("ocfl_id", "pk")
    total = rows.count()
    known: set[str] = set()
    group: list[DigitalObject] = []
    for done, row in enumerate(rows.iterator(chunk_size=1000), 1):
        if group and row.ocfl_id != group[0].ocfl_id:
            yield from _object(storage, group)
            group = []
        known.add(object_folder(row.ocfl_id))
        group.append(row)
        progress(done, total)
    if group:
        yield from _object(storage, group)
    yield from _extra(storage, known)
    yield from _lost()


def _object(storage: Storage, group: list[DigitalObject]) -> Iterator[Problem]:
    """Compare one stored object with all rows that name it."""
    folder = storage.root / object_folder(group[0].ocfl_id)
    refs = ", ".join(str(row.ref) for row in group)
    if not folder.is_dir():
        yield Problem(MISSING, group[0].content_path, refs)
        return
    findings = [f for f in validate_object(folder) if f[0].startswith("E")]
    if findings:
        where = folder.relative_to(storage.root).as_posix()
        yield Problem(CHANGED, where, refs, {"codes": " ".join(sorted({c for c, _ in findings}))})
    yield from _rows(storage, folder, group)


def _rows(storage: Storage, folder: Path, group: list[DigitalObject]) -> Iterator[Problem]:
    try:
        inventory = json.loads((folder / "inventory.json").read_bytes())
        manifest = {digest: paths for digest, paths in inventory["manifest"].items()}
    except (OSError, ValueError, KeyError, AttributeError):
        return  # said above
    lines = _ledger_says(group)
    for row in group:
        relative = row.content_path.removeprefix(f"{object_folder(row.ocfl_id)}/")
        content = storage.root / row.content_path
        size = content.stat().st_size if content.is_file() else row.size
        if (
            relative not in manifest.get(row.sha512, [])
            or row.ocfl_id != object_id(row.sha256)
            or size != row.size
        ):
            yield Problem(ROW, row.content_path, str(row.ref))
        said = lines.get(str(row.ref))
        if said is None or (said["sha512"], said["sha256"], said["size"]) != (
            row.sha512,
            row.sha256,
            row.size,
        ):
            yield Problem(LEDGER, row.content_path, str(row.ref))


def _ledger_says(group: list[DigitalObject]) -> dict[str, dict[str, Any]]:
    """Return what the ledger said of these objects when they were received."""
    entries = Entry.objects.filter(
        Q(action="preservation.received") | Q(action="preservation.attached"),
        ref__in=[str(row.ref) for row in group],
    )
    return {entry.ref: json.loads(entry.body)["detail"] for entry in entries}


def _extra(storage: Storage, known: set[str]) -> Iterator[Problem]:
    """Find what stands in the root and in no row; and a root that is broken itself."""
    if not storage.root.is_dir():
        if known:
            yield Problem(ROOT, str(storage.root))
        return
    for where, (code, about) in validate_top(storage.root):
        if code.startswith("E"):
            yield Problem(ROOT, f"{where} {about}".strip(), data={"codes": code})
    for folder in objects_of(storage.root):
        relative = folder.relative_to(storage.root).as_posix()
        # looked up again: it may have been received since the walk began
        if relative not in known and not _in_rows(relative):
            yield Problem(EXTRA, relative)


def _in_rows(folder: str) -> bool:
    return DigitalObject.objects.filter(content_path__startswith=f"{folder}/").exists()


def _lost() -> Iterator[Problem]:
    rows = SubmittedFile.objects.filter(state__in=HELD_STATES, object__isnull=True)
    for row in rows:
        yield Problem(LOST, row.path, f"{row.submission_id}/{row.position}")
