"""What the reading desk shows, gathered from the rooms: a page, its text, where it comes from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from khizana.access.actors import Actor
from khizana.archive import queries as archive
from khizana.archive.models import Accession, Record
from khizana.kernel.errors import NotFound
from khizana.kernel.words import has, say
from khizana.reading import layers
from khizana.reading.models import Passage, TextLayer
from khizana.reading.views import Hit, PageView
from khizana.web.archive.held import Origin, origin_of
from khizana.web.marked import Span
from khizana.web.reading.lines import ShownLine, lines_of_span, shown_lines
from khizana.web.shell import page_language

FULL = 10_000
_SHEET = (1000, 1414)
_KINDS = {
    "extract": "desk.kind_extract",
    "ocr": "desk.kind_ocr",
    "correction": "desk.kind_correction",
}


@dataclass(frozen=True, slots=True)
class Box:
    """A frame on the page image."""

    css: str
    x: int
    y: int
    width: int
    height: int


@dataclass(slots=True)
class Desk:
    """Everything on the desk; the templates ask for nothing else."""

    view: PageView
    record: Record
    ancestors: Sequence[Record]
    accession: Accession | None
    origin: Origin
    lines: list[ShownLine]
    boxes: list[Box]
    passage: Passage | None = None
    query: str = ""
    find: str = ""
    found: list[dict[str, Any]] = field(default_factory=list)
    found_total: int = 0
    tools: dict[str, Any] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Return the width that frames are counted in."""
        return self.view.page.width or _SHEET[0]

    @property
    def height(self) -> int:
        """Return the height that frames are counted in."""
        return self.view.page.height or _SHEET[1]

    @property
    def label_ids(self) -> list[int | None]:
        """Return the labels of everything on the desk."""
        return [
            self.view.page.label_id,
            self.record.label_id,
            *(step.label_id for step in self.ancestors),
            *(passage.label_id for passage in self.view.passages),
            self.passage.label_id if self.passage else None,
            self.accession.label_id if self.accession else None,
            *self.origin.label_ids,
        ]

    @property
    def layer(self) -> TextLayer | None:
        """Return the layer shown."""
        return self.view.layer

    @property
    def layer_words(self) -> str:
        """Return the layer in words."""
        return words_of_layer(self.view.layer) if self.view.layer else ""

    @property
    def state_words(self) -> str:
        """Return what a reader must know before trusting the text."""
        lang = page_language()
        if not self.view.is_current:
            return say("desk.older_layer", lang)
        key = f"refusal.{self.view.page.refusal}"
        if self.view.page.refusal and has(key):
            return f"{say(key, lang)} {say(key + '.advice', lang)}"
        return ""

    @property
    def passages(self) -> list[dict[str, Any]]:
        """Return the passages of the page with their lines and first words."""
        text = self.view.layer.text if self.view.layer else ""
        return [
            {
                "passage": passage,
                "place": self.lines_words(passage),
                "begins": " ".join(text[passage.start : passage.end].split())[:80],
                "current": self.passage is not None and passage.pk == self.passage.pk,
            }
            for passage in self.view.passages
        ]

    @property
    def passage_words(self) -> str:
        """Return the place of the passage opened."""
        if self.passage is None:
            return ""
        return self.lines_words(self.passage, self.view.page.number)

    def lines_words(self, passage: Passage, number: int | None = None) -> str:
        """Return the lines of a passage in words, with its page where one is given."""
        lang = page_language()
        first, last = lines_of_span(self.view.lines, (passage.start, passage.end))
        if number is None:
            if first == last:
                return say("desk.passage_line", lang, first=first)
            return say("desk.passage_lines", lang, first=first, last=last)
        if first == last:
            return say("desk.passage_place_line", lang, number=number, first=first)
        return say("desk.passage_place", lang, number=number, first=first, last=last)


def lay_out(
    request: HttpRequest,
    actor: Actor,
    view: PageView,
    *,
    passage: Passage | None = None,
    marks: Iterable[Span] = (),
    hits: Sequence[Hit] | None = None,
) -> Desk:
    """Put a page on the desk."""
    record = archive.find_record(actor, view.page.record_id)
    hits = hits or []
    here = [(hit.start, hit.end) for hit in hits if hit.page_id == view.page.pk]
    spans = [*marks, *here]
    desk = Desk(
        view=view,
        record=record,
        ancestors=archive.breadcrumb(actor, record),
        accession=accession_of(actor, record),
        origin=origin_of(actor, view.page.object_id),
        lines=shown_lines(view.lines, spans, (passage.start, passage.end) if passage else None),
        boxes=[],
        passage=passage,
        query=request.GET.get("q", ""),
        find=request.GET.get("find", ""),
        found=places(request, hits, view.page.pk),
        found_total=len(hits),
    )
    desk.boxes = boxes_of(desk, spans)
    return desk


def accession_of(actor: Actor, record: Record) -> Accession | None:
    """Return the accession of a record, if this person may know of it."""
    if record.accession_id is None:
        return None
    try:
        return archive.find_accession(actor, record.accession_id)
    except NotFound:
        return None


def boxes_of(desk: Desk, spans: Sequence[Span]) -> list[Box]:
    """Return the frames on the image: the passage opened, and every word that was found."""
    made = []
    if desk.passage is not None:
        words = layers.within(desk.view.words, desk.passage.start, desk.passage.end)
        region = desk.passage.region or layers.region(words, desk.passage.start, desk.passage.end)
        if region:
            made.append(_box(desk, "place", _with_margin(region)))
    for start, end in spans:
        made.extend(
            _box(desk, "hit", word[2:6]) for word in layers.within(desk.view.words, start, end)
        )
    return made


def _with_margin(region: Sequence[int]) -> list[int]:
    """Widen a frame a little: boxes of letters are tight, and a frame through them is ugly."""
    left, top, right, bottom = region
    return [max(0, left - 60), max(0, top - 45), min(FULL, right + 60), min(FULL, bottom + 45)]


def _box(desk: Desk, css: str, region: Sequence[int]) -> Box:
    left, top, right, bottom = region
    x, y = left * desk.width // FULL, top * desk.height // FULL
    return Box(
        css, x, y, max(1, right * desk.width // FULL - x), max(1, bottom * desk.height // FULL - y)
    )


def places(request: HttpRequest, hits: Sequence[Hit], page_id: UUID) -> list[dict[str, Any]]:
    """Return the pages on which something was found, with how often."""
    counted: dict[UUID, list[int]] = {}
    for hit in hits:
        entry = counted.setdefault(hit.page_id, [hit.page_number, 0])
        entry[1] += 1
    query = request.GET.copy()
    query.pop("layer", None)
    return [
        {
            "number": number,
            "count": count,
            "url": f"{reverse('page', args=[key])}?{query.urlencode()}",
            "current": key == page_id,
        }
        for key, (number, count) in counted.items()
    ]


def words_of_layer(layer: TextLayer) -> str:
    """Return a layer in words: its number and how it was made."""
    lang = page_language()
    kind = say(_KINDS[layer.kind], lang) if layer.kind in _KINDS else layer.kind
    return say("desk.layer", lang, number=layer.number, kind=kind)
