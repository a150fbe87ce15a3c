"""Units of description: making, describing, codes, levels, versions."""

import pytest

from khizana.archive import actions, queries
from khizana.archive.models import Record
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.ledger.models import Entry


def text(words):
    return Text.of(words, "ar")


@pytest.mark.requirement("A3.1")
def test_it_works(archivist, make):
    fonds = make("fonds", description={"scope_content": text("وثائق البعثة")})
    item = make("item", fonds, dates=HistoricalDate.read("21 شعبان 1377"))
    assert (fonds.depth, item.depth) == (0, 1)
    assert item.path.startswith(fonds.path)
    assert (item.date_low, item.date_high) == (19580311, 19580311)
    assert (fonds.reference_code, item.reference_code) == ("DHM-1", "DHM-1/1")
    line = Entry.objects.get(ref=str(fonds.ref))
    assert line.action == "archive.record_created"
    assert "description.scope_content" in line.body


def test_codes_run_on(make):
    fonds = make("fonds")
    codes = [make("file", fonds).reference_code for _ in range(12)]
    assert codes[0] == "DHM-1/1"
    assert codes[-1] == "DHM-1/12"
    make("file", fonds, reference_code="DHM-1/annexe")
    assert make("file", fonds).reference_code == "DHM-1/13"


def test_children_are_sorted_by_the_value_of_numbers(archivist, make):
    fonds = make("fonds")
    for number in (10, 9, 1, 2):
        make("file", fonds, reference_code=f"DHM-1/{number}")
    rows = queries.children(archivist, fonds.pk).rows
    assert [row.record.reference_code for row in rows] == [f"DHM-1/{n}" for n in (1, 2, 9, 10)]


def test_marking_and_closure_come_from_the_parent(archivist, make, marks):
    import datetime as dt

    fonds = make("fonds", label=marks[1], open_from=dt.date(2050, 1, 1))
    child = make("file", fonds)
    assert (child.label_id, child.open_from) == (fonds.label_id, fonds.open_from)


def test_a_part_is_not_marked_lower_than_its_whole(archivist, secured, make, marks):
    fonds = make("fonds", label=marks[1])
    with pytest.raises(NotAllowed):
        make("file", fonds, label=marks[0])
    assert make("file", fonds, label=marks[0], actor=secured).label == marks[0]


def test_nobody_gives_a_marking_that_they_do_not_hold(make, lowly, make_actor, marks):
    fonds = make("fonds")
    weak = make_actor("weak", roles=["archivist"])
    with pytest.raises(NotValid) as refusal:
        make("file", fonds, label=marks[-1], actor=weak)
    assert refusal.value.code == "archive.label_not_held"


@pytest.mark.parametrize(
    ("above", "below"), [("item", "file"), ("file", "series"), ("item", "item"), ("file", "fonds")]
)
def test_levels_go_from_general_to_specific(make, above, below):
    fonds = make("fonds")
    parent = make(above, fonds)
    with pytest.raises(NotValid) as refusal:
        make(below, parent)
    assert refusal.value.code == "archive.level_order"
    assert "رصيد" in refusal.value.advice("ar")


def test_subseries_nest(make):
    outer = make("subseries", make("fonds"))
    assert make("subseries", outer).depth == 2


def test_only_a_fonds_stands_at_the_top(make, accession):
    with pytest.raises(NotValid) as refusal:
        make("file")
    assert refusal.value.code == "archive.top_is_fonds"
    assert make("file", accession_id=accession.pk).parent is None


def test_a_code_is_not_given_twice(make):
    fonds = make("fonds")
    make("file", fonds, reference_code="X 1")
    with pytest.raises(NotValid) as refusal:
        make("file", fonds, reference_code=" X  1 ")
    assert refusal.value.code == "archive.code_taken"


def test_a_code_that_the_person_may_not_see_does_not_show(make, make_actor, marks):
    fonds = make("fonds")
    make("file", fonds, reference_code="X 1", label=marks[-1])
    weak = make_actor("weak", roles=["archivist"])
    assert make("file", fonds, reference_code="X 1", actor=weak).reference_code == "X 1"
    assert make("file", fonds, actor=weak).reference_code == "DHM-1/1"


def test_an_unknown_parent_and_an_unseen_one_are_the_same(make, make_actor, marks, institution):
    hidden = make("fonds", label=marks[-1])
    weak = make_actor("weak", roles=["archivist"])
    refusals = []
    for parent in (hidden, institution):
        with pytest.raises(NotFound) as refusal:
            make("file", parent, actor=weak)
        refusals.append(str(refusal.value))
    assert refusals[0] == refusals[1] == "archive.no_record()"


def test_describing_changes_only_what_is_named(archivist, make):
    record = make("fonds", description={"extent": text("3 علب"), "note": text("ملاحظة")})
    changed = actions.describe_record(
        actor=archivist,
        record_id=record.pk,
        version=1,
        title=text("رصيد البعثة"),
        description={"note": None, "history": text("تأسست سنة 1956")},
    )
    assert set(changed.description) == {"extent", "history"}
    line = Entry.objects.filter(ref=str(record.ref)).latest("position")
    assert '"description.note":[{"_original":"ar","ar":"ملاحظة"},null]' in line.body
    assert "description.extent" not in line.body


def test_an_old_version_is_refused_and_nothing_is_lost(archivist, make):
    record = make("fonds")
    actions.describe_record(actor=archivist, record_id=record.pk, version=1, title=text("أ"))
    with pytest.raises(Conflict):
        actions.describe_record(actor=archivist, record_id=record.pk, version=1, title=text("ب"))
    assert Record.objects.get(pk=record.pk).title == text("أ")


def test_the_level_fits_what_is_below(archivist, small_tree):
    _fonds, _series, first, _second, _item = small_tree
    with pytest.raises(NotValid) as refusal:
        actions.describe_record(actor=archivist, record_id=first.pk, level="item")
    assert refusal.value.code == "archive.level_of_children"
    changed = actions.describe_record(actor=archivist, record_id=first.pk, level="subseries")
    assert changed.level == "subseries"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": Text()}, "archive.title_missing"),
        ({"title": text("\x00")}, "archive.text_unreadable"),
        ({"title": text("س" * 2001)}, "archive.text_too_long"),
        ({"level": "box"}, "archive.level_unknown"),
        ({"description": {"colour": text("أحمر")}}, "archive.element_unknown"),
        ({"reference_code": " "}, "archive.code_missing"),
    ],
)
def test_values_are_checked(archivist, make, given, code):
    record = make("fonds")
    with pytest.raises(NotValid) as refusal:
        actions.describe_record(actor=archivist, record_id=record.pk, **given)
    assert refusal.value.code == code
    assert refusal.value.data["field"]


def test_a_reader_may_not_describe(reader, make):
    record = make("fonds")
    with pytest.raises(NotAllowed):
        actions.describe_record(actor=reader, record_id=record.pk, title=text("أ"))


def test_the_tree_is_not_deeper_than_it_can_hold(make):
    parent = make("fonds")
    for _ in range(11):
        parent = make("subseries", parent)
    with pytest.raises(NotValid) as refusal:
        make("subseries", parent)
    assert refusal.value.code == "archive.too_deep"


def test_a_record_may_be_named_beforehand(make):
    from khizana.kernel.refs import new_id

    identity = new_id()
    assert make("fonds", record_id=identity).pk == identity
