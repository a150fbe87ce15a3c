"""Rows of pages, layers and passages, made inside the caller's transaction."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from khizana.adapters import extract_quality
from khizana.adapters import language as languages
from khizana.adapters.extract_types import PageText
from khizana.archive.models import Record
from khizana.reading import layers
from khizana.reading.models import Page, Passage, TextLayer

WAITS_FOR_OCR = "image"
FOR_A_PERSON = "person"
OCR_REQUESTED = "reading.ocr_requested"
"""A page's note that a person asked: their wish goes before our doubt."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The marking that pages and passages repeat from their record."""

    record_id: UUID
    label_id: int
    open_from: dt.date


def marking_of(record_id: UUID) -> Marking:
    """Return a record's marking, the record locked: a change of it waits for us or we for it."""
    label_id, open_from = (
        Record.objects.select_for_update().values_list("label_id", "open_from").get(pk=record_id)
    )
    return Marking(record_id, label_id, open_from)


def write_pages(
    object_id: UUID, kind: str, sha512: str, texts: Sequence[PageText], marking: Marking
) -> None:
    """Write pages that are new, each with its first layer and its passages."""
    pages, made, passages = [], [], []
    for text in texts:
        quality = extract_quality.judge(text.text) if text.text else {}
        page = Page(
            object_id=object_id,
            record_id=marking.record_id,
            label_id=marking.label_id,
            open_from=marking.open_from,
            number=text.number,
            kind=text.kind,
            title=text.title[:200],
            width=text.width,
            height=text.height,
            state=_state(text, kind, quality),
            refusal=text.refusal,
            source_kind=kind,
        )
        pages.append(page)
        if not text.text:
            continue
        layer = build_layer(page, text, number=1, kind="extract", input_digest=sha512)
        layer.quality = quality
        made.append(layer)
        passages.extend(build_passages(layer, text.words, marking, object_id))
    Page.objects.bulk_create(pages)
    TextLayer.objects.bulk_create(made)
    Passage.objects.bulk_create(passages, batch_size=500)


def _state(text: PageText, kind: str, quality: dict[str, Any]) -> str:
    if text.state != "read":
        return text.state
    # A text layer that cannot be right: its picture is read as a second layer.
    return WAITS_FOR_OCR if kind == "pdf" and quality.get("bad") else "read"


def build_layer(
    page: Page, text: PageText, *, number: int, kind: str, input_digest: str, made_by: str = ""
) -> TextLayer:
    """Return an unsaved layer; its language is that of most of its words."""
    return TextLayer(
        page=page,
        number=number,
        kind=kind,
        tool=text.tool[:80],
        settings=text.settings,
        input_digest=input_digest,
        text=text.text,
        digest=layers.digest(text.text),
        boxes=layers.pack(text.words),
        confidence=text.confidence,
        made_by=made_by,
    )


def build_passages(
    layer: TextLayer,
    words: Sequence[Any],
    marking: Marking,
    object_id: UUID,
    language: str = "",
) -> list[Passage]:
    """Return the unsaved passages of a layer; sets the layer's language and direction from them.

    ``language`` is what a person said and goes before what is detected.
    """
    made = []
    weight: Counter[str] = Counter()
    for position, (start, end) in enumerate(layers.cut(layer.text)):
        found = language or languages.detect(layer.text[start:end])
        weight[found] += end - start
        made.append(
            Passage(
                record_id=marking.record_id,
                label_id=marking.label_id,
                open_from=marking.open_from,
                object_id=object_id,
                layer=layer,
                position=position,
                start=start,
                end=end,
                region=layers.region(words, start, end),
                language=found,
            )
        )
    layer.language = weight.most_common(1)[0][0] if weight else language
    layer.direction = languages.reading_direction(layer.text, layer.language)
    return made


def add_layer(
    page: Page,
    text: PageText,
    *,
    kind: str,
    input_digest: str,
    made_by: str = "",
    language: str = "",
    current: bool = True,
) -> TextLayer:
    """Save a further layer of a page with its passages; the one before stays and stays citable."""
    last = page.layers.order_by("-number").first()
    number = last.number + 1 if last else 1
    layer = build_layer(
        page, text, number=number, kind=kind, input_digest=input_digest, made_by=made_by
    )
    layer.quality = extract_quality.judge(text.text)
    layer.current = current
    marking = Marking(page.record_id, page.label_id, page.open_from)
    passages = build_passages(layer, text.words, marking, page.object_id, language)
    if current:
        page.layers.filter(current=True).update(current=False)
    layer.save(force_insert=True)
    Passage.objects.bulk_create(passages, batch_size=500)
    return layer
