"""A page of results as the template shows it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from khizana.kernel.text import direction
from khizana.kernel.words import has, say
from khizana.search.results import FACETS, SORTS, FacetValue, Group, Hit, SearchPage
from khizana.web.marked import Piece, pieces
from khizana.web.search.asked import Asked
from khizana.web.search.histogram import Histogram, draw

_FEW_PER_RECORD = 3


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another search."""

    title: str
    url: str
    current: bool = False
    count: int | None = None


def title_pieces(group: Group, lang: str) -> tuple[str, str, tuple[Piece, ...]]:
    """Return language, direction and pieces of a title as this reader sees it."""
    shown = group.title.shown(lang)
    return shown.lang, shown.dir, pieces(shown.text, group.title_marks.get(shown.lang, ()))


def hit_shown(hit: Hit, asked: Asked, lang: str) -> dict[str, Any]:
    """Return one result: its quote with marks, its place, how far its text may be trusted."""
    query = {"q": asked.query} if asked.query else {}
    if hit.kind == "passage" and hit.passage_id:
        url = reverse("passage", args=[hit.passage_id])
    else:
        url, query = reverse("record", args=[hit.record_id]), {}
    quality = say(f"search.quality.{hit.quality}", lang) if hit.quality else ""
    return {
        "url": f"{url}?{urlencode(query)}" if query else url,
        "place": say("find.page", lang, number=hit.page_number)
        if hit.page_number
        else say("find.description_hit", lang),
        "lang": hit.language or lang,
        "dir": hit.direction or direction(hit.language or lang),
        "pieces": pieces(hit.excerpt.text, hit.excerpt.marks),
        "cut_before": hit.excerpt.cut_before,
        "cut_after": hit.excerpt.cut_after,
        "closed": hit.closed,
        "label_id": hit.label_id,
        "quality": quality,
        "machine": hit.quality == "machine",
    }


def group_shown(group: Group, asked: Asked, lang: str) -> dict[str, Any]:
    """Return the results that lie in one record."""
    title_lang, title_dir, cut = title_pieces(group, lang)
    within = "" if asked.filters.record else asked.url(record=str(group.record_id))
    return {
        "url": reverse("record", args=[group.record_id]),
        "title_lang": title_lang,
        "title_dir": title_dir,
        "title": cut,
        "record_id": group.record_id,
        "reference_code": group.reference_code,
        "level": group.level,
        "dates": group.dates,
        "label_id": group.label_id,
        "hits": [
            hit_shown(hit, asked, lang) for hit in group.hits if hit.excerpt.text or hit.closed
        ],
        "within_url": within if len(group.hits) >= _FEW_PER_RECORD else "",
    }


def facet_title(name: str, value: FacetValue, lang: str) -> str:
    """Return the name of a value that results can be narrowed to."""
    if value.title is not None:
        return value.title.shown(lang).text
    return value_title(name, value.value, lang)


_FAMILIES = {
    "kind": "search.kind.",
    "level": "archive.level.",
    "language": "language.",
    "quality": "search.quality.",
    "format": "format.",
}


def value_title(name: str, value: str, lang: str) -> str:
    """Return the words of a value, or the value where it has none."""
    key = _FAMILIES.get(name, "") + value
    return say(key, lang) if name in _FAMILIES and has(key) else value


def facets_shown(found: SearchPage, lang: str) -> list[dict[str, Any]]:
    """Return the facets that offer a choice."""
    titles = {
        "kind": say("find.facet_kind", lang),
        "level": say("find.facet_level", lang),
        "language": say("find.facet_lang", lang),
        "fonds": say("find.facet_fonds", lang),
        "quality": say("find.facet_reading", lang),
        "format": say("find.facet_format", lang),
    }
    return [
        {
            "name": name,
            "title": titles[name],
            "choices": [
                {
                    "value": value.value,
                    "title": facet_title(name, value, lang),
                    "count": value.count,
                    "on": value.selected,
                }
                for value in found.facets[name]
            ],
        }
        for name in FACETS
        if len(found.facets.get(name, ())) > 1
        or any(v.selected for v in found.facets.get(name, ()))
    ]


def chips(found: SearchPage, asked: Asked, lang: str) -> list[Link]:
    """Return what narrows this search, each with the way to take it off."""
    made = []
    for name in FACETS:
        known = {value.value: value for value in found.facets.get(name, ())}
        for value in getattr(found.filters, name):
            title = (
                facet_title(name, known[value], lang)
                if value in known
                else value_title(name, value, lang)
            )
            made.append(Link(title, asked.without(name, value)))
    if found.filters.record:
        made.append(Link(_record_title(found, lang), asked.without("record", found.filters.record)))
    if words := years_words(asked, lang):
        made.append(Link(words, asked.url(**{"from": "", "to": ""})))
    return made


def _record_title(found: SearchPage, lang: str) -> str:
    wanted = found.filters.record
    titles = [group.title for group in found.groups if str(group.record_id) == wanted]
    return titles[0].shown(lang).text if titles else say("find.one_record", lang)


def years_words(asked: Asked, lang: str) -> str:
    """Return the period asked for in words."""
    if asked.low and asked.high:
        return say("find.from_to", lang, low=asked.low, high=asked.high)
    if asked.low:
        return say("find.from_only", lang, low=asked.low)
    return say("find.to_only", lang, high=asked.high) if asked.high else ""


def sorts(found: SearchPage, asked: Asked, lang: str) -> list[Link]:
    """Return the orders in which results can be read."""
    return [
        Link(say(f"search.sort.{name}", lang), asked.url(sort=name), name == found.sort)
        for name in SORTS
    ]


def headline(found: SearchPage, lang: str) -> str:
    """Return how much was found, in words."""
    if not found.total_passages:
        return say("find.nothing_title", lang)
    documents = say("find.in_documents", lang, count=found.total_records)
    if not found.records_exact:
        documents = say("find.about", lang, documents=documents)
    return say("find.count", lang, count=found.total_passages, documents=documents)


def histogram(found: SearchPage, asked: Asked, lang: str) -> Histogram | None:
    """Return the years of the results as a drawing."""
    low = int(asked.low) if asked.low else None
    return draw(found.years, low, int(asked.high) if asked.high else None, lang)


def label_ids(found: SearchPage) -> list[int]:
    """Return the labels of everything that the page shows."""
    return [
        *(group.label_id for group in found.groups),
        *(hit.label_id for group in found.groups for hit in group.hits),
    ]
