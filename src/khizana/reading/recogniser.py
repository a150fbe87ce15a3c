"""The machine recognises the text of page pictures, one page per transaction, many workers at
once.
"""

import datetime as dt
import time
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from khizana.adapters import clock, ocr
from khizana.adapters.extract_types import PageText, Unreadable
from khizana.reading import reader
from khizana.reading.models import Page, TextLayer
from khizana.reading.writing import FOR_A_PERSON, OCR_REQUESTED, WAITS_FOR_OCR, add_layer
from khizana.shared import holdings
from khizana.shared.holdings import HeldFile
from khizana.shared.tasks import is_gone, worker_name

CLAIM = dt.timedelta(minutes=4)
"""Longer than a page may take; after it a page left by a killed worker is taken again."""
_USELESS = 35.0
"""Mean confidence below which a reading helps nobody: a person is asked."""


def recognise_object(object_id: UUID, seconds: float = 1e9) -> bool:
    """Recognise pages of a file; returns whether some are left to take when the time is over."""
    file = holdings.holder().file(object_id)
    if file is None or not ocr.available():
        return False
    until, hint, done = time.monotonic() + seconds, "", 0
    while page := _claim(object_id):
        if not done and file.state == "read":
            # Read before OCR was installed or asked for: it is finished once more at the end.
            holdings.holder().set_reading_state(object_id, "reading")
        hint = _recognise(file, page, hint)
        done += 1
        if time.monotonic() > until:
            return True
    if not Page.objects.filter(object_id=object_id, state=WAITS_FOR_OCR).exists():
        # Not merely finished: a reading that was killed may have left pages unwritten.
        reader.read_object(object_id)
    return False


def free_claims() -> int:
    """Void the claims of workers that are surely dead; the others lapse."""
    freed = 0
    claimed = Page.objects.filter(state=WAITS_FOR_OCR, claimed_at__isnull=False)
    for page in claimed.only("pk", "claimed_by", "claimed_at")[:1_000]:
        if is_gone(page.claimed_by, page.claimed_at):
            mine = Page.objects.filter(pk=page.pk, claimed_at=page.claimed_at)
            freed += mine.update(claimed_at=None, claimed_by="")
    return freed


def _claim(object_id: UUID) -> Page | None:
    """Take the next page that nobody works on: the update counts, not the look before it."""
    now = clock.now()
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - CLAIM)
    waiting = Page.objects.filter(free, object_id=object_id, state=WAITS_FOR_OCR)
    for page in waiting.order_by("number")[:8]:
        if waiting.filter(pk=page.pk).update(claimed_at=now, claimed_by=worker_name()):
            return page
    return None


def _recognise(file: HeldFile, page: Page, hint: str) -> str:
    """Read one page; returns its language as a hint for the next."""
    try:
        text = ocr.read_page(file.path, page=page.number, kind=page.source_kind, hint=hint)
    except Unreadable as refusal:
        _leave_to_a_person(page.pk, refusal.code)
        return hint
    with transaction.atomic():
        page = Page.objects.select_for_update().get(pk=page.pk)
        if page.state != WAITS_FOR_OCR:
            return hint
        layer = _keep(page, text, file.sha512)
        page.claimed_at = None
        page.state, page.refusal = "read", ""
        if (text.confidence or 0.0) < _USELESS and not _has_good_layer(page):
            page.state, page.refusal = FOR_A_PERSON, "reading.hard_to_read"
        page.save(update_fields=["claimed_at", "state", "refusal"])
    return layer.language if layer and (text.confidence or 0) > 80 else ""


def _keep(page: Page, text: PageText, sha512: str) -> TextLayer | None:
    """Keep the reading as a layer; it becomes the current one unless a better one stands there."""
    if not text.text.strip():
        return None
    before = page.layers.filter(current=True).first()
    useless = (text.confidence or 0.0) < _USELESS
    stays = before is not None and (
        before.kind == "correction" or useless or _says_enough(page, before, text.text)
    )
    return add_layer(page, text, kind="ocr", input_digest=sha512, current=not stays)


def _says_enough(page: Page, before: TextLayer, text: str) -> bool:
    """A title page with a photograph: what stands in the file is exact, OCR adds nothing to it."""
    if page.refusal == OCR_REQUESTED or before.kind == "ocr" or before.quality.get("bad"):
        return False
    return len(text) < 1.5 * len(before.text)


def _has_good_layer(page: Page) -> bool:
    return page.layers.exclude(kind="ocr").exclude(quality__bad=True).exists()


def _leave_to_a_person(page_id: UUID, code: str) -> None:
    with transaction.atomic():
        Page.objects.filter(pk=page_id, state=WAITS_FOR_OCR).update(
            state=FOR_A_PERSON, refusal=code, claimed_at=None
        )
