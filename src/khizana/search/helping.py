"""What somebody who found little may try next; each proposal has been tried out."""

from collections.abc import Sequence

from django.db.models import Q

from khizana.access.actors import Actor
from khizana.adapters.index import OpenIndex
from khizana.adapters.index_terms import Access, Every, Node, Phrase, Question, Word, leaves
from khizana.kernel.folding import tokens
from khizana.search import spelling
from khizana.search.results import Filters, Help, OtherName
from khizana.terms.models import Authority

_MOST_WORDS = 6
_MOST_NAMES = 6
_SHORTEST_NAME = 4


def words_and_counts(index: OpenIndex, access: Access, node: Node) -> list[tuple[Word, int]]:
    """Each wanted word with how many readable documents hold it."""
    words = dict.fromkeys(
        leaf for leaf in leaves(node) if isinstance(leaf, Word) and not leaf.field
    )
    return [(word, index.count(Question(word), access)) for word in [*words][:_MOST_WORDS]]


def put_right(
    actor: Actor,
    index: OpenIndex,
    access: Access,
    query: str,
    counted: Sequence[tuple[Word, int]],
) -> str:
    """The question with words that are nowhere replaced by those probably meant; "" if none."""
    replaced: dict[str, str] = {}
    for word, count in counted:
        if not count and (found := spelling.meant(index, access, word.form)):
            replaced[word.form] = found
    if not replaced:
        return ""
    written = spelling.as_written(actor, index, access, list(replaced.values()))
    right = query
    for token in reversed(list(tokens(query))):
        if token.form in replaced:
            right = right[: token.start] + written[replaced[token.form]] + right[token.end :]
    return right


def help_for(
    actor: Actor,
    index: OpenIndex,
    access: Access,
    node: Node,
    filters: Filters,
    counted: Sequence[tuple[Word, int]],
) -> Help:
    """What to try when nothing was found."""
    unfiltered = index.count(Question(node), access) if filters else 0
    single = tuple((word.form, count) for word, count in counted if count)
    return Help(
        without_filters=unfiltered,
        words=single if len(counted) > 1 else (),
        other_names=_other_names(actor, index, access, [word.form for word, _ in counted]),
    )


def _other_names(
    actor: Actor, index: OpenIndex, access: Access, forms: Sequence[str]
) -> tuple[OtherName, ...]:
    """Names of readable authorities in the other languages, where these would find something."""
    wanted = Q()
    for form in forms:
        if len(form) >= _SHORTEST_NAME:
            wanted |= Q(folded__contains=form)
    if not wanted:
        return ()
    rows = Authority.objects.visible_to(actor).filter(wanted, merged_into=None)
    found: list[OtherName] = []
    for authority in rows.order_by("pk")[:_MOST_NAMES]:
        for language, name in authority.name.values.items():
            parts = tuple(token.form for token in tokens(name))
            if not parts or not set(parts).isdisjoint(forms):
                continue
            count = index.count(Question(_name_node(parts)), access)
            if count:
                found.append(OtherName(name, language, count))
    return tuple(found[:_MOST_NAMES])


def _name_node(parts: tuple[str, ...]) -> Node:
    return Every(tuple(Word(part) for part in parts)) if len(parts) > 1 else Phrase(parts)
