"""The machine reads a preserved file: pages, layers and passages, one part per transaction.

Every step looks first at what is already there, so it may be killed and repeated at any point.
"""

import shutil
import tempfile
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from khizana.access.queries import system_actor
from khizana.adapters import extract, ocr, settings
from khizana.adapters.extract_types import PageText, Unreadable
from khizana.kernel.refs import Ref
from khizana.ledger import actions as ledger
from khizana.reading.models import Page, Passage
from khizana.reading.writing import WAITS_FOR_OCR, marking_of, write_pages
from khizana.shared import holdings, steps
from khizana.shared.holdings import HeldFile

READ = "reading.read"
"""Step: the ids are those of preserved files whose text is there (again)."""

_FALLS = {"reading.crashed", "reading.too_long", "reading.too_heavy", "reading.not_processed"}


def read_object(object_id: UUID) -> str:
    """Read one file from where it was left; returns its reading state."""
    file = holdings.holder().file(object_id)
    if file is None:
        return "none"
    if file.state in {"read", "refused", "none"}:
        return file.state
    first = Page.objects.filter(object_id=object_id).count() + 1
    try:
        if _read_pages(file, first):
            _hand_over_attachments(file)
    except Unreadable as refusal:
        return _refuse(file, refusal)
    except IntegrityError:
        # Another worker writes the same pages: it, or the next look for unfinished work, goes on.
        return "reading"
    return finish(object_id)


def _read_pages(file: HeldFile, first: int) -> bool:
    """Write all pages from ``first`` on; returns whether the file carries others."""
    while True:
        part = _part(file, first)
        with transaction.atomic():
            if part.pages:
                write_pages(file.id, part.kind, file.sha512, part.pages, marking_of(file.record_id))
            if first + extract.CHUNK <= part.total:
                holdings.holder().set_reading_state(file.id, "reading")
        first += max(1, len(part.pages))
        if first > part.total or not part.pages:
            return part.carries


def _part(file: HeldFile, first: int) -> extract.Part:
    """Read the next pages; where a page fells the reading process, that page alone is marked."""
    try:
        return _ask(file, first, extract.CHUNK)
    except Unreadable as refusal:
        if refusal.code not in _FALLS:
            raise
    part = _ask(file, first, 0)  # opening alone must work, else the file is refused
    pages = []
    for number in range(first, min(first + extract.CHUNK, part.total + 1)):
        try:
            pages += _ask(file, number, 1).pages
        except Unreadable as refusal:
            kind = "page" if part.kind == "pdf" else "section"
            pages.append(PageText(number, kind, "", "", state="person", refusal=refusal.code))
    return extract.Part(part.kind, part.total, pages, part.carries)


def _ask(file: HeldFile, first: int, count: int) -> extract.Part:
    return extract.read_part(file.path, first=first, count=count, mime=file.mime, puid=file.puid)


def _hand_over_attachments(file: HeldFile) -> None:
    """Files inside a mail or PDF become objects of their own, attached to it."""
    staging = settings.current().staging
    staging.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix="mail-", dir=staging))
    try:
        found = extract.attachments(file.path, folder, mime=file.mime, puid=file.puid)
        if found:
            holdings.holder().attach(file.id, found)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse(file: HeldFile, refusal: Unreadable) -> str:
    """The file stays preserved and is marked with the reason; nobody loses anything."""
    with transaction.atomic():
        marking = marking_of(file.record_id)
        holdings.holder().set_reading_state(file.id, "refused", refusal.code)
        ledger.append(
            actor=system_actor(),
            action="reading.refused",
            ref=object_ref(file.id),
            label_id=marking.label_id,
            open_from=marking.open_from,
            detail={"code": refusal.code, "record": str(file.record_id)},
        )
        steps.hand_on(READ, [file.id])
    return "refused"


def finish(object_id: UUID) -> str:
    """Say that a file is read, or send its pictures to OCR; safe to repeat."""
    with transaction.atomic():
        holder = holdings.holder()
        file = holder.file(object_id)
        if file is None:
            return "none"
        marking = marking_of(file.record_id)
        # Looked at again under the lock: the worker beside us may have been first.
        file = holder.file(object_id)
        if file is None or file.state == "read":
            return "read"
        counts = Page.objects.filter(object_id=object_id).aggregate(
            pages=Count("pk"),
            waiting=Count("pk", filter=Q(state=WAITS_FOR_OCR)),
            for_people=Count("pk", filter=Q(state="person")),
        )
        if counts["waiting"] and ocr.available():
            holder.set_reading_state(object_id, "reading")
            steps.hand_on("reading.pictured", [object_id])
            return "reading"
        refusal = "reading.ocr_off" if counts["waiting"] else ""
        if counts["for_people"]:
            refusal = "reading.pages_for_people"
        holder.set_reading_state(object_id, "read", refusal)
        counts["passages"] = Passage.objects.filter(object_id=object_id).count()
        ledger.append(
            actor=system_actor(),
            action="reading.read",
            ref=object_ref(object_id),
            label_id=marking.label_id,
            open_from=marking.open_from,
            detail={**counts, "record": str(file.record_id)},
        )
        steps.hand_on(READ, [object_id])
    return "read"


def object_ref(object_id: UUID) -> Ref:
    return Ref(settings.current().node, "object", object_id)
