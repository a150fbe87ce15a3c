"""The search page, and the words offered while somebody types."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from khizana.access.actors import Actor
from khizana.kernel.words import say
from khizana.search import queries
from khizana.search.results import SearchPage
from khizana.web.actor import current_actor
from khizana.web.paging import page_number
from khizana.web.search import shown
from khizana.web.search.asked import LONGEST, Asked
from khizana.web.shell import page_language, render_page, render_part

PER_PAGE = 20


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Answer a search; without words or limits, say how to search."""
    actor, asked = current_actor(request), Asked.read(request)
    if not asked.query and not asked.filters:
        return _how(request, actor)
    found = queries.search(
        actor=actor, query=asked.query, filters=asked.filters, sort=asked.sort,
        page=page_number(request), per_page=PER_PAGE,
    )  # fmt: skip
    values = {"found": found, "query_text": asked.query, "asked": asked, **_values(found, asked)}
    labels = shown.label_ids(found)
    return render_page(request, "search/results.html", values, labels=labels, room="search")


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Offer completions: options for the page's own list, JSON for anybody else."""
    actor = current_actor(request)
    found = queries.suggest(actor=actor, text=request.GET.get("q", "")[:LONGEST])
    if request.htmx:  # type: ignore[attr-defined]
        return render_part(request, "search/options.html", {"completions": found})
    return JsonResponse({"suggestions": [{"text": one.text, "count": one.count} for one in found]})


def _values(found: SearchPage, asked: Asked) -> dict[str, Any]:
    lang = page_language()
    start = (found.page - 1) * found.per_page
    return {
        "headline": shown.headline(found, lang),
        "groups": [shown.group_shown(group, asked, lang) for group in found.groups],
        "facets": shown.facets_shown(found, lang),
        "chips": shown.chips(found, asked, lang),
        "sorts": shown.sorts(found, asked, lang),
        "histogram": shown.histogram(found, asked, lang),
        "notices": [notice.sentence(lang) for notice in found.warnings],
        "widened": say(f"search.widened.{found.widened}", lang) if found.widened else "",
        "as_it_is_url": asked.url(near="no") if found.widened == "near" else "",
        "suggestion_url": asked.url(q=found.suggestion) if found.suggestion else "",
        "without_limits_url": Asked.plain(asked.query) if asked.query else "",
        "tries": _tries(found, lang),
        "first": start + 1,
        "last": min(found.total_passages, start + found.per_page),
        "previous_url": asked.page_url(found.page - 1) if found.page > 1 else "",
        "next_url": asked.page_url(found.page + 1) if found.page < found.pages else "",
    }


def _tries(found: SearchPage, lang: str) -> list[shown.Link]:
    """Return searches that would find something: single words, names in other languages."""
    if found.help is None:
        return []
    words = [shown.Link(word, Asked.plain(word), count=count) for word, count in found.help.words]
    names = [
        shown.Link(other.name, Asked.plain(f'"{other.name}"'), count=other.count)
        for other in found.help.other_names
    ]
    return [*words, *names]


def _how(request: HttpRequest, actor: Actor) -> HttpResponse:
    lang = page_language()
    examples = [
        (say("find.eg_words", lang), say("find.eg_words_is", lang)),
        (say("find.eg_phrase", lang), say("find.eg_phrase_is", lang)),
        (say("find.eg_or", lang), say("find.eg_or_is", lang)),
        (say("find.eg_not", lang), say("find.eg_not_is", lang)),
        ("date:1957..1961", say("find.eg_years_is", lang)),
    ]
    values = {
        "hide_top_search": True,
        "query_text": "",
        "examples": [
            {"text": text, "meaning": meaning, "url": Asked.plain(text), "code": ":" in text}
            for text, meaning in examples
        ],
    }
    return render_page(request, "search/ask.html", values, room="search")
