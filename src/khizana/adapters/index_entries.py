"""One thing to be found, and the index document made of it.

Everything that later decides rank is worked out here from the document alone: how much a word
weighs in it (``often``) and where it stands among equals (``tie``). Nothing depends on what else
the index holds; see ``index_ranking`` for why.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import tantivy

from khizana.kernel.folding import Analyser, fold, forms, four_grams, stopwords

TIE_STEPS = 1400
_TIE_STEP = 2.4e-7
_USUAL_LENGTH = 120
_LONGEST_YEAR_SPAN = 150


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage or a record as the index sees it; ids are strings, dates integers YYYYMMDD.

    Attributes:
        labels: every label that a reader must be cleared for (that of the passage and its record).
        open_from: first day on which it may be read; 0 where it never was closed.
        text: what is searched and highlighted; ``title``, ``names`` and ``code`` only help to rank
            and to filter, and are left empty where their own label is another one.
    """

    id: str
    kind: str
    record: str
    labels: frozenset[int]
    open_from: int
    text: str
    object: str = ""
    title: str = ""
    names: str = ""
    code: str = ""
    language: str = ""
    level: str = ""
    fonds: str = ""
    quality: str = ""
    format: str = ""
    date_low: int | None = None
    date_high: int | None = None
    sort_title: str = ""
    sort_code: str = ""
    position: int = 0


def access_key(labels: Iterable[int]) -> str:
    """Name a combination of labels; who lacks one of them may not read."""
    return "+".join(str(label) for label in sorted(labels))


def document(entry: Entry, analyser: Analyser) -> tantivy.Document:
    """Analyse ``entry``. Values are joined with spaces for the whitespace tokenizer."""
    words, common = forms(entry.text), stopwords()
    stems = [analyser.stem(word) for word in words if word not in common]
    counts = Counter(stems)
    pieces = set().union(*map(four_grams, counts))
    made = tantivy.Document()
    made.add_text("exact", " ".join(words))
    made.add_text("stem", " ".join(stems))
    made.add_text("gram", " ".join(pieces))
    made.add_text("often", " ".join(_weighty(counts, len(stems))))
    made.add_text("pairs", " ".join({neighbours(*pair) for pair in pairwise(stems)}))
    for name, text in (("title", entry.title), ("names", entry.names)):
        made.add_text(name, " ".join(map(analyser.stem, forms(text))))
    made.add_text("code", " ".join(forms(entry.code)))
    made.add_text("code_whole", fold(entry.code))
    _add_values(made, entry)
    return made


def neighbours(one: str, other: str) -> str:
    """Two stems side by side as one of 2^18 numbers: small to keep and quick to ask for.

    A phrase query would read the positions of every document that holds both words. Two pairs may
    share a number; it only ever raises a score, never makes a hit.
    """
    return str(crc32(f"{one} {other}".encode()) & 0x3FFFF)


def _weighty(counts: Counter[str], length: int) -> list[str]:
    """Stems that weigh twice: BM25's saturation with a fixed usual length, cut at three fifths."""
    norm = 1.2 * (0.25 + 0.75 * length / _USUAL_LENGTH)
    return [stem for stem, count in counts.items() if count > 1 and count >= 1.5 * norm]


def _add_values(made: tantivy.Document, entry: Entry) -> None:
    made.add_text("id", entry.id)
    made.add_text("record", entry.record)
    for name in ("kind", "object", "level", "language", "fonds", "quality", "format"):
        if value := getattr(entry, name):
            made.add_text(name, value)
    key = access_key(entry.labels)
    made.add_text("access_dated" if entry.open_from else "access_open", key)
    made.add_integer("open_from", entry.open_from)
    for year in _years(entry):
        made.add_text("year", str(year))
    if entry.date_low is not None and entry.date_high is not None:
        made.add_text("dated", "1")
        made.add_integer("date_low", entry.date_low)
        made.add_integer("date_high", entry.date_high)
    tie = int.from_bytes(hashlib.blake2b(entry.id.encode(), digest_size=8).digest()) >> 1
    made.add_unsigned("tie", tie)
    made.add_float("tie_weight", (tie % TIE_STEPS) * _TIE_STEP)
    # Undated documents come last whichever way the dates run.
    oldest = 10**8 + entry.date_low if entry.date_low is not None else 3 * 10**8
    newest = 10**8 - entry.date_high if entry.date_high is not None else 3 * 10**8
    place = f"{entry.record}{entry.position:012d}{entry.id}"
    made.add_text("order_oldest", f"{oldest:09d} {place}")
    made.add_text("order_newest", f"{newest:09d} {place}")
    made.add_text("order_code", f"{entry.sort_code}\u0001{place}")
    made.add_text("order_title", f"{entry.sort_title}\u0001{place}")


def _years(entry: Entry) -> range:
    """Every year that the date may lie in; none where it is open or too wide to say anything."""
    if entry.date_low is None or entry.date_high is None:
        return range(0)
    first, last = int(entry.date_low / 10_000), int(entry.date_high / 10_000)
    return range(first, last + 1) if 0 <= last - first <= _LONGEST_YEAR_SPAN else range(0)
