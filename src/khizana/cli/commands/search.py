"""`khizana search WORDS`: what the person may see, best first."""

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from khizana.cli import codes
from khizana.cli.console import Console
from khizana.cli.node import acting, require_made
from khizana.kernel.words import say

if TYPE_CHECKING:
    from khizana.search.results import Group, Hit, SearchPage

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def summary(lang: str) -> str:
    return say("cli.help.search", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("query", metavar="WORDS", nargs="+", help=say("cli.option.query", lang))
    parser.add_argument(
        "--limit", type=int, default=20, metavar="N", help=say("cli.option.limit", lang)
    )


def result_of(group: "Group", hit: "Hit", lang: str) -> dict[str, Any]:
    """One result; `highlights` are pairs of places in `passage`."""
    return {
        "ref": str(hit.ref),
        "record": str(group.ref),
        "reference_code": group.reference_code,
        "title": str(group.title.shown(lang)),
        "passage": hit.excerpt.text,
        "page": hit.page_number,
        "highlights": [list(mark) for mark in hit.excerpt.marks],
        "score": hit.score,
    }


def answer_of(page: "SearchPage", lang: str) -> dict[str, Any]:
    """The answer of `--json`."""
    return {
        "total": page.total_passages,
        "results": [result_of(group, hit, lang) for group in page.groups for hit in group.hits],
        "suggestion": page.suggestion,
        "widened": page.widened,
    }


def run(options: argparse.Namespace, console: Console) -> int:
    require_made()
    from khizana.search.queries import search

    actor = acting(options, console)
    query = " ".join(options.query)
    page = search(actor=actor, query=query, per_page=options.limit)
    console.answer(answer_of(page, console.lang), lines(page, console))
    return codes.OK


def lines(page: "SearchPage", console: Console) -> Iterator[str]:
    """The results for a person: code, title, page, and the passage with its words marked."""
    for warning in page.warnings:
        yield f"! {warning.sentence(console.lang)}"
    yield console.word("cli.search.found", count=page.total_passages)
    if not page.total_passages:
        yield console.word("cli.search.nothing")
    for group in page.groups:
        yield ""
        yield f"{group.reference_code}  {group.title.shown(console.lang)}"
        for hit in group.hits:
            if not hit.excerpt.text:  # found by its title, or closed: the line above says it all
                continue
            where = console.word("cli.search.page", number=hit.page_number)
            yield f"  {where}: {_marked(hit)}" if hit.page_number else f"  {_marked(hit)}"
            yield f"    {hit.ref}"


def _marked(hit: "Hit") -> str:
    text, out, done = hit.excerpt.text, [], 0
    for start, end in hit.excerpt.marks:
        out += [text[done:start], BOLD, text[start:end], PLAIN]
        done = end
    return " ".join("".join([*out, text[done:]]).split())
