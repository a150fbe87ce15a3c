"""Words that were probably meant, and words that begin so: only from what the asker may read.

Every candidate has been counted among readable documents. What only a hidden document holds is
never proposed, nor does it displace a proposal.
"""

from collections.abc import Sequence
from uuid import UUID

from khizana.access.actors import Actor
from khizana.adapters.index import OpenIndex
from khizana.adapters.index_terms import Access, Phrase, Question, Value
from khizana.kernel.folding import is_arabic, tokens
from khizana.search.highlighting import distance
from khizana.search.hydration import visible_passages

_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ"
_LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_SHORTEST = 3
_PASSAGES_ONLY = (Value("kind", ("passage",)),)


def meant(index: OpenIndex, access: Access, form: str) -> str | None:
    """The word nearest to ``form`` that can be found; the more frequent of two equally near."""
    if len(form) < _SHORTEST or form.isdigit():
        return None
    most = 1 if len(form) < 6 else 2
    candidates: dict[str, int] = {}
    for start in _starts(index, form):
        for word, count in index.words_with_prefix(start, access):
            if word != form and abs(len(word) - len(form)) <= most:
                candidates[word] = count
    best = min(
        ((distance(form, word, most), -count, word) for word, count in candidates.items()),
        default=(most + 1, 0, ""),
    )
    return best[2] if best[0] <= most else None


def _starts(index: OpenIndex, form: str) -> list[str]:
    """First letters to look under: those typed, and those with one mistake in them."""
    article = next((a for a in _ARTICLES if form.startswith(a) and len(form) > len(a) + 2), "")
    head, rest = article, form[len(article) :]
    first, second = rest[0], rest[1]
    letters = _ARABIC_LETTERS if is_arabic(form) else _LATIN_LETTERS
    starts = [head + first + second]
    # A mistake in the first two letters: the whole rest is right then, one look-up each.
    tail = rest[2:]
    wrong = [second + first + tail, second + tail, first + tail]
    wrong += [letter + second + tail for letter in letters]
    wrong += [first + letter + tail for letter in letters]
    wrong += [letter + rest for letter in letters]
    wrong += [first + letter + rest[1:] for letter in letters]
    starts += [head + word for word in dict.fromkeys(wrong) if index.occurs(head + word)]
    return starts


def as_written(
    actor: Actor, index: OpenIndex, access: Access, forms: Sequence[str]
) -> dict[str, str]:
    """How folded words are written in a readable text, with their hamza and accents."""
    places: dict[UUID, str] = {}
    for form in forms:
        question = Question(Phrase((form,)), narrowed=_PASSAGES_ONLY)
        for found in index.ask(question, access, limit=1).found:
            places[UUID(found.id.partition(":")[2])] = form
    written = {form: form for form in forms}
    for key, passage in visible_passages(actor, places).items() if places else ():
        if passage.open_from > actor.today:
            continue
        for token in tokens(passage.written):
            if token.form == places[key]:
                written[token.form] = passage.written[token.start : token.end]
                break
    return written


def completions(index: OpenIndex, access: Access, start: str, limit: int) -> list[tuple[str, int]]:
    """Words that begin with ``start``, with or without the Arabic article, most frequent first."""
    found = dict(index.words_with_prefix(start, access, limit=limit))
    if is_arabic(start) and not start.startswith("ال"):
        found.update(index.words_with_prefix("ال" + start, access, limit=limit))
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return ordered[:limit]
