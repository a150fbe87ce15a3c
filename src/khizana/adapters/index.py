"""The search index: who asks what gets which places, and nothing of what they may not read.

Every answer, also every count, is computed inside a query that holds the access filter. The
database is the truth: the index may be deleted at any time and is made again from it.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from khizana.adapters.index_ranking import Ranking, heaviest
from khizana.adapters.index_schema import schema
from khizana.adapters.index_terms import Access, Node, Question, Value, Word, leaves
from khizana.kernel.folding import Analyser

_EXACTLY_UP_TO = 2_000
_ALL_VALUES = 10_000
_MOST_COUNTS = 4_096


@dataclass(frozen=True, slots=True)
class Found:
    """A document that answers: ids as they were given, score a whole number."""

    id: str
    record: str
    score: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How many documents answer in all, and those asked for."""

    total: int
    found: tuple[Found, ...]


class OpenIndex:
    """A generation of the index, open for questions."""

    def __init__(self, folder: Path, analyser: Analyser) -> None:
        self.folder = folder
        self.analyser = analyser
        self.schema = schema()
        self._index = tantivy.Index.open(str(folder))
        self._index.config_reader("manual")
        self._stamp = 0
        self._counts: dict[tuple[Word | None, Access], int] = {}
        self._keys: dict[str, tuple[tuple[str, frozenset[int]], ...]] = {}
        self.refresh()

    def refresh(self) -> None:
        """See what was committed since; one ``stat`` when there was nothing."""
        stamp = (self.folder / "meta.json").stat().st_mtime_ns
        if stamp == self._stamp:
            return
        self._index.reload()
        self._counts.clear()
        # the stub of tantivy's types lags behind what its objects have
        self._searcher: Any = self._index.searcher()
        # The labels in use are few; knowing them lets a question name only those that exist.
        self._keys = {
            name: tuple(
                (key, frozenset(int(label) for label in key.split("+")))
                for key, _ in self._searcher.terms_with_prefix(name, "")
            )
            for name in ("access_open", "access_dated")
        }
        self._stamp = stamp

    @property
    def documents(self) -> int:
        """How many documents the index holds, for the machine's own reports."""
        return int(self._searcher.num_docs)

    # -- asking ---------------------------------------------------------------------------

    def ask(
        self,
        question: Question,
        access: Access,
        *,
        order: str = "",
        offset: int = 0,
        limit: int = 20,
    ) -> Answer:
        """Answer by relevance, or in the ``order`` of an order field."""
        query = self._whole(question, access)
        if order:
            result = self._searcher.search(
                query, limit, offset=offset, order_by_field=order, order=tantivy.Order.Asc
            )
            chosen = [(0, address) for _, address in result.hits]
        else:
            result, chosen = self._ranked(query, offset, limit)
        return Answer(
            int(result.count),
            tuple(self._found(address, score) for score, address in chosen),
        )

    def count(self, question: Question, access: Access) -> int:
        """How many documents answer."""
        return int(self._searcher.search(self._whole(question, access), 1).count)

    def records(self, question: Question, access: Access, total: int) -> tuple[int, bool]:
        """In how many records the answers lie, and whether that number is exact."""
        query = self._whole(question, access)
        if total <= _EXACTLY_UP_TO:
            return len(self._values(query, {"record": _EXACTLY_UP_TO})["record"]), True
        return round(self._searcher.cardinality(query, "record")), False

    def facets(
        self, question: Question, access: Access, fields: Sequence[str]
    ) -> dict[str, dict[str, int]]:
        """Count the answers by value, most frequent first, equals by value."""
        return self._values(self._whole(question, access), dict.fromkeys(fields, _ALL_VALUES))

    def weights(self, question: Question, access: Access) -> dict[str, int]:
        """How much each wanted word tells: rare among what the asker may read weighs more."""
        wanted = [leaf for leaf in leaves(question.node) if isinstance(leaf, Word)]
        ceiling = min(8, heaviest(len(leaves(question.node))))
        if len(wanted) < 2 or ceiling < 2:
            return {}
        readable = self._held(None, access)
        found = {}
        for word in wanted:
            if word.form not in found:
                holding = self._held(Word(word.form, word.also), access)
                rarity = int(math.log2(max(1, readable) / max(1, holding)))
                found[word.form] = max(1, min(ceiling, rarity))
        return found

    def words_with_prefix(
        self, prefix: str, access: Access, *, field: str = "exact", limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Words in readable documents that begin so, with the number of those documents."""
        listed = self._searcher.terms_with_prefix(field, prefix, self._access(access), limit)
        return [(word, count) for word, count in listed if count > 0]

    def occurs(self, word: str) -> bool:
        """Whether a word may occur; a first sieve only, as it also knows unreadable documents."""
        return bool(self._searcher.doc_freq("exact", word))

    def _held(self, word: Word | None, access: Access) -> int:
        """How many readable documents hold a word; counted once per commit."""
        key = (word, access)
        if key not in self._counts:
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            self._counts[key] = self.count(Question(word), access)
        return self._counts[key]

    # -- inside ---------------------------------------------------------------------------

    def _ranked(
        self, query: Query, offset: int, limit: int
    ) -> tuple[tantivy.SearchResult, list[tuple[int, tantivy.DocAddress]]]:
        """The best, equals by ``tie``, which hangs on the document's id alone.

        tantivy breaks ties by where a row lies, and that shows what else was indexed. So ties are
        spread by ``tie_weight``, which is too small to lift a score over the next whole number,
        and what is still equal at the cut is fetched too and put in order here.
        """
        wanted = offset + limit
        reach = wanted + 64
        while True:
            result = self._searcher.search(query, reach, weight_by_field="tie_weight")
            hits = result.hits
            cut_inside = len(hits) == reach and hits[-1][0] == hits[wanted - 1][0]
            if not cut_inside:
                break
            reach *= 4
        ties = self._searcher.fast_field_values("tie", [address for _, address in hits])
        order = sorted(range(len(hits)), key=lambda at: (-hits[at][0], ties[at]))
        chosen = [(int(hits[at][0]), hits[at][1]) for at in order[offset:wanted]]
        return result, chosen

    def _whole(self, question: Question, access: Access) -> Query:
        ranking = Ranking(self.schema, self.analyser, question)
        readable = Query.const_score_query(self._access(access), 0.0)
        return Query.boolean_query([(Occur.Must, ranking.query()), (Occur.Must, readable)])

    def _access(self, access: Access) -> Query:
        """Label first, closure in time second. An empty set of labels matches nothing."""
        never_closed = self._labelled("access_open", access)
        dated = self._labelled("access_dated", access)
        if access.today is not None:
            integer = tantivy.FieldType.Integer
            opened = Query.range_query(self.schema, "open_from", integer, None, access.today)
            dated = Query.boolean_query([(Occur.Must, dated), (Occur.Must, opened)])
        readable = Query.boolean_query([(Occur.Should, never_closed), (Occur.Should, dated)])
        if not access.without:
            return readable
        gone = Query.term_set_query(self.schema, "record", sorted(access.without))
        return Query.boolean_query([(Occur.Must, readable), (Occur.MustNot, gone)])

    def _labelled(self, field: str, access: Access) -> Query:
        keys = [
            key
            for key, labels in self._keys[field]
            if access.labels is None or labels <= access.labels
        ]
        return Query.term_set_query(self.schema, field, keys)

    def _values(self, query: Query, fields: dict[str, int]) -> dict[str, dict[str, int]]:
        asked = {
            name: {"terms": {"field": name, "size": size, "segment_size": size}}
            for name, size in fields.items()
        }
        counted = self._searcher.aggregate(query, asked)
        if isinstance(counted, str):
            counted = json.loads(counted)
        return {
            name: dict(
                sorted(
                    ((row["key"], int(row["doc_count"])) for row in counted[name]["buckets"]),
                    key=lambda pair: (-pair[1], pair[0]),
                )
            )
            for name in fields
        }

    def _found(self, address: tantivy.DocAddress, score: int) -> Found:
        stored = self._searcher.doc(address)
        return Found(stored.get_first("id"), stored.get_first("record"), score)


def narrowed_to(field: str, values: Iterable[str]) -> Node:
    """Narrow a question to some values of a facet."""
    return Value(field, tuple(values))
