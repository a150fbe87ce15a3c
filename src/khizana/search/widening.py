"""Asking, and asking more generously where little is found. Decided by readable counts alone."""

from dataclasses import replace

from khizana.adapters.index import Answer, OpenIndex
from khizana.adapters.index_terms import (
    Access,
    Every,
    Node,
    Not,
    Question,
    Some,
    Word,
    leaves,
)
from khizana.search.results import Filters

FEW = 5
"""With fewer results than this, words that differ by a letter count too."""


def ask(
    index: OpenIndex,
    access: Access,
    node: Node,
    filters: Filters,
    *,
    order: str,
    offset: int,
    limit: int,
) -> tuple[Answer, Question, str]:
    """Answer; returns the question that was answered in the end, and how it was widened."""
    question = Question(node, filters.nodes(), near=filters.near == "yes")
    if _has_choice(node):
        question = replace(question, weights=index.weights(question, access))
    answer = index.ask(question, access, order=order, offset=offset, limit=limit)
    widened = "near" if question.near else ""
    if filters.near == "auto" and answer.total < FEW and _has_words(node):
        nearer = replace(question, near=True)
        more = index.ask(nearer, access, order=order, offset=offset, limit=limit)
        if more.total > answer.total:
            answer, question, widened = more, nearer, "near"
    if answer.total == 0 and (any_of := _any_of(node)) is not None:
        looser = Question(any_of, question.narrowed)
        looser = replace(looser, weights=index.weights(looser, access))
        more = index.ask(looser, access, order=order, offset=offset, limit=limit)
        if more.total:
            answer, question, widened = more, looser, "any"
    return answer, question, widened


def _has_words(node: Node) -> bool:
    return any(isinstance(leaf, Word) and not leaf.field for leaf in leaves(node))


def _has_choice(node: Node) -> bool:
    match node:
        case Some():
            return True
        case Every():
            return any(_has_choice(part) for part in node.parts)
        case _:
            return False


def _any_of(node: Node) -> Node | None:
    """Any of the words of a question; what it excludes stays excluded, fields stay required.

    A phrase in quotes was meant as it stands: it is never taken apart.
    """
    free: list[Node] = list(dict.fromkeys(leaf for leaf in leaves(node) if not leaf.field))
    if len(free) < 2:
        return None
    kept = [
        part
        for part in (node.parts if isinstance(node, Every) else ())
        if isinstance(part, Not) or not leaves(part)
    ]
    return Every((Some(tuple(free)), *kept)) if kept else Some(tuple(free))
