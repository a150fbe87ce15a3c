"""Search over synthetic passages with a label filter, beside SQLite FTS5 on the same data.

``python -m bench.search [passages]`` (default 200000). Both hold the same analysed words, answer
the same questions, return the ten best under the same filter of 67 of 200 labels. Khizana's answer
also counts all hits; FTS5 is not asked to. In process, one thread, warm; limits of issue 2 beside.
"""

import itertools
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from khizana.adapters.index import OpenIndex
from khizana.adapters.index_entries import Entry
from khizana.adapters.index_store import IndexStore
from khizana.adapters.index_terms import Access, Every, Node, Phrase, Question, Some, Word
from khizana.kernel.folding import Analyser

LABELS, HELD = 200, 67
WORDS_EACH = 127
VOCABULARY = 40_000
QUESTIONS = 400
P50, P99 = 5.0, 20.0
LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
Ask = Callable[[Node], object]


def vocabulary(chance: random.Random) -> list[str]:
    """Words that look like Arabic ones, some with an article."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        word = "".join(chance.choices(LETTERS, k=chance.choice([3, 4, 4, 5, 5, 6, 7])))
        words["ال" + word if chance.random() < 0.3 else word] = None
    return list(words)


def texts(count: int, words: list[str], chance: random.Random) -> Iterator[list[str]]:
    """Passages whose words are as frequent as Zipf says."""
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    for _ in range(count):
        yield chance.choices(words, cum_weights=weights, k=WORDS_EACH)


def entries(count: int, words: list[str], chance: random.Random) -> Iterator[Entry]:
    """The passages as the index takes them; one in twenty is closed until some year."""
    for number, text in enumerate(texts(count, words, chance)):
        year = chance.randrange(1900, 2000)
        yield Entry(
            id=f"passage:{number}",
            kind="passage",
            record=f"r{number // 18}",
            labels=frozenset({chance.randrange(LABELS)}),
            open_from=20300101 if chance.random() < 0.05 else 0,
            text=" ".join(text),
            title=" ".join(text[:4]),
            language=chance.choice(["ar", "fr", "en"]),
            level=chance.choice(["file", "item"]),
            fonds=f"f{number // 10_000}",
            quality=chance.choice(["born", "machine"]),
            format=chance.choice(["pdf", "image", "mail"]),
            date_low=year * 10_000 + 101,
            date_high=year * 10_000 + 1231,
            sort_title=text[0],
            sort_code=f"{number:08d}",
        )


def questions(count: int, words: list[str], chance: random.Random) -> list[Node]:
    """Questions whose words stand together in some passage: one to three, AND, OR, phrase."""
    made: list[Node] = []
    for text in texts(count, words, chance):
        size = chance.choice([1, 2, 2, 2, 3])
        at = chance.randrange(WORDS_EACH - size)
        chosen = [Word(word) for word in dict.fromkeys(text[at : at + size])]
        kind = chance.random()
        if len(chosen) == 1:
            made.append(chosen[0])
        elif kind < 0.15:
            made.append(Phrase(tuple(word.form for word in chosen)))
        elif kind < 0.4:
            made.append(Some(tuple(chosen)))
        else:
            made.append(Every(tuple(chosen)))
    return made


class Times(NamedTuple):
    """p50 and p99 in milliseconds, by the clock and in processor time (on a busy machine)."""

    p50: float
    p99: float
    work50: float
    work99: float


def timed(ask: Ask, asked: list[Node]) -> Times:
    """Ask all, after a little warming up."""
    for node in asked[:30]:
        ask(node)
    clock, work = [], []
    for node in asked:
        started, spent = time.perf_counter(), time.thread_time()
        ask(node)
        work.append((time.thread_time() - spent) * 1_000)
        clock.append((time.perf_counter() - started) * 1_000)
    high = [statistics.quantiles(times, n=100)[98] for times in (clock, work)]
    return Times(statistics.median(clock), high[0], statistics.median(work), high[1])


def fts5(path: Path, source: Iterator[Entry], analyser: Analyser) -> tuple[Ask, float]:
    """SQLite's own full-text index with the same words; returns how to ask it."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(exact, stem, tokenize='unicode61')")
    database.execute(
        "CREATE TABLE passage (id INTEGER PRIMARY KEY, label INTEGER, open_from INTEGER)"
    )
    started = time.perf_counter()
    for number, entry in enumerate(source):
        stems = " ".join(analyser.stem(word) for word in entry.text.split())
        database.execute(
            "INSERT INTO words(rowid, exact, stem) VALUES (?,?,?)", (number, entry.text, stems)
        )
        row = (number, next(iter(entry.labels)), entry.open_from)
        database.execute("INSERT INTO passage VALUES (?,?,?)", row)
    database.commit()
    seconds = time.perf_counter() - started
    held = ",".join(map(str, range(HELD)))
    query = (
        "SELECT words.rowid FROM words JOIN passage ON passage.id = words.rowid"
        f" WHERE words MATCH ? AND label IN ({held}) AND open_from <= 20261122"
        " ORDER BY rank LIMIT 10"
    )

    def ask(node: Node) -> object:
        return database.execute(query, (_match(node, analyser),)).fetchall()

    return ask, seconds


def _match(node: Node, analyser: Analyser) -> str:
    match node:
        case Word():
            return f'stem:"{analyser.stem(node.form)}"'
        case Phrase():
            return 'exact:"' + " ".join(node.forms) + '"'
        case Every():
            return " AND ".join(_match(part, analyser) for part in node.parts)
        case Some():
            return " OR ".join(_match(part, analyser) for part in node.parts)
    raise ValueError(node)


def asker(index: OpenIndex, access: Access) -> Ask:
    """How the room asks: weights for OR, then the ten best and the number of all."""

    def ask(node: Node) -> object:
        weights = index.weights(Question(node), access) if isinstance(node, Some) else {}
        return index.ask(Question(node, weights=weights), access, limit=10)

    return ask


def page_asker(index: OpenIndex, access: Access) -> Ask:
    """A whole page of results but for the rows: twenty best, records, seven facets."""

    def ask(node: Node) -> object:
        question = Question(node)
        answer = index.ask(question, access, limit=20)
        index.records(question, access, answer.total)
        names = ["kind", "level", "language", "fonds", "quality", "format", "year"]
        return index.facets(question, access, names)

    return ask


def report(name: str, times: Times, limits: tuple[float, float] | None = None) -> None:
    """One line of figures."""
    line = f"{name:43} p50 {times.p50:7.2f} p99 {times.p99:8.2f} ms"
    line += f"  (processor {times.work50:6.2f} / {times.work99:7.2f})"
    if limits:
        kept = times.p50 < limits[0] and times.p99 < limits[1]
        line += f"  limit {limits[0]:.0f} / {limits[1]:.0f} {'kept' if kept else 'MISSED'}"
    print(line, flush=True)


def main() -> None:
    """Build both indexes, ask both, print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    folder = Path(tempfile.mkdtemp(prefix="khizana-bench-"))
    try:
        _run(count, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(count: int, folder: Path) -> None:
    words = vocabulary(random.Random(1))
    store = IndexStore(folder / "index")
    started = time.perf_counter()
    with store.locked():
        store.rebuild(entries(count, words, random.Random(2)), position=0)
    seconds = time.perf_counter() - started
    index = store.reader()
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file())
    print(f"{count} passages of {WORDS_EACH} words; {LABELS} labels")
    print(f"khizana: indexed {count / seconds:.0f} passages/s with analysis, {size / 1e6:.0f} MB")
    ask_fts5, seconds = fts5(
        folder / "fts5", entries(count, words, random.Random(2)), store.analyser
    )
    size = (folder / "fts5").stat().st_size
    print(f"FTS5:    indexed {count / seconds:.0f} passages/s, {size / 1e6:.0f} MB")
    normal = Access(frozenset(range(HELD)), 20261122)
    cleared = Access(frozenset(range(LABELS)), None)
    asked = questions(QUESTIONS, words, random.Random(3))
    ours = timed(asker(index, normal), asked)
    most = timed(asker(index, cleared), asked)
    theirs = timed(ask_fts5, asked)
    report(f"khizana, {HELD} of {LABELS} labels, with count", ours, (P50, P99))
    report("khizana, all labels, with count", most)
    report(f"SQLite FTS5, {HELD} of {LABELS} labels, no count", theirs)
    ratio = theirs.work50 / ours.work50, theirs.work99 / ours.work99
    print(f"FTS5 / khizana, processor time: p50 {ratio[0]:.1f} x, p99 {ratio[1]:.1f} x")
    print(f"normal / most cleared: p50 {ours.work50 / most.work50:.2f} (limit 1.5)")
    report("khizana, page: 20 best, records, 7 facets", timed(page_asker(index, normal), asked))
    near = [node for node in asked if not isinstance(node, Phrase)][:100]

    def ask_near(node: Node) -> object:
        return index.ask(Question(node, near=True), normal, limit=10)

    report("khizana, near spellings", timed(ask_near, near))


if __name__ == "__main__":
    main()
