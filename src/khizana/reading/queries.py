"""What can be read, by whoever may read it."""

import uuid
from collections.abc import Iterator, Sequence

from django.db.models import F, QuerySet

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.adapters import extract_bidi as bidi
from khizana.adapters import pages as pictures
from khizana.kernel import folding
from khizana.kernel.errors import NotFound
from khizana.reading import layers
from khizana.reading.models import Page, Passage, TextLayer
from khizana.reading.views import Hit, Line, PageView, PassageView
from khizana.shared import holdings

_AROUND = 60
_MOST_HITS = 500


def visible_pages(actor: Actor) -> QuerySet[Page]:
    """Return the pages that the actor may read: where every way to a text or a picture begins.

    Those of a withdrawn unit are gone with it, save for who may bring it back.
    """
    require(actor, "reading.read")
    rows: QuerySet[Page] = Page.objects.visible_to(actor)
    return rows if actor.may("archive.withdraw") else rows.filter(record__withdrawn_at=None)


def _visible_passages(actor: Actor) -> QuerySet[Passage]:
    require(actor, "reading.read")
    rows: QuerySet[Passage] = Passage.objects.visible_to(actor)
    return rows if actor.may("archive.withdraw") else rows.filter(record__withdrawn_at=None)


def pages_of(actor: Actor, object_id: uuid.UUID) -> QuerySet[Page]:
    """Return the pages of a preserved file in their order."""
    return visible_pages(actor).filter(object_id=object_id).order_by("number")


def pages_of_record(actor: Actor, record_id: uuid.UUID) -> QuerySet[Page]:
    """Return the pages of all files of a record."""
    return visible_pages(actor).filter(record_id=record_id).order_by("object_id", "number")


def pages_for_people(actor: Actor) -> QuerySet[Page]:
    """Return the pages that no machine could read: the work list of the reading room."""
    return visible_pages(actor).filter(state="person").order_by("pk")


def find_page(actor: Actor, page_id: uuid.UUID) -> Page:
    """Return one page."""
    page = visible_pages(actor).filter(pk=page_id).first()
    if page is None:
        raise NotFound("reading.no_page")
    return page


def find_page_by_number(actor: Actor, object_id: uuid.UUID, number: int) -> Page:
    """Return page ``number`` of a file (1 is the first)."""
    page: Page | None = pages_of(actor, object_id).filter(number=number).first()
    if page is None:
        raise NotFound("reading.no_page")
    return page


def view_page(actor: Actor, page_id: uuid.UUID, *, layer_number: int | None = None) -> PageView:
    """Return a page ready to be shown: six queries, whatever its size."""
    page = find_page(actor, page_id)
    known = list(page.layers.order_by("-number").defer("text", "boxes"))
    layer = _chosen(page, layer_number)
    passages: Sequence[Passage] = (
        list(_visible_passages(actor).filter(layer=layer).order_by("start")) if layer else []
    )
    siblings = dict(
        pages_of(actor, page.object_id)
        .filter(number__range=(page.number - 1, page.number + 1))
        .values_list("number", "pk")
    )
    return PageView(
        page=page,
        layer=layer,
        layers=known,
        lines=list(lines_of(layer)) if layer else [],
        words=layers.unpack(layer.boxes) if layer else [],
        passages=passages,
        page_count=pages_of(actor, page.object_id).count(),
        previous_id=siblings.get(page.number - 1),
        next_id=siblings.get(page.number + 1),
        has_picture=pictures.has_picture(page.source_kind),
    )


def _chosen(page: Page, number: int | None) -> TextLayer | None:
    if number is None:
        return page.layers.filter(current=True).first()
    layer = page.layers.filter(number=number).first()
    if layer is None:
        raise NotFound("reading.no_text")
    return layer


def lines_of(layer: TextLayer) -> Iterator[Line]:
    """Yield the lines of a layer that say something, each in the direction of its own letters.

    Empty lines bear no number, as in a printed edition; the offsets stay those of the layer.
    """
    start = number = 0
    for text in layer.text.split("\n"):
        if text.strip():
            number += 1
            own = "rtl" if bidi.is_rtl(text) else "ltr" if any(map(str.isalpha, text)) else ""
            yield Line(number, start, start + len(text), text, own or layer.direction)
        start += len(text) + 1


def view_passage(actor: Actor, passage_id: uuid.UUID) -> PassageView:
    """Return a passage in the layer that it was cut from, however old that is."""
    rows = _visible_passages(actor).select_related("layer__page")
    passage: Passage | None = rows.filter(pk=passage_id).first()
    if passage is None:
        raise NotFound("reading.no_passage")
    layer = passage.layer
    return PassageView(
        passage=passage,
        page=layer.page,
        layer=layer,
        text=layer.text[passage.start : passage.end],
        is_current=layer.current,
        successor=None if layer.current else _successor(actor, passage, layer),
    )


def _successor(actor: Actor, passage: Passage, old: TextLayer) -> Passage | None:
    """The passage of the current layer that shares most of the place: by share of the text's
    length.
    """
    new = old.page.layers.filter(current=True).first()
    if new is None or not old.text or not new.text:
        return None
    scale = len(new.text) / len(old.text)
    start, end = passage.start * scale, passage.end * scale
    best, most = None, 0.0
    for other in _visible_passages(actor).filter(layer=new):
        common = min(end, other.end) - max(start, other.start)
        if common > most:
            best, most = other, common
    return best


def find_in_object(actor: Actor, object_id: uuid.UUID, words: str) -> list[Hit]:
    """Find words or a phrase in a document, however carelessly spelt, page by page."""
    wanted = [token.form for token in folding.tokens(words)]
    if not wanted:
        return []
    hits: list[Hit] = []
    rows = TextLayer.objects.filter(
        current=True, page__in=pages_of(actor, object_id).order_by()
    ).annotate(page_number=F("page__number"))
    for layer in rows.order_by("page__number").iterator(chunk_size=50):
        hits.extend(_hits(layer, wanted))
        if len(hits) >= _MOST_HITS:
            break
    return hits[:_MOST_HITS]


def _hits(layer: TextLayer, wanted: list[str]) -> Iterator[Hit]:
    tokens = list(folding.tokens(layer.text))
    places = None
    last = len(wanted) - 1
    for at in range(len(tokens) - last):
        # The last word may be unfinished: somebody is typing it.
        if not tokens[at + last].form.startswith(wanted[last]):
            continue
        if any(tokens[at + number].form != word for number, word in enumerate(wanted[:last])):
            continue
        start, end = tokens[at].start, tokens[at + last].end
        places = layers.unpack(layer.boxes) if places is None else places
        yield Hit(
            page_id=layer.page_id,
            page_number=layer.page_number,  # type: ignore[attr-defined]
            start=start,
            end=end,
            boxes=[word[2:6] for word in layers.within(places, start, end)],
            before=layer.text[max(0, start - _AROUND) : start],
            found=layer.text[start:end],
            after=layer.text[end : end + _AROUND],
        )


def picture(actor: Actor, page_id: uuid.UUID) -> pictures.Source:
    """Return where a page's picture comes from; pass it to ``adapters.pages``.

    It is made from the preserved bytes, and only after this actor was found to be allowed the page.
    """
    page = find_page(actor, page_id)
    if not pictures.has_picture(page.source_kind):
        raise NotFound("reading.no_picture")
    file = holdings.holder().file(page.object_id)
    if file is None:
        raise NotFound("reading.no_page")
    return pictures.Source(file.path, file.sha512, page.source_kind, page.number)


def passage_title(passage: Passage) -> tuple[str, int]:
    """Return the first words of a passage and the number of its page, for links to it."""
    layer = passage.layer
    text = layer.text[passage.start : passage.end]
    return " ".join(text.split())[:80], layer.page.number
