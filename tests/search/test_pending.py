"""Between a change and the index that follows it, nothing is told of what was just hidden."""

import datetime as dt
from typing import Any

import pytest

from khizana.access.models import UNDETERMINED
from khizana.archive.models import Record
from khizana.reading.models import Page, Passage
from khizana.search import queries
from khizana.search.pending import lost_sight_of


@pytest.fixture
def below(house: Any) -> Record:
    """A file of a fonds, with a word that nothing else bears."""
    top = house.record("رصيد المخفي", level="fonds", code="MA/HID")
    return house.record("ملف سرمدي", "سرمدي في باماكو", parent=top, code="MA/HID/1")


def _said(reader: Any) -> list[Any]:
    questions = ("سرمدي", "باماكو", "سرمد", "code:MA/HID*")
    pages = [queries.search(actor=reader, query=question) for question in questions]
    return [*pages, queries.suggest(actor=reader, text="سرم")]


def _raise(house: Any, record: Record) -> None:
    for rows in (Record.objects.filter(pk=record.pk), record.passages.all(), record.pages.all()):
        rows.update(label=house.highest)
    house.line("archive.record_relabelled", record, changes={"label": ["a", "b"]})


def _close(house: Any, record: Record) -> None:
    for rows in (Record.objects.filter(pk=record.pk), record.passages.all(), record.pages.all()):
        rows.update(open_from=UNDETERMINED)
    house.line("archive.record_closed", record, changes={"open_from": ["a", "b"]})


def _withdraw(house: Any, record: Record) -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Record.objects.filter(path__startswith=record.parent.path).update(withdrawn_at=now)
    house.line("archive.record_withdrawn", record.parent, changes={"withdrawn_at": [None, "x"]})


@pytest.mark.parametrize("hide", [_raise, _close, _withdraw])
def test_the_same_before_and_after_the_index_follows(
    house: Any, below: Record, reader: Any, hide: Any
) -> None:
    house.index()
    before = _said(reader)
    assert before[0].total_passages > 0
    hide(house, below)
    meanwhile = _said(reader)
    house.index()
    assert meanwhile == _said(reader) != before


def test_what_may_still_be_seen_stays(house: Any, below: Record, reader: Any) -> None:
    house.index()
    before = _said(reader)
    house.line("archive.record_relabelled", below, changes={"label": ["a", "a"]})
    assert lost_sight_of(reader) == frozenset()
    assert _said(reader) == before
    assert Page.objects.filter(record=below).exists()
    assert Passage.objects.filter(record=below).exists()
