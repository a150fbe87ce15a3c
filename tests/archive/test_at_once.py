"""Several people at once: numbers without gaps, a tree without torn paths (PostgreSQL)."""

import threading

import pytest
from django.db import DatabaseError, connection

from khizana.archive import actions, tree
from khizana.archive.models import Accession, Record
from khizana.kernel.errors import Refusal
from khizana.kernel.text import Text

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def really_at_once(db):
    """SQLite lets one writer in at a time by itself, and in memory has one connection only."""
    if connection.vendor != "postgresql":
        pytest.skip("writers queue up by themselves on SQLite")


def at_once(*works):
    """Run each work in a thread of its own; give back what any of them raised."""
    raised: list[Exception] = []

    def run(work):
        try:
            work()
        except (Refusal, DatabaseError) as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_numbers_have_no_gap(archivist, institution):
    def enter():
        for _ in range(5):
            actions.create_accession(
                actor=archivist, institution_id=institution.pk, title=Text.of("x", "fr")
            )

    assert at_once(enter, enter, enter) == []
    assert sorted(Accession.objects.values_list("sequence", flat=True)) == list(range(1, 16))


def test_children_made_while_their_parent_moves(archivist, make):
    first, second = make("fonds"), make("fonds")
    series = make("series", first)

    def move():
        for target in (second, first) * 4:
            actions.move_record(actor=archivist, record_id=series.pk, parent_id=target.pk)

    def fill():
        for _ in range(8):
            make("file", series)

    assert at_once(move, fill, fill) == []
    for record in Record.objects.select_related("parent"):
        above = record.parent.path if record.parent else ""
        assert record.path == above + tree.segment(record.pk)
    codes = list(Record.objects.values_list("reference_code", flat=True))
    assert len(codes) == len(set(codes)) == 19


def test_two_units_do_not_move_into_each_other(archivist, make):
    fonds = make("fonds")
    one, other = make("subseries", fonds), make("subseries", fonds)

    def into(unit, target):
        return lambda: actions.move_record(actor=archivist, record_id=unit.pk, parent_id=target.pk)

    raised = at_once(into(one, other), into(other, one))
    assert [error.code for error in raised if isinstance(error, Refusal)] == [
        "archive.move_into_itself"
    ]
    assert sorted(Record.objects.values_list("depth", flat=True)) == [0, 1, 2]
