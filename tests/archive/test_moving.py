"""Moving subtrees: paths, depths, refusals, what stays."""

import pytest

from khizana.archive import actions, queries, tree
from khizana.archive.models import Record
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.ledger.models import Entry


def sound():
    """Every path is the parent's and an own segment; every depth counts it."""
    for record in Record.objects.select_related("parent"):
        above = record.parent.path if record.parent else ""
        assert record.path == above + tree.segment(record.pk)
        assert record.depth == record.path.count("/") - 1


@pytest.mark.requirement("A3.1")
def test_it_works(archivist, make, small_tree):
    _fonds, series, first, second, item = small_tree
    other = make("fonds")
    actions.move_record(actor=archivist, record_id=series.pk, parent_id=other.pk)
    sound()
    moved = Record.objects.get(pk=item.pk)
    assert moved.path.startswith(other.path)
    assert {r.pk for r in queries.records_below(archivist, other)} == {
        other.pk, series.pk, first.pk, second.pk, item.pk,
    }  # fmt: skip
    line = Entry.objects.filter(ref=str(series.ref)).latest("position")
    assert line.action == "archive.record_moved"
    assert '"units":4' in line.body


def test_codes_and_markings_stay(archivist, make, small_tree, marks):
    _fonds, series, *_rest = small_tree
    other = make("fonds", label=marks[-1])
    moved = actions.move_record(actor=archivist, record_id=series.pk, parent_id=other.pk)
    assert moved.reference_code == series.reference_code
    assert moved.label_id == series.label_id


def test_a_neighbour_with_a_longer_path_is_not_carried_along(archivist, make, small_tree):
    fonds, series, *_rest = small_tree
    neighbour = make("series", fonds)
    other = make("fonds")
    actions.move_record(actor=archivist, record_id=series.pk, parent_id=other.pk)
    assert Record.objects.get(pk=neighbour.pk).path.startswith(fonds.path)
    sound()


def test_not_into_itself(archivist, make):
    outer = make("subseries", make("fonds"))
    inner = make("subseries", outer)
    with pytest.raises(NotValid) as refusal:
        actions.move_record(actor=archivist, record_id=outer.pk, parent_id=inner.pk)
    assert refusal.value.code == "archive.move_into_itself"
    sound()


def test_levels_hold_when_moving(archivist, small_tree):
    _fonds, series, first, second, item = small_tree
    with pytest.raises(NotValid) as refusal:
        actions.move_record(actor=archivist, record_id=first.pk, parent_id=second.pk)
    assert refusal.value.code == "archive.level_order"
    with pytest.raises(NotValid):
        actions.move_record(actor=archivist, record_id=series.pk, parent_id=None)
    actions.move_record(actor=archivist, record_id=item.pk, parent_id=second.pk)
    sound()


def test_depth_holds_when_moving(archivist, make):
    deep = make("fonds")
    for _ in range(10):
        deep = make("subseries", deep)
    top = make("subseries", make("fonds"))
    make("subseries", top)
    with pytest.raises(NotValid) as refusal:
        actions.move_record(actor=archivist, record_id=top.pk, parent_id=deep.pk)
    assert refusal.value.code == "archive.too_deep"


def test_loose_units_are_put_into_the_tree(archivist, make, accession, small_tree):
    _fonds, _series, first, *_rest = small_tree
    loose = make("item", accession_id=accession.pk)
    actions.move_record(actor=archivist, record_id=loose.pk, parent_id=first.pk)
    assert queries.accession_page(archivist, accession.pk).unarranged.total == 0
    back = actions.move_record(actor=archivist, record_id=loose.pk, parent_id=None)
    assert back.depth == 0
    sound()


def test_what_changed_meanwhile_is_not_moved(archivist, make, small_tree):
    _fonds, series, *_rest = small_tree
    other = make("fonds")
    actions.describe_record(
        actor=archivist, record_id=series.pk, title=Text.of("autre", "fr"), version=1
    )
    with pytest.raises(Conflict):
        actions.move_record(actor=archivist, record_id=series.pk, parent_id=other.pk, version=1)


def test_refusals(archivist, reader, make, make_actor, small_tree, marks):
    _fonds, series, *_rest = small_tree
    hidden = make("fonds", label=marks[-1])
    with pytest.raises(NotAllowed):
        actions.move_record(actor=reader, record_id=series.pk, parent_id=None)
    weak = make_actor("weak", roles=["archivist"])
    with pytest.raises(NotFound):
        actions.move_record(actor=weak, record_id=series.pk, parent_id=hidden.pk)
    with pytest.raises(NotFound):
        actions.move_record(actor=weak, record_id=hidden.pk, parent_id=series.pk)


def test_another_institution_is_another_tree(archivist, make, small_tree):
    _fonds, series, *_rest = small_tree
    abroad = actions.create_institution(
        actor=archivist, code="MLI", name=Text.of("Direction malienne", "fr")
    )
    other = actions.create_record(
        actor=archivist, institution_id=abroad.pk, level="fonds", title=Text.of("F", "fr")
    )
    with pytest.raises(NotFound):
        actions.move_record(actor=archivist, record_id=series.pk, parent_id=other.pk)


def test_a_move_costs_the_same_whatever_it_carries(
    archivist, make, small_tree, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _fonds, series, *_rest = small_tree
    targets = [make("fonds"), make("fonds")]
    with CaptureQueriesContext(connection) as few:
        actions.move_record(actor=archivist, record_id=series.pk, parent_id=targets[0].pk)
    for _ in range(20):
        make("file", Record.objects.get(pk=series.pk))
    with CaptureQueriesContext(connection) as many:
        actions.move_record(actor=archivist, record_id=series.pk, parent_id=targets[1].pk)
    assert len(few) == len(many) <= 20
