"""What the reading desk shows: a page with its lines, passages and layers, as plain values."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from khizana.adapters.extract_types import Word
from khizana.reading.models import Page, Passage, TextLayer


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text: characters ``start`` to ``end`` of the layer, with its own direction."""

    number: int
    start: int
    end: int
    text: str
    direction: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it is read: its text in one layer, what was said about it, its neighbours.

    ``words`` are places (start, end, left, top, right, bottom, confidence) in 1/10,000 of the page;
    ``is_current`` is False where an older layer was asked for.
    """

    page: Page
    layer: TextLayer | None
    layers: Sequence[TextLayer]
    lines: Sequence[Line]
    words: Sequence[Word]
    passages: Sequence[Passage]
    page_count: int
    previous_id: uuid.UUID | None
    next_id: uuid.UUID | None
    has_picture: bool

    @property
    def is_current(self) -> bool:
        """Tell whether the newest valid reading is shown."""
        return self.layer is None or self.layer.current


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage where it stands: resolvable for ever, in the layer that was cited.

    ``is_current`` is False where the text was corrected since; ``successor`` is then the passage
    of the
    current layer at the same place, if there is one.
    """

    passage: Passage
    page: Page
    layer: TextLayer
    text: str
    is_current: bool
    successor: Passage | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a word was found in a document: characters of the layer and boxes on the
    page.
    """

    page_id: uuid.UUID
    page_number: int
    start: int
    end: int
    boxes: Sequence[Sequence[int]]
    before: str
    found: str
    after: str
