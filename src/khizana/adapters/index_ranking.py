"""From a question to a tantivy query whose scores tell nothing about what the asker may not read.

BM25 weighs a word by how many documents hold it, all of them: a hidden document would move the
scores and the order of the visible ones, and deleted documents count until a merge. So no BM25
score is ever used. Every clause has a constant whole number; a document's score is the sum over
the clauses that it meets and depends on nothing but the document and the question. Whole numbers
below 2^24 add up exactly in single precision in any order, so neither the number of segments nor
their merging can show. How much a word weighs inside a document is kept at indexing (``often``);
how rare a word is (``Question.weights``) is counted among visible documents only.
"""

from collections.abc import Sequence
from itertools import pairwise

import tantivy
from tantivy import Occur, Query

from khizana.adapters.index_entries import neighbours
from khizana.adapters.index_terms import (
    Dates,
    Every,
    Node,
    Not,
    Phrase,
    Prefix,
    Question,
    Some,
    Value,
    Word,
    leaves,
)
from khizana.kernel.folding import Analyser, four_grams, stopwords

STEM, ALSO, EXACT, OFTEN, TITLE, NAMES, NEAR, PHRASE, TOGETHER = 10, 6, 5, 3, 4, 3, 2, 20, 10
_MOST_PER_LEAF = STEM + ALSO + EXACT + OFTEN + TITLE + NAMES + NEAR
_MOST_PAIRS = 3
HIGHEST = 4095
"""No score is higher: 12 bits for the score leave 11 for the place among equals."""


def heaviest(count: int) -> int:
    """The largest weight that a word may have among ``count`` words."""
    return max(1, (HIGHEST - _MOST_PAIRS * TOGETHER) // (_MOST_PER_LEAF * max(1, count)))


class Ranking:
    """Builds the query of one question; ``schema`` and ``analyser`` are those of the open index."""

    def __init__(self, schema: tantivy.Schema, analyser: Analyser, question: Question) -> None:
        self.schema = schema
        self.analyser = analyser
        self.question = question
        node = question.node
        # A word may stand in the title alone when others stand in the text; see _in_the_text.
        self.several = isinstance(node, Every) and len(leaves(node)) > 1
        self.across = self.several and question.near

    def query(self) -> Query:
        """The whole question but for access."""
        clauses = [(Occur.Must, self._silent(self.node(part))) for part in self.question.narrowed]
        node = self.question.node
        if node is None:
            clauses.append((Occur.Must, self._silent(Query.all_query())))
            return Query.boolean_query(clauses)
        clauses.append((Occur.Must, self.node(node)))
        if self.across:
            clauses.append((Occur.Must, self._silent(self._in_the_text(node))))
        if self.several:
            clauses += [(Occur.Should, pair) for pair in self._pairs(node)]
        return Query.boolean_query(clauses)

    def node(self, node: Node) -> Query:
        """The query of a part of the question."""
        match node:
            case Word():
                return self._word(node)
            case Phrase():
                return self._phrase(node)
            case Prefix():
                pattern = f"{node.form}.*"
                found = Query.regex_query(self.schema, node.field or "exact", pattern)
                return Query.const_score_query(found, float(self._weight(node) * STEM))
            case Value():
                return self._silent(self.any_of(node.field, node.values))
            case Dates():
                return self._dates(node)
            case Every():
                return self._every(node.parts)
            case Some():
                return self._some(node.parts)
            case Not():
                return self._every((node,))

    def any_of(self, field: str, values: Sequence[str]) -> Query:
        """Documents with any of these terms."""
        return Query.term_set_query(self.schema, field, list(values))

    def present(self, word: Word) -> Query:
        """Documents with the word in their text, however it is inflected; no score."""
        stems = self._stems(word)
        field = "exact" if word.form in stopwords() else "stem"
        return self.any_of(field, stems) if len(stems) > 1 else self._term(field, stems[0])

    def _every(self, parts: Sequence[Node]) -> Query:
        clauses: list[tuple[Occur, Query]] = []
        for part in parts:
            if isinstance(part, Not):
                clauses.append((Occur.MustNot, self.node(part.part)))
            else:
                clauses.append((Occur.Must, self.node(part)))
        if not any(occur == Occur.Must for occur, _ in clauses):
            clauses.append((Occur.Must, self._silent(Query.all_query())))
        return Query.boolean_query(clauses)

    def _some(self, parts: Sequence[Node]) -> Query:
        clauses: list[tuple[Occur, Query]] = []
        for part in parts:
            if isinstance(part, Word) and not part.field and part.form not in stopwords():
                # Where the exact word stands its stem stands too: one flat union, and a quick one.
                clauses += [*self._core(part), *self._extras(part)]
            else:
                clauses.append((Occur.Should, self.node(part)))
        return Query.boolean_query(clauses)

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self.schema, field, value, "basic")

    def _scored(self, field: str, value: str, score: int) -> Query:
        return Query.const_score_query(self._term(field, value), float(score))

    def _silent(self, query: Query) -> Query:
        return Query.const_score_query(query, 0.0)

    def _weight(self, leaf: Word | Phrase | Prefix) -> int:
        if isinstance(leaf, Phrase):
            return max((self.question.weights.get(form, 1) for form in leaf.forms), default=1)
        return self.question.weights.get(leaf.form, 1)

    def _stems(self, word: Word) -> list[str]:
        if word.form in stopwords():
            return [word.form]
        return list(dict.fromkeys(self.analyser.stem(form) for form in (word.form, *word.also)))

    def _word(self, word: Word) -> Query:
        weight = self._weight(word)
        stems = self._stems(word)
        if word.field:
            return Query.const_score_query(self.any_of(word.field, stems), float(weight * STEM))
        if word.form in stopwords():
            return self._scored("exact", word.form, weight)
        core = self._core(word)
        beside = [
            (Occur.Should, self._scored("title", stems[0], weight * TITLE)),
            (Occur.Should, self._scored("names", stems[0], weight * NAMES)),
        ]
        extras = self._extras(word)
        if self.across:
            core += beside
        else:
            extras += beside[:1]
        needed = core[0][1] if len(core) == 1 else Query.boolean_query(core)
        return Query.boolean_query([(Occur.Must, needed), *extras])

    def _core(self, word: Word) -> list[tuple[Occur, Query]]:
        """What makes a text a hit: the stem, that of a plural, or one that is near."""
        weight = self._weight(word)
        stem, *others = self._stems(word)
        core = [(Occur.Should, self._scored("stem", stem, weight * STEM))]
        if others:
            found = Query.const_score_query(self.any_of("stem", others), float(weight * ALSO))
            core.append((Occur.Should, found))
        if self.question.near and (near := self._near(stem)) is not None:
            core.append((Occur.Should, Query.const_score_query(near, float(weight * NEAR))))
        return core

    def _extras(self, word: Word) -> list[tuple[Occur, Query]]:
        """What makes a hit a better one; never found without the core."""
        weight = self._weight(word)
        often = self.analyser.stem(word.form)
        return [
            (Occur.Should, self._scored("exact", word.form, weight * EXACT)),
            (Occur.Should, self._scored("often", often, weight * OFTEN)),
        ]

    def _near(self, stem: str) -> Query | None:
        """A stem that differs by one letter, or shares most of its pieces: reading mistakes."""
        if len(stem) < 4:
            return None
        found = [(Occur.Should, Query.fuzzy_term_query(self.schema, "stem", stem, 1))]
        pieces = four_grams(stem)
        if len(pieces) > 1:
            shared = [(Occur.Should, self._term("gram", piece)) for piece in pieces]
            enough = -(-len(pieces) * 3 // 5)
            found.append((Occur.Should, Query.boolean_query(shared, enough)))
        return Query.boolean_query(found)

    def _phrase(self, phrase: Phrase) -> Query:
        score = self._weight(phrase) * PHRASE
        forms = list(phrase.forms)
        if phrase.field in ("title", "names"):
            forms = [self.analyser.stem(form) for form in forms]
        field = phrase.field or "exact"
        if len(forms) == 1:
            return self._scored(field, forms[0], score)
        found = Query.phrase_query(self.schema, field, list(forms))
        return Query.const_score_query(found, float(score))

    def _dates(self, dates: Dates) -> Query:
        """Overlap: a document that may date from the span counts, one without date does not."""
        integer = tantivy.FieldType.Integer
        clauses = [(Occur.Must, self._term("dated", "1"))]
        if dates.high is not None:
            reach = Query.range_query(self.schema, "date_low", integer, None, dates.high)
            clauses.append((Occur.Must, reach))
        if dates.low is not None:
            reach = Query.range_query(self.schema, "date_high", integer, dates.low, None)
            clauses.append((Occur.Must, reach))
        return self._silent(Query.boolean_query(clauses))

    def _in_the_text(self, node: Node) -> Query:
        """Some wanted word stands in the text itself, or every page of a record would be a hit."""
        found = []
        for leaf in leaves(node):
            if isinstance(leaf, Word) and not leaf.field:
                found.append((Occur.Should, self.present(leaf)))
                if self.question.near and (near := self._near(self._stems(leaf)[0])) is not None:
                    found.append((Occur.Should, near))
            else:
                found.append((Occur.Should, self.node(leaf)))
        return Query.boolean_query(found)

    def _pairs(self, node: Node) -> list[Query]:
        """Neighbours in the question that are neighbours in the text weigh more."""
        parts = node.parts if isinstance(node, Every) else ()
        stems = [
            self.analyser.stem(part.form)
            for part in parts
            if isinstance(part, Word) and not part.field and part.form not in stopwords()
        ]
        pairs = dict.fromkeys(neighbours(*pair) for pair in pairwise(stems))
        return [self._scored("pairs", pair, TOGETHER) for pair in [*pairs][:_MOST_PAIRS]]
