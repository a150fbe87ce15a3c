"""Marking and closure of records, and how copies of them follow."""

import datetime as dt

import pytest

from khizana.archive import actions, queries
from khizana.archive.actions.labels import RELABELLED
from khizana.archive.models import Record
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.ledger.models import Entry
from khizana.shared import steps


@pytest.fixture
def told():
    """The ids that the step ``archive.relabelled`` is told."""
    heard: list = []
    steps.after(RELABELLED, heard.extend, name="tests.heard")
    yield heard
    steps._steps.pop("tests.heard")


def test_it_works(archivist, reader, make, marks, told):
    record = make("fonds")
    changed = actions.relabel_record(
        actor=archivist, record_id=record.pk, label=marks[-1], version=1, reason="accord"
    )
    assert changed.label == marks[-1] and changed.version == 2
    assert told == [record.pk]
    line = Entry.objects.filter(ref=str(record.ref)).latest("position")
    assert line.action == "archive.record_relabelled"
    assert line.label_id == marks[-1].pk
    assert '"reason":"accord"' in line.body
    with pytest.raises(NotFound):
        queries.find_record(reader, record.pk)


def test_a_failing_copy_undoes_the_change(archivist, make, marks):
    record = make("fonds")

    def fail(ids):
        raise RuntimeError("the copies could not follow")

    steps.after(RELABELLED, fail, name="tests.fail")
    try:
        with pytest.raises(RuntimeError):
            actions.relabel_record(actor=archivist, record_id=record.pk, label=marks[-1])
    finally:
        steps._steps.pop("tests.fail")
    assert Record.objects.get(pk=record.pk).label == marks[0]


def test_lowering_needs_the_right_to_declassify(archivist, secured, make, marks, told):
    record = make("fonds", label=marks[2])
    with pytest.raises(NotAllowed) as refusal:
        actions.relabel_record(actor=archivist, record_id=record.pk, label=marks[0])
    assert refusal.value.data["permission"] == "access.declassify"
    assert not told
    actions.relabel_record(actor=secured, record_id=record.pk, label=marks[0])
    assert told == [record.pk]


def test_the_subtree_is_raised_never_lowered(archivist, make, marks, told):
    fonds = make("fonds")
    low = make("series", fonds)
    high = make("series", fonds, label=marks[3])
    actions.relabel_record(actor=archivist, record_id=fonds.pk, label=marks[1], subtree=True)
    labels = dict(Record.objects.values_list("pk", "label_id"))
    assert labels == {fonds.pk: marks[1].pk, low.pk: marks[1].pk, high.pk: marks[3].pk}
    assert set(told) == {fonds.pk, low.pk}


def test_what_the_person_does_not_see_is_left_alone(make, make_actor, marks, told):
    fonds = make("fonds")
    hidden = make("series", fonds, label=marks[-1])
    weak = make_actor("weak", roles=["archivist"], level=list_of_levels()[1])
    actions.relabel_record(actor=weak, record_id=fonds.pk, label=marks[1], subtree=True)
    assert told == [fonds.pk]
    assert Record.objects.get(pk=hidden.pk).version == 1
    with pytest.raises(NotValid):
        actions.relabel_record(actor=weak, record_id=fonds.pk, label=marks[-1])


def list_of_levels():
    from khizana.kernel.policy import Policy

    return list(Policy.neutral().levels)


def test_closing_until_a_day(archivist, reader, make, told):
    fonds = make("fonds")
    child = make("file", fonds)
    longer = make("file", fonds, open_from=dt.date(2090, 1, 1))
    actions.close_record(
        actor=archivist, record_id=fonds.pk, open_from=dt.date(2050, 1, 1), subtree=True
    )
    days = dict(Record.objects.values_list("pk", "open_from"))
    assert days[child.pk] == dt.date(2050, 1, 1)
    assert days[longer.pk] == dt.date(2090, 1, 1)
    assert set(told) == {fonds.pk, child.pk}
    with pytest.raises(NotFound):
        queries.find_record(reader, fonds.pk)
    assert queries.find_record(archivist, fonds.pk).pk == fonds.pk


def test_opening_again(archivist, reader, make):
    record = make("fonds", open_from=dt.date.max)
    with pytest.raises(NotFound):
        queries.find_record(reader, record.pk)
    actions.close_record(actor=archivist, record_id=record.pk, open_from=dt.date.min)
    assert queries.find_record(reader, record.pk)


def test_refusals(reader, archivist, make, marks):
    record = make("fonds")
    with pytest.raises(NotAllowed):
        actions.relabel_record(actor=reader, record_id=record.pk, label=marks[1])
    with pytest.raises(NotAllowed):
        actions.close_record(actor=reader, record_id=record.pk, open_from=dt.date.max)
    with pytest.raises(Conflict):
        actions.relabel_record(actor=archivist, record_id=record.pk, label=marks[1], version=9)


def test_two_records_of_one_code_do_not_meet_in_one_marking(secured, make, make_actor, marks):
    fonds = make("fonds")
    weak = make_actor("weak", roles=["archivist"])
    hidden = make("file", fonds, reference_code="X", label=marks[-1])
    make("file", fonds, reference_code="X", actor=weak)
    with pytest.raises(NotValid) as refusal:
        actions.relabel_record(actor=secured, record_id=hidden.pk, label=marks[0])
    assert refusal.value.code == "archive.code_taken"
