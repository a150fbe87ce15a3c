"""The index adapter: fields, words, access, order, and one writer."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest

from khizana.adapters.index import OpenIndex
from khizana.adapters.index_entries import Entry
from khizana.adapters.index_store import IndexStore
from khizana.adapters.index_terms import (
    Access,
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
)
from khizana.kernel.errors import Conflict, NotFound
from khizana.kernel.folding import Analyser, fold

OPEN = Access(frozenset({1}), 20261122)


def entry(number: int | str, text: str, **more: Any) -> Entry:
    values: dict[str, Any] = {"kind": "passage", "record": f"r{number}", "labels": frozenset({1})}
    return Entry(**{**values, "id": str(number), "open_from": 0, "text": text, **more})


def made(folder: Path, *entries: Entry) -> OpenIndex:
    store = IndexStore(folder)
    with store.locked():
        store.rebuild(entries, position=0)
    return store.reader()


def word(text: str) -> Word:
    return Word(fold(text))


def ids(index: OpenIndex, node: Node | None, access: Access = OPEN, **more: Any) -> list[str]:
    return [found.id for found in index.ask(Question(node, **more), access).found]


@pytest.fixture
def index(tmp_path: Path) -> OpenIndex:
    return made(
        tmp_path,
        entry(
            1, "الأرشيف العسكري في باماكو يحفظ محاضر اللجنة", date_low=19570101, date_high=19611231
        ),
        entry(2, "مكافحة إرهاب الساحل، العسكري والأرشيف", language="ar", quality="machine"),
        entry(3, "L’état-major de l’armée à Bamako", language="fr", code="MA/DHM 1957/12"),
        entry(4, "The minutes of the commission", title="محضر اللجنة المشتركة", language="en"),
        entry(5, "سر", labels=frozenset({2})),
        entry(6, "مغلق", open_from=20300101),
        entry(7, "ارسيف عسكرى قديم"),
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("الارشيف", {"1", "2"}),
        ("أرشيف", {"1", "2"}),
        ("ارهاب", {"2"}),
        ("إرهاب", {"2"}),
        ("لجنه", {"1", "4"}),
        ("etat", {"3"}),
        ("ARMÉE", {"3"}),
    ],
)
def test_careless_words_find_what_is_written(
    index: OpenIndex, question: str, expected: set[str]
) -> None:
    found = set(ids(index, word(question)))
    if question == "لجنه":
        expected = {"1"}  # 4 has it in its title only: a title alone makes no page a hit
    assert found == expected


def test_a_title_helps_another_word_when_asked_generously(index: OpenIndex) -> None:
    both = Every((word("minutes"), word("اللجنة")))
    assert ids(index, both) == []
    assert ids(index, both, near=True) == ["4"]


def test_phrases_keep_order_and_spelling(index: OpenIndex) -> None:
    phrase = Phrase((fold("الأرشيف"), fold("العسكري")))
    assert ids(index, phrase) == ["1"]
    assert ids(index, Phrase((fold("العسكري"), fold("الأرشيف")))) == []
    assert ids(index, Phrase((fold("أرشيف"),))) == []


def test_neighbours_weigh_more(index: OpenIndex) -> None:
    assert ids(index, Every((word("الأرشيف"), word("العسكري"))))[0] == "1"


def test_and_or_not(index: OpenIndex) -> None:
    assert set(ids(index, Some((word("Bamako"), word("إرهاب"))))) == {"2", "3"}
    assert ids(index, Every((word("الأرشيف"), Not(word("إرهاب"))))) == ["1"]
    assert "2" not in ids(index, Not(word("إرهاب")))
    assert len(ids(index, Not(word("إرهاب")))) == 4


def test_prefix(index: OpenIndex) -> None:
    assert ids(index, Prefix("bam")) == ["3"]


def test_reading_mistakes_only_when_asked(index: OpenIndex) -> None:
    assert "7" not in ids(index, word("أرشيف"))
    assert "7" in ids(index, word("أرشيف"), near=True)


def test_dates_overlap_and_undated_is_no_answer(index: OpenIndex) -> None:
    def dated(low: int | None, high: int | None) -> list[str]:
        return ids(index, None, narrowed=(Dates(low, high),))

    assert dated(19610101, 19700101) == ["1"]
    assert dated(None, 19570101) == ["1"]
    assert dated(19620101, None) == []


def test_fields(index: OpenIndex) -> None:
    assert ids(index, Phrase(("1957", "12"), "code")) == ["3"]
    assert ids(index, Word("لجنه", (), "title")) == ["4"]
    assert ids(index, None, narrowed=(Value("language", ("fr", "en")),)) and set(
        ids(index, None, narrowed=(Value("language", ("fr", "en")),))
    ) == {"3", "4"}


@pytest.mark.parametrize(
    ("access", "seen"),
    [
        (Access(frozenset({1}), 20261122), set("12347")),
        (Access(frozenset({2}), 20261122), {"5"}),
        (Access(frozenset({1, 2}), None), set("1234567")),
        (Access(frozenset({1}), 20300101), set("123467")),
        (Access(frozenset(), None), set()),
        (Access(frozenset({99}), None), set()),
        (Access(None, None), set("1234567")),
    ],
)
def test_access(index: OpenIndex, access: Access, seen: set[str]) -> None:
    assert set(ids(index, None, access)) == seen
    assert index.count(Question(None), access) == len(seen)


def test_two_labels_need_both(tmp_path: Path) -> None:
    index = made(tmp_path, entry(1, "سر", labels=frozenset({1, 2})))
    assert ids(index, word("سر"), Access(frozenset({1}), None)) == []
    assert ids(index, word("سر"), Access(frozenset({2, 3}), None)) == []
    assert ids(index, word("سر"), Access(frozenset({1, 2, 3}), None)) == ["1"]


def test_facets_and_records(index: OpenIndex) -> None:
    facets = index.facets(Question(None), OPEN, ["language", "year"])
    assert facets["language"] == {"ar": 1, "en": 1, "fr": 1}
    assert facets["year"] == {str(year): 1 for year in range(1957, 1962)}
    assert index.records(Question(None), OPEN, 5) == (5, True)


def test_orders_put_undated_last(tmp_path: Path) -> None:
    index = made(
        tmp_path,
        entry(1, "ا", date_low=19600101, date_high=19601231),
        entry(2, "ا"),
        entry(3, "ا", date_low=-440315, date_high=-440315),
        entry(4, "ا", date_low=19500101, date_high=19700101),
    )

    def order(name: str) -> list[str]:
        return [f.id for f in index.ask(Question(None), OPEN, order=name).found]

    assert order("order_oldest") == ["3", "4", "1", "2"]
    assert order("order_newest") == ["4", "1", "3", "2"]


def test_often_weighs_more_and_rare_words_too(tmp_path: Path) -> None:
    filler = " كلام اخر" * 20
    index = made(
        tmp_path,
        entry(1, "جيش" + filler),
        entry(2, "جيش جيش جيش جيش" + filler),
        *(entry(f"c{at}", "باماكو" + filler) for at in range(40)),
    )
    assert ids(index, word("جيش")) == ["2", "1"]
    both = Some((word("جيش"), word("باماكو")))
    weights = index.weights(Question(both), OPEN)
    assert weights[fold("جيش")] > weights[fold("باماكو")]
    found = index.ask(Question(both, weights=weights), OPEN).found
    assert {found[0].id, found[1].id} == {"1", "2"}


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    store = IndexStore(tmp_path)
    with store.locked():
        store.rebuild([entry(1, "جيش")], position=3)
        for _ in range(2):
            store.write([entry(1, "اسطول")], without=[("record", "r1")], position=4)
    index = store.reader()
    assert index.documents == 1
    assert ids(index, word("جيش")) == []
    assert ids(index, word("اسطول")) == ["1"]
    serving = store.serving()
    assert serving is not None and store.about(serving)["ledger_position"] == 4


def test_a_reader_sees_commits_and_swaps(tmp_path: Path) -> None:
    writer, reader = IndexStore(tmp_path), IndexStore(tmp_path)
    with pytest.raises(NotFound):
        reader.reader()
    with writer.locked():
        writer.rebuild([entry(1, "جيش")], position=0)
    assert ids(reader.reader(), word("جيش")) == ["1"]
    with writer.locked():
        writer.write([entry(2, "جيش")], without=[("record", "r2")], position=1)
    assert len(ids(reader.reader(), word("جيش"))) == 2
    with writer.locked():
        writer.rebuild([entry(3, "جيش")], position=2)
    assert ids(reader.reader(), word("جيش")) == ["3"]
    assert len(list(tmp_path.glob("g-*"))) == 1


def test_a_failed_rebuild_leaves_the_old_one(tmp_path: Path) -> None:
    store = IndexStore(tmp_path)

    def broken() -> Any:
        yield entry(2, "جيش")
        raise OSError("disk full")

    with store.locked():
        store.rebuild([entry(1, "جيش")], position=0)
        with pytest.raises(OSError, match="disk full"):
            store.rebuild(broken(), position=1)
    assert ids(store.reader(), word("جيش")) == ["1"]
    with store.locked():
        store.rebuild([entry(3, "جيش")], position=1)
    assert len(list(tmp_path.glob("g-*"))) == 1  # what the failed one left is swept


def test_another_protected_list_is_another_schema(tmp_path: Path) -> None:
    store = IndexStore(tmp_path)
    with store.locked():
        store.rebuild([entry(1, "جيش")], position=0)
    other = IndexStore(tmp_path, Analyser(["وجيش"]))
    assert other.serving() is None
    with pytest.raises(NotFound):
        other.reader()


def test_one_writer_and_a_dead_one_is_no_hindrance(tmp_path: Path) -> None:
    code = textwrap.dedent(
        f"""
        import time
        from pathlib import Path
        from khizana.adapters.index_store import IndexStore
        with IndexStore(Path({str(tmp_path)!r})).locked():
            print("locked", flush=True)
            time.sleep(60)
        """
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert other.stdout is not None
    with other.stdout as said:
        assert said.readline() == b"locked\n"
        store = IndexStore(tmp_path)
        with pytest.raises(Conflict), store.locked(wait=0.1):
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    started = time.monotonic()
    with store.locked(wait=5):
        store.rebuild([entry(1, "جيش")], position=0)
    assert time.monotonic() - started < 5


def test_type_ahead_counts_only_what_is_readable(index: OpenIndex) -> None:
    assert index.words_with_prefix("bama", OPEN) == [("bamako", 1)]
    assert index.words_with_prefix("سر", OPEN) == []
    assert index.words_with_prefix("سر", Access(frozenset({2}), None)) == [("سر", 1)]
