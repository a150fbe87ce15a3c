"""What people do to a text: correct it, name its encoding or language, ask for recognition."""

import uuid
from typing import Any

from django.db import transaction

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.adapters import clock, decoding, extract, ocr
from khizana.adapters import language as languages
from khizana.adapters.extract_types import PageText
from khizana.kernel.errors import Conflict, NotFound, NotValid
from khizana.ledger import actions as ledger
from khizana.reading import layers
from khizana.reading.models import Page, Passage, TextLayer
from khizana.reading.queries import visible_pages
from khizana.reading.reader import READ, object_ref
from khizana.reading.writing import OCR_REQUESTED, WAITS_FOR_OCR, add_layer, marking_of, write_pages
from khizana.shared import holdings, steps

LANGUAGES = ("ar", "fr", "en", "bm", "ber")
"""What a person may say a passage is written in; more languages are no migration."""

_LONGEST = 500_000
_MOST_PAGES = 20_000


def correct_page(
    *, actor: Actor, page_id: uuid.UUID, text: str, based_on: int, language: str = ""
) -> TextLayer:
    """Put a corrected text beside the old one as the next layer; citations of the old one hold.

    ``based_on`` is the number of the layer that was shown; refused where another came since.
    """
    require(actor, "reading.correct")
    text = _clean(text)
    with transaction.atomic():
        page = _held_page(actor, page_id)
        old = page.layers.filter(current=True).first()
        present = old.number if old else 0
        if present != based_on:
            raise Conflict("reading.changed_meanwhile", yours=based_on, present=present)
        if old and old.text == text:
            raise NotValid("reading.nothing_changed", field="text")
        words = layers.realign(old.text, layers.unpack(old.boxes), text) if old else []
        reading = PageText(page.number, page.kind, text, "person", words=words)
        layer = add_layer(
            page,
            reading,
            kind="correction",
            input_digest=old.digest if old else "",
            made_by=actor.name,
            language=_language(language),
        )
        page.state, page.refusal = "read", ""
        page.save(update_fields=["state", "refusal"])
        _write_line(actor, "reading.page_corrected", page, old, layer)
    return layer


def mark_language(*, actor: Actor, passage_ids: list[uuid.UUID], language: str) -> list[Passage]:
    """Say in which language passages are written; a person goes before every detector."""
    require(actor, "reading.correct")
    language = _language(language, needed=True)
    with transaction.atomic():
        found = Passage.objects.visible_to(actor).select_for_update(of=("self",))
        passages = list(found.filter(pk__in=passage_ids).select_related("layer__page"))
        if len(passages) != len(set(passage_ids)):
            raise NotFound("reading.no_passage")
        for passage in passages:
            old, passage.language = passage.language, language
            passage.version += 1
            passage.updated_at = clock.now()
            passage.save(update_fields=["language", "version", "updated_at"])
            ledger.append(
                actor=actor,
                action="reading.language_marked",
                ref=passage.ref,
                label_id=passage.label_id,
                open_from=passage.open_from,
                changes={"language": [old, language]},
                detail={"record": str(passage.record_id), "object": str(passage.object_id)},
            )
        steps.hand_on(READ, list({passage.object_id for passage in passages}))
    return passages


def mark_page_language(*, actor: Actor, page_id: uuid.UUID, language: str) -> TextLayer:
    """Say in which language a whole page is written."""
    require(actor, "reading.correct")
    language = _language(language, needed=True)
    with transaction.atomic():
        page = _held_page(actor, page_id)
        layer: TextLayer | None = page.layers.filter(current=True).first()
        if layer is None:
            raise NotFound("reading.no_text")
        old = layer.language
        layer.language = language
        layer.direction = languages.reading_direction(layer.text, language)
        layer.version += 1
        layer.updated_at = clock.now()
        layer.save(update_fields=["language", "direction", "version", "updated_at"])
        layer.passages.update(language=language)
        _write_line(
            actor, "reading.page_language_marked", page, None, layer, {"language": [old, language]}
        )
    return layer


def request_ocr(
    *, actor: Actor, object_id: uuid.UUID, page_ids: list[uuid.UUID] | None = None
) -> int:
    """Ask for the text of pictures to be recognised (again), as a further layer; returns how
    many pages.
    """
    require(actor, "reading.correct")
    if not ocr.available():
        raise NotValid("reading.ocr_off")
    with transaction.atomic():
        pages = _held_pages(actor, object_id).exclude(source_kind__in=_without_picture())
        if page_ids is not None:
            pages = pages.filter(pk__in=page_ids)
        found = list(pages)
        if not found:
            raise NotValid("reading.no_picture")
        Page.objects.filter(pk__in=[page.pk for page in found]).update(
            state=WAITS_FOR_OCR, refusal=OCR_REQUESTED, claimed_at=None
        )
        _write_line(
            actor, "reading.ocr_requested", found[0], None, None, detail={"pages": len(found)}
        )
        steps.hand_on("reading.pictured", [object_id])
    return len(found)


def override_encoding(*, actor: Actor, object_id: uuid.UUID, encoding: str) -> int:
    """Read a plain text again in the encoding that a person names; old layers stay citable.

    Returns the number of pages. Pages that the new reading does not fill keep an empty last layer.
    """
    require(actor, "reading.correct")
    if encoding not in decoding.CHOICES:
        raise NotValid("reading.encoding_unknown", field="encoding", encoding=encoding)
    file = holdings.holder().file(object_id)
    if file is None or not _held_pages(actor, object_id).exists():
        raise NotFound("reading.no_page")
    if _held_pages(actor, object_id).exclude(source_kind__in=("text", "html")).exists():
        raise NotValid("reading.not_plain_text", field="encoding")
    part = extract.read_part(file.path, count=_MOST_PAGES, encoding=encoding)
    with transaction.atomic():
        marking = marking_of(file.record_id)
        pages = {page.number: page for page in _held_pages(actor, object_id)}
        for text in part.pages:
            if page := pages.pop(text.number, None):
                _add_reading(page, text, file.sha512, actor)
            else:
                write_pages(object_id, part.kind, file.sha512, [text], marking)
        for page in pages.values():
            _add_reading(page, PageText(page.number, page.kind, "", ""), file.sha512, actor)
        first = _held_pages(actor, object_id)[0]
        _write_line(
            actor, "reading.encoding_chosen", first, None, None, detail={"encoding": encoding}
        )
        steps.hand_on(READ, [object_id])
    return part.total


def _add_reading(page: Page, text: PageText, sha512: str, actor: Actor) -> None:
    current = page.layers.filter(current=True).first()
    if current and current.text == text.text:
        return
    add_layer(page, text, kind="extract", input_digest=sha512, made_by=actor.name)


def _without_picture() -> tuple[str, ...]:
    return ("text", "html", "svg", "xml", "eml", "msg", "docx", "doc", "odt", "rtf", "pptx", "ppt",
            "xlsx", "xls", "ods", "")  # fmt: skip


def _held_page(actor: Actor, page_id: uuid.UUID) -> Page:
    rows = visible_pages(actor).select_for_update(of=("self",))
    page: Page | None = rows.filter(pk=page_id).first()
    if page is None:
        raise NotFound("reading.no_page")
    return page


def _held_pages(actor: Actor, object_id: uuid.UUID) -> Any:
    return visible_pages(actor).filter(object_id=object_id).order_by("number")


def _clean(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if not text:
        raise NotValid("reading.empty_correction", field="text")
    if len(text) > _LONGEST:
        raise NotValid("reading.too_long_text", field="text", limit=_LONGEST)
    return text


def _language(language: str, *, needed: bool = False) -> str:
    if (needed or language) and language not in LANGUAGES:
        raise NotValid("reading.language_unknown", field="language", language=language)
    return language


def _write_line(
    actor: Actor,
    action: str,
    page: Page,
    old: TextLayer | None,
    layer: TextLayer | None,
    changes: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """The line names layers by their digests: the words themselves are closed material perhaps."""
    if changes is None and layer is not None:
        changes = {"text": [old.digest if old else None, layer.digest]}
    place: dict[str, Any] = {"page": page.number, "record": str(page.record_id)}
    if layer is not None:
        place["layer"] = layer.number
    ledger.append(
        actor=actor,
        action=action,
        ref=object_ref(page.object_id),
        label_id=page.label_id,
        open_from=page.open_from,
        changes=changes,
        detail={**place, **(detail or {})},
    )
    if layer is not None:
        steps.hand_on(READ, [page.object_id])
