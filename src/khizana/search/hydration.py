"""From ids that the index gave to what is shown: every row is asked for with ``.visible_to``.

The index has filtered already. Should it ever be behind the database, a row that may not be read
any more is left out here.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Value
from django.db.models.functions import Greatest, Substr

from khizana.access.actors import Actor
from khizana.adapters.index import Found
from khizana.archive.models import Record
from khizana.kernel.text import Text, direction
from khizana.reading.models import Passage
from khizana.search.documents import SEARCHED_ELEMENTS
from khizana.search.highlighting import Excerpt, Marker, excerpt
from khizana.search.kinds import quality_of
from khizana.search.results import Group, Hit

_NOTHING = Excerpt("", (), 0, False, False)


def visible_records(actor: Actor, ids: Iterable[Any]) -> dict[UUID, Record]:
    """Those records that the actor may read."""
    rows = Record.objects.visible_to(actor).filter(pk__in=set(ids), withdrawn_at=None)
    return {row.pk: row for row in rows}


def visible_passages(actor: Actor, ids: Iterable[Any]) -> dict[UUID, Any]:
    """Those passages, each with its own piece of text as ``written``."""
    rows = Passage.objects.visible_to(actor).filter(pk__in=set(ids))
    rows = rows.annotate(
        written=Substr(
            "layer__text", F("start") + Value(1), Greatest(F("end") - F("start"), Value(0))
        )
    )
    rows = rows.select_related("layer__page").defer("layer__text", "layer__boxes")
    return {row.pk: row for row in rows}


def groups_of(
    actor: Actor, found: Sequence[Found], marker: Marker, title_marker: Marker
) -> tuple[Group, ...]:
    """The results of a page under their records, records in the order of their best result."""
    records = visible_records(actor, (one.record for one in found))
    wanted = [one.id.partition(":")[2] for one in found if one.id.startswith("passage:")]
    passages = visible_passages(actor, wanted) if wanted else {}
    hits: dict[UUID, list[Hit]] = defaultdict(list)
    for one in found:
        record = records.get(UUID(one.record))
        kind, _, identity = one.id.partition(":")
        if record is None:
            continue
        if kind == "record":
            hits[record.pk].append(_record_hit(actor, record, one.score, marker))
        elif (passage := passages.get(UUID(identity))) and _readable(actor, passage.layer.page):
            hits[record.pk].append(_passage_hit(actor, passage, record, one.score, marker))
    return tuple(_group(records[key], tuple(held), title_marker) for key, held in hits.items())


def _readable(actor: Actor, marked: Any) -> bool:
    cleared = actor.sees_all or marked.label_id in actor.label_ids
    return cleared and (actor.reads_closed or marked.open_from <= actor.today)


def _passage_hit(actor: Actor, passage: Any, record: Record, score: int, marker: Marker) -> Hit:
    page = passage.layer.page
    closed = max(passage.open_from, page.open_from, record.open_from) > actor.today
    ranges = [] if closed else marker.ranges(passage.written)
    return Hit(
        kind="passage",
        ref=passage.ref,
        record_id=record.pk,
        excerpt=_NOTHING if closed else excerpt(passage.written, ranges),
        score=score,
        label_id=passage.label_id,
        closed=closed,
        language=passage.language,
        direction=direction(passage.language) if passage.language else passage.layer.direction,
        quality=quality_of(passage.layer.kind),
        passage_id=passage.pk,
        object_id=passage.object_id,
        page_id=page.pk,
        page_number=page.number,
        layer_id=passage.layer_id,
        marks=tuple((first + passage.start, last + passage.start) for first, last in ranges),
        region=passage.region,
    )


def _record_hit(actor: Actor, record: Record, score: int, marker: Marker) -> Hit:
    closed = record.open_from > actor.today
    piece, language = (_NOTHING, "") if closed else _best_description(record, marker, actor)
    return Hit(
        kind="record",
        ref=record.ref,
        record_id=record.pk,
        excerpt=piece,
        score=score,
        label_id=record.label_id,
        closed=closed,
        language=language,
        direction=direction(language) if language else "",
    )


def _best_description(record: Record, marker: Marker, actor: Actor) -> tuple[Excerpt, str]:
    """The element and language of the description with the most marks, else scope and content."""
    best, best_language, most = _NOTHING, "", 0
    for code in SEARCHED_ELEMENTS:
        for language, value in Text.from_json(record.description.get(code)).values.items():
            ranges = marker.ranges(value)
            if len(ranges) > most:
                best, best_language, most = excerpt(value, ranges), language, len(ranges)
    if most:
        return best, best_language
    scope = Text.from_json(record.description.get("scope_content")).shown(actor.language)
    return excerpt(scope.text, []), scope.lang if scope.text else ""


def _group(record: Record, hits: tuple[Hit, ...], marker: Marker) -> Group:
    titles = record.title.values
    marks = {language: tuple(marker.ranges(value)) for language, value in titles.items()}
    return Group(
        record_id=record.pk,
        ref=record.ref,
        title=record.title,
        title_marks={language: found for language, found in marks.items() if found},
        reference_code=record.reference_code,
        level=record.level,
        dates=record.dates,
        label_id=record.label_id,
        hits=hits,
    )
