"""Withdrawal instead of deletion."""

import pytest

from khizana.archive import actions, queries
from khizana.archive.models import Record
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.ledger.models import Entry


def test_it_works(archivist, reader, small_tree):
    fonds, series, first, _second, item = small_tree
    actions.withdraw_record(
        actor=archivist, record_id=series.pk, reason="Versé par erreur", version=1
    )
    assert Record.objects.count() == 5
    assert queries.children(reader, fonds.pk).total == 0
    for hidden in (series, first, item):
        with pytest.raises(NotFound):
            queries.find_record(reader, hidden.pk)
    assert queries.find_record(archivist, item.pk).withdrawn_reason == "Versé par erreur"
    line = Entry.objects.filter(ref=str(series.ref)).latest("position")
    assert line.action == "archive.record_withdrawn" and '"units":4' in line.body


def test_it_comes_back_with_what_went_with_it(archivist, small_tree):
    fonds, series, first, second, item = small_tree
    actions.withdraw_record(actor=archivist, record_id=second.pk, reason="double")
    actions.withdraw_record(actor=archivist, record_id=series.pk, reason="erreur")
    with pytest.raises(Conflict):
        actions.restore_record(actor=archivist, record_id=second.pk)
    actions.restore_record(actor=archivist, record_id=series.pk)
    present = {record.pk for record in queries.visible_records(archivist)}
    assert present == {fonds.pk, series.pk, first.pk, item.pk}
    actions.restore_record(actor=archivist, record_id=second.pk)
    assert queries.visible_records(archivist).count() == 5


def test_refusals(archivist, reader, make):
    record = make("fonds")
    with pytest.raises(NotAllowed):
        actions.withdraw_record(actor=reader, record_id=record.pk, reason="x")
    with pytest.raises(NotValid):
        actions.withdraw_record(actor=archivist, record_id=record.pk, reason=" ")
    with pytest.raises(NotFound):
        actions.restore_record(actor=archivist, record_id=record.pk)


def test_nothing_is_described_or_made_below_what_was_withdrawn(archivist, make):
    record = make("fonds")
    actions.withdraw_record(actor=archivist, record_id=record.pk, reason="erreur")
    with pytest.raises(NotFound):
        make("file", record)
    with pytest.raises(NotFound):
        actions.describe_record(actor=archivist, record_id=record.pk, level="fonds")
