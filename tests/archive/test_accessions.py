"""The accession register: numbers without gaps, editing, states, reading."""

import datetime as dt

import pytest

from khizana.adapters import clock
from khizana.archive import actions, queries
from khizana.archive.models import Accession
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.ledger.models import Entry


def enter(actor, institution, title="Versement", **given):
    return actions.create_accession(
        actor=actor, institution_id=institution.pk, title=Text.of(title, "fr"), **given
    )


@pytest.mark.requirement("A2.4")
def test_it_works(archivist, institution):
    made = enter(
        archivist,
        institution,
        source=Text.of("وزارة الدفاع", "ar"),
        received=HistoricalDate.read("فبراير 2025"),
        custodial_history=Text.of("Gardé à Bamako", "fr"),
        extent=Text.of("12 boîtes", "fr"),
        agreement=Text.of("Protocole du 18 février 2025", "fr"),
        acquisition_type="deposit",
    )
    found = queries.find_accession(archivist, made.pk)
    assert found.number == f"{clock.today().year}-001"
    assert found.received_low == 20250201
    assert found.state == "registered"
    line = Entry.objects.get(ref=str(made.ref))
    assert line.action == "archive.accession_created"
    assert '"number":[null,"' in line.body


def test_numbers_have_no_gap_and_begin_again_each_year(archivist, institution):
    with clock.frozen(dt.datetime(2025, 12, 31, 12, tzinfo=dt.UTC)):
        old = [enter(archivist, institution).number for _ in range(3)]
    with pytest.raises(NotValid):
        enter(archivist, institution, acquisition_type="stolen")
    with clock.frozen(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)):
        new = [enter(archivist, institution).number for _ in range(2)]
    assert old == ["2025-001", "2025-002", "2025-003"]
    assert new == ["2026-001", "2026-002"]


def test_two_institutions_number_apart(archivist, institution):
    other = actions.create_institution(
        actor=archivist, code="MLI", name=Text.of("Direction malienne", "fr")
    )
    assert enter(archivist, institution).number == enter(archivist, other).number


def test_a_title_is_needed(archivist, institution):
    with pytest.raises(NotValid) as refusal:
        enter(archivist, institution, title="  ")
    assert refusal.value.code == "archive.title_missing"
    assert not Accession.objects.exists()
    for lang in ("ar", "fr", "en"):
        assert refusal.value.sentence(lang) and refusal.value.advice(lang)


def test_a_reader_may_not_enter(reader, institution):
    with pytest.raises(NotAllowed):
        enter(reader, institution)


def test_editing_changes_what_is_given_and_writes_the_difference(archivist, accession):
    changed = actions.edit_accession(
        actor=archivist,
        accession_id=accession.pk,
        version=accession.version,
        extent=Text.of("3 boîtes", "fr"),
    )
    assert changed.version == 2
    assert changed.title == accession.title
    line = Entry.objects.filter(ref=str(accession.ref)).latest("position")
    assert '"extent":[null,{"_original":"fr","fr":"3 boîtes"}]' in line.body


def test_editing_nothing_writes_nothing(archivist, accession):
    before = Entry.objects.count()
    same = actions.edit_accession(actor=archivist, accession_id=accession.pk, title=accession.title)
    assert same.version == 1
    assert Entry.objects.count() == before


def test_an_old_version_is_refused(archivist, accession):
    actions.edit_accession(
        actor=archivist, accession_id=accession.pk, version=1, notes=Text.of("a", "fr")
    )
    with pytest.raises(Conflict) as refusal:
        actions.edit_accession(
            actor=archivist, accession_id=accession.pk, version=1, notes=Text.of("b", "fr")
        )
    assert "2" in refusal.value.sentence("ar")


def test_states_follow_the_table(archivist, accession):
    for step, state in (
        ("begin_receipt", "receiving"),
        ("finish_receipt", "received"),
        ("finish_description", "described"),
        ("close", "closed"),
        ("reopen", "received"),
    ):
        changed = actions.advance_accession(
            actor=archivist, accession_id=accession.pk, transition=step
        )
        assert changed.state == state


def test_a_step_that_is_not_possible_is_refused(archivist, accession):
    with pytest.raises(Conflict) as refusal:
        actions.advance_accession(actor=archivist, accession_id=accession.pk, transition="close")
    assert "إقفال الدفعة" in refusal.value.sentence("ar")
    with pytest.raises(Conflict):
        actions.advance_accession(actor=archivist, accession_id=accession.pk, transition="burn")


def test_the_register_is_filtered_and_newest_first(archivist, institution, accession):
    second = enter(archivist, institution, title="Fonds de l’état-major")
    everything = queries.accessions(archivist)
    assert [row.number for row in everything.rows] == [second.number, accession.number]
    assert [row.pk for row in queries.accessions(archivist, text="etat major").rows] == [second.pk]
    assert [row.pk for row in queries.accessions(archivist, text="البعثه").rows] == [accession.pk]
    assert queries.accessions(archivist, text=second.number).total == 1
    assert queries.accessions(archivist, state="closed").total == 0
    assert queries.accessions(archivist, year=1999).total == 0
    assert queries.accession_years(archivist) == [clock.today().year]
    assert queries.find_accession(archivist, second.number) == second


def test_what_is_marked_higher_is_not_there(archivist, reader, institution, marks):
    secret = enter(archivist, institution, label=marks[-1])
    assert queries.accessions(reader).total == 0
    assert queries.accession_years(reader) == []
    with pytest.raises(NotFound) as unseen:
        queries.find_accession(reader, secret.pk)
    with pytest.raises(NotFound) as absent:
        queries.find_accession(reader, institution.pk)
    assert str(unseen.value) == str(absent.value)


def test_the_page_of_an_accession(archivist, institution, accession, make):
    loose = make("item", accession_id=accession.pk)
    fonds = make("fonds", accession_id=accession.pk)
    page = queries.accession_page(archivist, accession.pk)
    assert page.records == 2
    assert [row.record.pk for row in page.unarranged.rows] == [loose.pk]
    assert fonds.accession_id == accession.pk
    assert "begin_receipt" in [step.name for step in page.transitions]


def test_relabelling_an_accession(secured, reader, accession, marks):
    changed = actions.relabel_accession(actor=secured, accession_id=accession.pk, label=marks[-1])
    assert changed.label == marks[-1]
    assert queries.accessions(reader).total == 0
    lowered = actions.relabel_accession(actor=secured, accession_id=accession.pk, label=marks[0])
    assert lowered.label == marks[0]
