"""The walk over the ledger: each kind of meddling is found, and where."""

import pytest
from django.db import connection

from khizana.access.queries import system_actor
from khizana.kernel import canonical, merkle, notes
from khizana.ledger import actions, keys, triggers, verify
from khizana.ledger.models import Checkpoint, Entry, Tree

REF = "khz:test:record:01920000-0000-7000-8000-000000000000"


@pytest.fixture
def ledger(db):
    """Twenty lines, signed after ten and at the end, with the triggers off."""
    for _ in range(2):
        actions.append_many([actions.Line(system_actor(), "a.b", REF) for _ in range(10)])
        actions.make_checkpoint()
    assert verify.walk() == []
    triggers.remove(connection)
    return Entry.objects.order_by("position")


def found():
    triggers.install(connection)
    return [(p.code, p.position) for p in verify.walk()]


def test_nothing_is_wrong_with_an_empty_ledger(db):
    assert verify.walk() == []


def test_a_row_changed_behind_its_back(ledger):
    body = ledger[4].body.replace('"a.b"', '"a.c"')
    Entry.objects.filter(pk=4).update(body=body)
    assert found() == [("ledger.row_changed", 4)]


@pytest.mark.parametrize(
    "values",
    [{"action": "x"}, {"ref": "x"}, {"actor_name": "x"}, {"label_id": 7}, {"actor_id": "x"}],
)
def test_a_column_changed_behind_its_back(ledger, values):
    Entry.objects.filter(pk=5).update(**values)
    assert found() == [("ledger.columns_changed", 5)]


def test_a_row_rewritten_with_its_leaf(ledger):
    body = ledger[13].body.replace('"a.b"', '"a.c"')
    leaf = merkle.leaf_hash(body.encode())
    Entry.objects.filter(pk=13).update(body=body, leaf_hash=leaf, action="a.c")
    assert found() == [("ledger.root_differs", 10)]


def test_a_row_removed(ledger):
    Entry.objects.filter(pk__in=[7, 8]).delete()
    problems = found()
    assert problems == [("ledger.row_missing", 7)]


def test_the_end_removed(ledger):
    Entry.objects.filter(pk__gte=15).delete()
    assert ("ledger.row_missing", 15) in found()


def test_the_end_removed_and_the_tree_made_to_fit(ledger):
    Entry.objects.filter(pk__gte=15).delete()
    frontier = merkle.Frontier()
    for leaf in ledger.values_list("leaf_hash", flat=True):
        frontier.append(bytes(leaf))
    Tree.objects.get().write(frontier)
    assert ("ledger.cut_off", 15) in found()


def test_a_row_inserted(ledger):
    row = ledger[3]
    row.position = 20
    row.save(force_insert=True)
    assert found() == [("ledger.row_inserted", 20)]


def test_rows_swapped(ledger):
    bodies = {e.pk: e for e in ledger.filter(pk__in=[2, 3])}
    for to, source in ((2, bodies[3]), (3, bodies[2])):
        Entry.objects.filter(pk=to).update(body=source.body, leaf_hash=source.leaf_hash)
    assert {code for code, _ in found()} == {"ledger.columns_changed", "ledger.root_differs"}


def test_a_checkpoint_forged(ledger):
    other = str(notes.Checkpoint(keys.origin(), 10, bytes(32)))
    note = notes.sign(other, keys.origin(), keys.private_key())
    Checkpoint.objects.filter(pk=10).update(note=note)
    assert found() == [("ledger.checkpoint_forged", 10)]


def test_a_checkpoint_by_another_key(ledger):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    row = Checkpoint.objects.get(pk=10)
    text = notes.parse(row.note).text
    note = notes.sign(text, keys.origin(), Ed25519PrivateKey.generate())
    Checkpoint.objects.filter(pk=10).update(note=note)
    assert found() == [("ledger.checkpoint_forged", 10)]


def test_triggers_taken_away(ledger):
    assert [p.code for p in verify.walk()] == ["ledger.triggers_missing"]
    triggers.install(connection)


def test_the_tree_changed(ledger):
    Tree.objects.update(frontier=["00" * 32] * 2)
    assert found() == [("ledger.tree_changed", 20)]


@pytest.mark.django_db(transaction=True)
def test_a_database_rewritten_as_a_whole_is_betrayed_by_the_notes_beside_it(data_folder):
    actions.append_many([actions.Line(system_actor(), "a.b", REF) for _ in range(10)])
    actions.make_checkpoint()
    assert (data_folder / "checkpoints").is_dir()
    assert verify.walk() == []
    triggers.remove(connection)
    Checkpoint.objects.all().delete()
    Entry.objects.all().delete()
    Tree.objects.all().delete()
    triggers.install(connection)
    actions.append_many([actions.Line(system_actor(), "a.z", REF) for _ in range(12)])
    assert [(p.code, p.position) for p in verify.walk()] == [("ledger.root_differs", 0)]
    actions.make_checkpoint()
    assert [(p.code, p.position) for p in verify.walk()] == [("ledger.root_differs", 0)]


def test_every_problem_has_a_sentence(ledger):
    Entry.objects.filter(pk=7).delete()
    Entry.objects.filter(pk=4).update(action="x")
    for problem in verify.walk():
        for lang in ("ar", "fr", "en"):
            assert str(problem.position) in problem.sentence(lang) or problem.position == 0


def test_progress_reaches_the_end(ledger):
    seen = []
    verify.walk(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (20, 20)
    triggers.install(connection)


def test_a_body_of_nonsense_is_found(ledger):
    body = canonical.dumps("nonsense").decode()
    leaf = merkle.leaf_hash(body.encode())
    Entry.objects.filter(pk=19).update(body=body, leaf_hash=leaf)
    assert ("ledger.columns_changed", 19) in found()
