"""What is asked of the search beside words, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, Self
from uuid import UUID

from khizana.adapters.index_terms import Dates, Node, Value
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.refs import Ref
from khizana.kernel.text import Text
from khizana.search.highlighting import Excerpt, Range
from khizana.search.leaves import Leaves
from khizana.search.notices import Notice

Near = Literal["auto", "yes", "no"]
SORTS: Final = {
    "relevance": "",
    "oldest": "order_oldest",
    "newest": "order_newest",
    "code": "order_code",
    "title": "order_title",
}
"""How results may be sorted: name in addresses -> order field of the index."""

FACETS: Final = ("kind", "level", "language", "fonds", "quality", "format")
_OTHER_NAMES: Final = {"lang": "language"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; several values of one facet mean any of them.

    ``near``: whether words that differ by a letter count too; by itself only where little is found.
    """

    kind: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    fonds: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    record: str = ""
    date_low: int | None = None
    date_high: int | None = None
    near: Near = "auto"

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, Sequence[str]]) -> Self:
        """Read the parameters of an address; what is not understood narrows nothing.

        ``date`` takes what the query language takes: ``1957``, ``1957..1961``.
        """
        given: dict[str, Any] = {}
        for name, values in parameters.items():
            name = _OTHER_NAMES.get(name, name)
            if name in FACETS:
                kept = tuple(dict.fromkeys(value for value in values if value))
                given[name] = (*given.get(name, ()), *kept)
        given["record"] = next((value for value in parameters.get("record", ()) if value), "")
        near = next(iter(parameters.get("near", ())), "auto")
        given["near"] = near if near in ("yes", "no") else "auto"
        for text in parameters.get("date", ()):
            dates = Leaves().make(text, "date", quoted=True)
            if isinstance(dates, Dates):
                given["date_low"], given["date_high"] = dates.low, dates.high
        return cls(**given)

    def nodes(self) -> tuple[Node, ...]:
        """The filters as parts of a question."""
        narrowed: list[Node] = [
            Value(name, values) for name in FACETS if (values := getattr(self, name))
        ]
        if self.record:
            narrowed.append(Value("record", (self.record,)))
        if self.date_low is not None or self.date_high is not None:
            narrowed.append(Dates(self.date_low, self.date_high))
        return tuple(narrowed)

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self) if one.name != "near")


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage or a record that answers.

    ``marks`` are the ranges in the whole passage counted in its layer's text, for the page image;
    those of ``excerpt`` count in the excerpt. What is closed in time is named but not quoted:
    its page is opened for that, and the ledger notes it.
    """

    kind: str
    ref: Ref
    record_id: UUID
    excerpt: Excerpt
    score: int
    label_id: int
    closed: bool
    language: str = ""
    direction: str = ""
    quality: str = ""
    passage_id: UUID | None = None
    object_id: UUID | None = None
    page_id: UUID | None = None
    page_number: int | None = None
    layer_id: UUID | None = None
    marks: tuple[Range, ...] = ()
    region: Any = None


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one page of results that belong to one record."""

    record_id: UUID
    ref: Ref
    title: Text
    title_marks: dict[str, tuple[Range, ...]]
    reference_code: str
    level: str
    dates: HistoricalDate | None
    label_id: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to narrow by, with how many results it leaves; ``title`` where it is a thing."""

    value: str
    count: int
    selected: bool
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class OtherName:
    """The name of a person, body or place in another language, and how much it would find."""

    name: str
    language: str
    count: int


@dataclass(frozen=True, slots=True)
class Help:
    """What somebody who found nothing may try, each tried out already."""

    without_filters: int = 0
    words: tuple[tuple[str, int], ...] = ()
    other_names: tuple[OtherName, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results.

    Attributes:
        total_passages: results in all (passages, and records found by their description).
        total_records: records they lie in; ``records_exact`` is False where that is a close guess.
        widened: "" or how the words were taken to find more: "near" spellings, "any" of the words.
        expanded: words with the plurals that were looked for too.
        suggestion: the question with misspelt words put right, where something would be found.
    """

    query: str
    filters: Filters
    sort: str
    page: int
    per_page: int
    total_passages: int = 0
    total_records: int = 0
    records_exact: bool = True
    groups: tuple[Group, ...] = ()
    facets: dict[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    years: tuple[tuple[int, int], ...] = ()
    expanded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignored: tuple[str, ...] = ()
    widened: str = ""
    suggestion: str = ""
    help: Help | None = None
    warnings: tuple[Notice, ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The results of this page, by record."""
        return tuple(hit for group in self.groups for hit in group.hits)

    @property
    def pages(self) -> int:
        """How many pages can be turned to."""
        reachable = min(self.total_passages, DEEPEST)
        return max(1, -(-reachable // self.per_page))


DEEPEST: Final = 10_000
"""Further down nobody reads; narrowing helps more than turning pages."""
