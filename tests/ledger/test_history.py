"""History as differences, filtered like the things themselves; proofs for those who may."""

import datetime as dt

import pytest

from khizana.access import labels
from khizana.access.models import UNDETERMINED
from khizana.kernel import merkle, notes
from khizana.kernel.errors import Conflict, NotAllowed, NotFound
from khizana.kernel.markings import Marking, Policy
from khizana.ledger import actions, keys, queries

pytestmark = pytest.mark.django_db
REF = "khz:test:record:01920000-0000-7000-8000-000000000000"


@pytest.fixture
def low():
    return labels.intern(Marking(Policy.neutral(), "unprotected")).pk


@pytest.fixture
def high():
    return labels.intern(Marking(Policy.neutral(), "secret")).pk


def write(actor, label_id=None, action="archive.describe_record", ref=REF, **more):
    return actions.append(actor=actor, action=action, ref=ref, label_id=label_id, **more)


def test_differences_with_name_and_moment(low, archivist):
    write(archivist, low, changes={"title": [None, {"ar": "سجل"}]}, detail={"reason": "r"})
    (line,) = queries.history(REF, archivist) or [None]
    assert line.actor_name == "archivist"
    assert [(c.field, c.old, c.new) for c in line.changes] == [("title", None, {"ar": "سجل"})]
    assert line.detail == {"reason": "r"}


def test_lines_of_hidden_labels_are_not_shown(low, high, reader, archivist, make_actor):
    reader = make_actor("r2", roles=["researcher"])
    cleared = make_actor("c", level="secret")
    write(cleared, high)
    write(cleared, low)
    assert len(queries.history(REF, reader)) == 1
    assert len(queries.history(REF, cleared)) == 2


def test_a_thing_raised_takes_its_past_along(low, high, make_actor):
    reader, cleared = make_actor("r2"), make_actor("c", level="secret")
    write(cleared, low)
    assert len(queries.history(REF, reader)) == 1
    write(cleared, high)
    assert queries.history(REF, reader) == []


def test_closed_lines_need_the_permission(low, make_actor):
    researcher, archivist = make_actor("r2", roles=["researcher"]), make_actor("a2")
    write(archivist, low, open_from=UNDETERMINED)
    assert queries.history(REF, researcher) == []
    assert len(queries.history(REF, archivist)) == 1


def test_who_read_what_is_for_the_auditor(low, make_actor):
    reader, auditor = make_actor("r2"), make_actor("au", roles=["auditor"])
    write(make_actor("other"), low, action="access.read_closed")
    assert queries.history(REF, reader) == []
    assert len(queries.history(REF, auditor)) == 1


def test_audit_lines_need_permission_and_label(low, high, make_actor, archivist):
    auditor = make_actor("au", roles=["auditor"])
    write(archivist, low)
    write(archivist, high)
    assert {e.label_id for e in queries.lines(auditor, action="archive.")} == {low}
    with pytest.raises(NotAllowed):
        queries.lines(archivist)
    tomorrow = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
    assert not queries.lines(auditor, since=tomorrow).exists()


@pytest.mark.parametrize("ask", [queries.state, lambda actor: queries.prove(0, actor)])
def test_size_and_proof_are_not_for_everybody(archivist, ask):
    write(archivist)
    with pytest.raises(NotAllowed):
        ask(archivist)


def test_a_proof_stands_alone(low, make_actor):
    auditor = make_actor("au", roles=["auditor"])
    entries = [write(auditor, low) for _ in range(7)]
    with pytest.raises(Conflict, match=r"ledger.no_checkpoint_yet"):
        queries.prove(entries[3].position, auditor)
    actions.make_checkpoint()
    proof = queries.prove(entries[3].position, auditor)
    signed = notes.Checkpoint.parse(notes.verify(proof.checkpoint.note, [keys.verifier()]).text)
    leaf = merkle.leaf_hash(proof.entry.body.encode())
    assert merkle.verify_inclusion(leaf, proof.entry.position, signed.size, proof.path, signed.root)
    assert proof.checkpoint.note in proof.text()
    assert queries.state(auditor)[0] == signed.size


def test_no_proof_of_a_hidden_line(high, make_actor, archivist):
    auditor = make_actor("au", roles=["auditor"])
    entry = write(archivist, high)
    actions.make_checkpoint()
    for position in (entry.position, entry.position + 1000):
        with pytest.raises(NotFound, match=r"ledger.no_line"):
            queries.prove(position, auditor)
