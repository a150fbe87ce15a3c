"""Appending: one line per change, in its transaction, hashed into the tree."""

import datetime as dt
import json

import pytest
from django.db import DatabaseError, connection, transaction

from khizana.access.queries import system_actor
from khizana.adapters import clock
from khizana.kernel import canonical, merkle, notes
from khizana.ledger import actions, cursors, keys, tasks, triggers
from khizana.ledger.models import Checkpoint, Entry, Tree

pytestmark = pytest.mark.django_db
REF = "khz:test:record:01920000-0000-7000-8000-000000000000"


def append(**more):
    return actions.append(
        **{"actor": system_actor(), "action": "archive.create_record", "ref": REF} | more
    )


def test_a_line_is_canonical_and_hashed():
    entry = append(changes={"title": ["قديم", "جديد"]}, detail={"reason": "x"}, label_id=None)
    assert canonical.dumps(json.loads(entry.body)) == entry.body.encode()
    assert bytes(entry.leaf_hash) == merkle.leaf_hash(entry.body.encode())
    assert json.loads(entry.body)["changes"] == {"title": ["قديم", "جديد"]}


def test_positions_follow_and_the_tree_keeps_the_root():
    first = append().position
    rest = actions.append_many([actions.Line(system_actor(), "a.b", REF) for _ in range(9)])
    assert [e.position for e in rest] == list(range(first + 1, first + 10))
    leaves = [
        bytes(h) for h in Entry.objects.order_by("position").values_list("leaf_hash", flat=True)
    ]
    assert Tree.objects.get().read().root() == merkle.root(leaves)
    assert Tree.objects.get().size == len(leaves)


def test_a_change_that_fails_leaves_no_line():
    before = Tree.objects.get().size
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append()
        raise ZeroDivisionError
    assert Entry.objects.count() == Tree.objects.get().size == before


def test_many_lines_in_few_statements(django_assert_max_num_queries):
    append()
    lines = [actions.Line(system_actor(), "a.b", REF) for _ in range(400)]
    with django_assert_max_num_queries(8):
        actions.append_many(lines)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE ledger_entry SET action = 'x'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_checkpoint SET note = 'x'",
        "DELETE FROM ledger_checkpoint",
    ],
)
def test_the_database_refuses_to_change_the_past(sql):
    append()
    actions.make_checkpoint()
    assert triggers.present(connection)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_line_is_not_replaced():
    entry = append()
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry(position=entry.position, action="x", ref="x", body="{}", leaf_hash=b"").save(
            force_insert=True
        )


def test_a_checkpoint_verifies_without_khizana():
    append()
    checkpoint = actions.make_checkpoint()
    note = notes.verify(checkpoint.note, [keys.verifier()])
    body = notes.Checkpoint.parse(note.text)
    assert (body.origin, body.size) == ("test.local/ledger", Tree.objects.get().size)
    assert body.root == Tree.objects.get().read().root()
    assert actions.make_checkpoint() == checkpoint


def test_checkpoints_come_by_themselves():
    actions.append_many([actions.Line(system_actor(), "a.b", REF) for _ in range(1100)])
    assert Checkpoint.objects.count() == 1


def test_the_tree_is_signed_once_a_day():
    append()
    noon = dt.datetime(2026, 2, 12, 12, tzinfo=dt.UTC)
    with clock.frozen(noon):
        assert tasks.sign_daily() > 0
        append()
        assert tasks.sign_daily() == 0
    with clock.frozen(noon + dt.timedelta(hours=25)):
        assert tasks.sign_daily() == 1
        assert tasks.sign_daily() == 0
    assert Checkpoint.objects.count() == 2


def test_the_key_is_private_and_made_once(data_folder):
    keys.private_key()
    path = data_folder / "keys" / keys.FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.verifier() == keys.verifier()
    path.chmod(0o644)
    with pytest.raises(Exception, match=r"ledger.key_exposed"):
        keys.private_key()


def test_a_cursor_reads_each_line_once():
    cursors.rewind("t", (Tree.objects.get().size) - 1)
    actions.append_many([actions.Line(system_actor(), "a.b", REF) for _ in range(5)])
    assert cursors.behind("t") == 5
    first = cursors.read("t", 3)
    cursors.advance("t", first[-1].position)
    assert [e.position for e in cursors.read("t", 9)] == [
        first[-1].position + 1,
        first[-1].position + 2,
    ]
    cursors.advance("t", first[0].position)
    assert cursors.position("t") == first[-1].position
