"""The index follows the ledger, is made anew from the database, and is never a second truth."""

import shutil
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from khizana.access.queries import system_actor
from khizana.adapters import settings
from khizana.adapters.index_store import IndexStore
from khizana.adapters.index_terms import Question
from khizana.archive.models import Record
from khizana.archive.tree import segment
from khizana.kernel.errors import Conflict, NotAllowed
from khizana.kernel.text import Text
from khizana.ledger import cursors
from khizana.ledger.models import Entry, Tree
from khizana.preservation.models import DigitalObject
from khizana.reading.models import Page
from khizana.search import actions, tasks
from khizana.search.engine import access_of, store
from khizana.search.results import Filters
from khizana.shared import steps

MACHINE = system_actor


def entries() -> int:
    return store().reader().documents


def count(question: Question | None = None) -> int:
    return store().reader().count(question or Question(None), access_of(system_actor()))


def test_a_changed_title_is_found_at_its_passages_too(house: Any, found: Any) -> None:
    record = Record.objects.get(reference_code="MA/DHM/10")
    record.title = Text.of("Protocole secret", "fr")
    record.save()
    house.line("archive.record_described", record, changes={"title": ["a", "b"]})
    done = house.index()
    assert (done.entries, done.rebuilt) == (2, False)
    assert found("title:protocole").total_passages == 2
    assert found("title:minutes").total_passages == 0


def test_following_twice_changes_nothing(house: Any) -> None:
    before = count()
    cursors.rewind(actions.CURSOR)
    house.index()
    assert count() == entries() == before


def test_moving_a_record_moves_all_below(house: Any, found: Any) -> None:
    other = house.record("رصيد آخر", level="fonds", code="MA/OTHER")
    record = Record.objects.get(reference_code="MA/DHM/1")
    record.parent, record.path = other, other.path + segment(record.pk)
    record.save()
    house.line("archive.record_moved", record, changes={"parent": ["x", "y"]})
    house.index()
    page = found("", filters=Filters(fonds=(str(other.pk),), kind=("passage",)))
    assert page.total_passages == 3


def test_withdrawn_records_are_not_found_nor_what_lies_below(house: Any, found: Any) -> None:
    from khizana.adapters import clock

    fonds = Record.objects.get(reference_code="MA/DHM")
    Record.objects.update(withdrawn_at=clock.now())
    house.line("archive.record_withdrawn", fonds, changes={"withdrawn_at": [None, "now"]})
    house.index()
    assert entries() == 0
    Record.objects.update(withdrawn_at=None)
    house.line("archive.record_restored", fonds, changes={"withdrawn_at": ["now", None]})
    house.index()
    assert entries() > 4


def test_only_the_current_reading_is_found(house: Any, found: Any) -> None:
    page = Page.objects.get(record__reference_code="MA/DHM/2")
    house.layer(page, "L’état-major visita Ségou.", number=2, kind="correction", language="fr")
    held = DigitalObject.objects.get(pk=page.object_id)
    house.line("reading.corrected", page.record, ref=held.ref)
    house.index()
    assert found("Bamako type:passage").total_passages == 1
    (hit,) = found("Ségou").hits
    assert hit.quality == "checked"


def test_reads_and_unknown_lines_are_passed_over(house: Any) -> None:
    record = Record.objects.get(reference_code="MA/DHM/1")
    house.line("access.read_closed", record)
    house.line("access.refused", record, ref="khz:asked:anything at all")
    done = house.index()
    assert (done.entries, done.lines) == (0, 2)
    assert cursors.behind(actions.CURSOR) == 0


def test_rebuild_with_progress_while_the_old_one_serves(house: Any, archivist: Any) -> None:
    before, serving = count(), store().serving()
    seen: list[tuple[int, int]] = []

    def progress(done: int, expected: int) -> None:
        assert store().serving() == serving  # the old one answers until the new one is whole
        seen.append((done, expected))

    done = actions.rebuild(actor=archivist, progress=progress)
    assert done.rebuilt and done.entries == before
    assert seen[-1] == (before, before)
    assert store().serving() != serving
    assert count() == before
    assert Entry.objects.filter(action="search.rebuilt").count() == 1


def test_rebuild_needs_the_permission(house: Any, reader: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.rebuild(actor=reader)
    with pytest.raises(NotAllowed):
        actions.catch_up(actor=reader)


def test_a_lost_index_is_made_anew(house: Any) -> None:
    before = count()
    shutil.rmtree(settings.current().index)
    assert tasks.resume() == 0
    done = house.index()
    assert done.rebuilt
    assert count() == before


def test_an_older_database_gets_a_new_index(house: Any) -> None:
    Tree.objects.update(size=2)
    assert house.index().rebuilt


def test_two_writers_wait_for_each_other(house: Any) -> None:
    record = Record.objects.get(reference_code="MA/DHM/1")
    with IndexStore(settings.current().index).locked():
        house.line("archive.record_described", record)
        with pytest.raises(Conflict):
            actions.catch_up(actor=MACHINE(), wait=0.1)
    assert house.index().lines == 1


def test_one_task_waits_for_any_number_of_changes(house: Any) -> None:
    waiting = DBTaskResult.objects.filter(task_path=tasks.catch_up.module_path)
    record = Record.objects.get(reference_code="MA/DHM/1")
    for _ in range(3):
        house.line("archive.record_described", record)
        steps.hand_on("reading.read", [record.pk])
    assert waiting.count() == 1
    assert tasks.resume() == 3
    assert waiting.count() == 1
    tasks.catch_up.call()
    assert cursors.behind(actions.CURSOR) == 0


def test_the_step_is_on_the_way() -> None:
    names = [step.name for step in steps.registered()]
    assert "search.index" in names


def test_an_authority_with_another_label_is_not_repeated(house: Any, found: Any) -> None:
    record = Record.objects.get(reference_code="MA/DHM/2")
    body = house.authority(record, fr="Deuxième Bureau")
    body.label = house.highest
    body.save()
    house.line("terms.authority_changed", record, ref=body.ref)
    house.index()
    assert found("creator:bureau").total_passages == 0
    body.label = house.lowest
    body.save()
    house.line("terms.authority_changed", record, ref=body.ref)
    house.index()
    assert found("creator:bureau").total_passages == 2


def test_killed_between_commit_and_cursor(house: Any, monkeypatch: Any) -> None:
    record = Record.objects.get(reference_code="MA/DHM/1")
    house.line("archive.record_described", record)
    before = count()

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions.cursors, "advance", killed)
        with pytest.raises(KeyboardInterrupt):
            house.index()
    assert cursors.behind(actions.CURSOR) == 1
    house.index()
    assert count() == entries() == before
