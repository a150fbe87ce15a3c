"""From rows to index entries. Only here is decided what can be found by what.

A passage is searched by its text and narrowed by what describes its record. It carries the labels
of its record and page too, so whoever finds it may read all that it repeats of them. Names of
authorities are repeated only where their own label is one of those, or the lowest of the node.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from khizana.access import labels
from khizana.access.models import OPEN
from khizana.adapters.index_entries import Entry
from khizana.archive.elements import TEXT_ELEMENTS
from khizana.archive.models import NO_DATE_HIGH, NO_DATE_LOW, Record, RecordAuthority
from khizana.archive.tree import SEGMENT, natural_key
from khizana.kernel.text import Text
from khizana.preservation.models import DigitalObject
from khizana.reading.models import Passage, TextLayer
from khizana.search.kinds import format_of, quality_of

RECORDS_AT_ONCE = 200
_LAYERS_AT_ONCE = 400
_INTERNAL = frozenset({"archivist_note", "rules"})
SEARCHED_ELEMENTS = tuple(one.code for one in TEXT_ELEMENTS if one.code not in _INTERNAL)
"""ISAD(G) elements whose text is searched; the notes of the control area (3.7) are not."""


def in_groups(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    """Cut a long list of ids into lists that a query can hold."""
    group: list[UUID] = []
    for one in ids:
        group.append(one)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def all_entries() -> Iterator[Entry]:
    """Everything that can be found, record by record."""
    ids = Record.objects.filter(withdrawn_at=None).order_by("path").values_list("pk", flat=True)
    for group in in_groups(ids.iterator(chunk_size=2_000), RECORDS_AT_ONCE):
        yield from entries_of_records(group)


def entries_of_records(record_ids: Collection[UUID]) -> Iterator[Entry]:
    """The records themselves and every passage of their current text."""
    described = _Described(record_ids)
    for record in described.records.values():
        yield described.entry(record)
    yield from _passages(described, Q(page__record_id__in=described.records))


def entries_of_objects(object_ids: Collection[UUID]) -> Iterator[Entry]:
    """The passages of some preserved files."""
    pages = Q(page__object_id__in=object_ids)
    records = TextLayer.objects.filter(pages, current=True).values_list("page__record_id")
    described = _Described([record_id for (record_id,) in records.distinct()])
    yield from _passages(described, pages & Q(page__record_id__in=described.records))


def how_many() -> int:
    """How many entries a rebuild will write, for its progress."""
    readable = Record.objects.filter(withdrawn_at=None)
    passages = Passage.objects.filter(layer__current=True, record__withdrawn_at=None)
    return readable.count() + passages.count()


class _Described:
    """Some records with what is repeated at each of their passages, in four queries."""

    def __init__(self, record_ids: Collection[UUID]) -> None:
        rows = Record.objects.filter(pk__in=record_ids, withdrawn_at=None)
        self.records: dict[UUID, Record] = {row.pk: row for row in rows.order_by("path")}
        roots = {row.path[:SEGMENT] for row in self.records.values()}
        self.fonds = dict(Record.objects.filter(path__in=roots).values_list("path", "pk"))
        self.links: dict[UUID, list[Any]] = defaultdict(list)
        links = RecordAuthority.objects.filter(record_id__in=self.records)
        for link in links.select_related("authority").order_by("pk"):
            self.links[link.record_id].append(link.authority)
        self.lowest = labels.intern_lowest().pk

    def names(self, record: Record) -> str:
        """The names of the authorities that every reader of the record may know."""
        return " \n".join(
            name
            for authority in self.links[record.pk]
            if authority.label_id in (record.label_id, self.lowest)
            and authority.open_from <= max(record.open_from, OPEN)
            for name in (*authority.name.values.values(), *authority.variants)
        )

    def common(self, record: Record) -> dict[str, Any]:
        """What a record and its passages have in common."""
        low, high = record.date_low, record.date_high
        undated = low == NO_DATE_LOW and high == NO_DATE_HIGH
        return {
            "record": str(record.pk),
            "title": " \n".join(record.title.values.values()),
            "names": self.names(record),
            "code": record.reference_code,
            "level": record.level,
            "fonds": str(self.fonds.get(record.path[:SEGMENT], "")),
            "date_low": None if undated else low,
            "date_high": None if undated else high,
            "sort_title": record.title.sort_key(record.title.original or "ar")[:80],
            "sort_code": natural_key(record.reference_code),
        }

    def entry(self, record: Record) -> Entry:
        """The record as something to be found by its description."""
        common = self.common(record)
        written = record.dates.as_written if record.dates else ""
        text = [common["title"], common["code"], common["names"], written]
        return Entry(
            id=f"record:{record.pk}",
            kind="record",
            labels=frozenset({record.label_id}),
            open_from=day_number(record.open_from),
            text=" \n".join([*text, *description_texts(record)]),
            language=record.title.original or "",
            **common,
        )


def description_texts(record: Record) -> list[str]:
    """The searched texts of a description in every language they are in."""
    return [
        value
        for code in SEARCHED_ELEMENTS
        for value in Text.from_json(record.description.get(code)).values.values()
    ]


def day_number(day: dt.date) -> int:
    """A day as the index holds it; 0 for what was never closed."""
    return 0 if day == OPEN else day.year * 10_000 + day.month * 100 + day.day


def _passages(described: _Described, which: Q) -> Iterator[Entry]:
    layers = TextLayer.objects.filter(which, current=True).order_by("page__record_id", "pk")
    ids = list(layers.values_list("pk", flat=True))
    common: dict[UUID, dict[str, Any]] = {}
    for group in in_groups(ids, _LAYERS_AT_ONCE):
        held = {
            layer.pk: layer
            for layer in TextLayer.objects.filter(pk__in=group)
            .select_related("page")
            .only(
                "text", "kind", "page__object_id", "page__number", "page__label", "page__open_from"
            )
        }
        objects = {layer.page.object_id for layer in held.values()}
        mimes = dict(DigitalObject.objects.filter(pk__in=objects).values_list("pk", "mime"))
        for passage in Passage.objects.filter(layer_id__in=group).order_by("layer_id", "position"):
            record = described.records.get(passage.record_id)
            if record is None:
                continue
            if record.pk not in common:
                common[record.pk] = described.common(record)
            layer = held[passage.layer_id]
            mime = mimes.get(passage.object_id, "")
            yield _passage_entry(passage, layer, record, mime, common[record.pk])


def _passage_entry(
    passage: Passage, layer: TextLayer, record: Record, mime: str, common: dict[str, Any]
) -> Entry:
    closed_until = max(passage.open_from, layer.page.open_from, record.open_from)
    return Entry(
        id=f"passage:{passage.pk}",
        kind="passage",
        labels=frozenset({passage.label_id, layer.page.label_id, record.label_id}),
        open_from=day_number(closed_until),
        text=layer.text[passage.start : passage.end],
        object=str(passage.object_id),
        language=passage.language,
        quality=quality_of(layer.kind),
        format=format_of(mime),
        position=layer.page.number * 100_000 + passage.position,
        **common,
    )
