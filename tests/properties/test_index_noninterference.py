"""What the index says to somebody does not depend on what they may not read: byte for byte."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khizana.adapters.index import OpenIndex
from khizana.adapters.index_entries import Entry
from khizana.adapters.index_store import IndexStore
from khizana.adapters.index_terms import Access, Every, Node, Phrase, Question, Some, Word

WORDS = ["جيش", "ارشيف", "محاضر", "باماكو", "عسكري", "لجنه", "army", "archive"]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
NODES: st.SearchStrategy[Node | None] = st.one_of(
    st.none(),
    st.sampled_from(WORDS).map(Word),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(
        lambda words: Every(tuple(map(Word, words)))
    ),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(
        lambda words: Some(tuple(map(Word, words)))
    ),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=2).map(
        lambda words: Phrase(tuple(words))
    ),
)
SEEN = Access(frozenset({1}), 20261122)


def _entry(number: str, text: str, *, hidden: bool) -> Entry:
    return Entry(
        id=number,
        kind="passage",
        record=f"r{number}",
        labels=frozenset({2 if hidden else 1}),
        open_from=0,
        text=text,
        language="ar",
        fonds=f"f{hidden}",
        date_low=19500101,
        date_high=19501231,
        sort_title=text[:3],
    )


def _everything(index: OpenIndex, node: Node | None) -> object:
    question = Question(node)
    weights = index.weights(question, SEEN)
    weighed = Question(node, weights=weights)
    answer = index.ask(weighed, SEEN, limit=3)
    return (
        weights,
        answer,
        index.ask(weighed, SEEN, offset=3, limit=3),
        index.ask(Question(node, near=True), SEEN, limit=5),
        [index.ask(question, SEEN, order=f"order_{o}") for o in ("oldest", "newest", "title")],
        list(index.facets(question, SEEN, ["language", "fonds", "year"]).items()),
        index.records(question, SEEN, answer.total),
        index.records(question, SEEN, 10**6),
        index.words_with_prefix("", SEEN),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(TEXTS, st.booleans()), min_size=1, max_size=30),
    st.lists(NODES, min_size=3, max_size=3),
    st.integers(1, 4),
)
def test_hidden_documents_leave_no_trace(
    rows: list[tuple[str, bool]], nodes: list[Node | None], commits: int
) -> None:
    entries = [_entry(f"{at:03d}", text, hidden=hidden) for at, (text, hidden) in enumerate(rows)]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        full, bare = IndexStore(Path(one)), IndexStore(Path(other))
        with full.locked(), bare.locked():
            # The full one is written in several commits, so it has other segments and deletions.
            full.rebuild(entries[: len(entries) // 2], position=0)
            for at in range(commits):
                part = entries[at::commits]
                full.write(part, without=[("id", each.id) for each in part], position=at)
            bare.rebuild([each for each in entries if each.labels == {1}], position=0)
        for node in nodes:
            assert _everything(full.reader(), node) == _everything(bare.reader(), node)
