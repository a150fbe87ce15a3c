"""Fixity and verification: what was changed, lost or added is found and named, on every side."""

import datetime as dt
import shutil

import pytest

from khizana.adapters import clock
from khizana.kernel.errors import NotAllowed, NotValid
from khizana.ledger.models import Entry
from khizana.preservation import actions, fixity, place, queries, tasks, verify
from khizana.preservation.models import DigitalObject, FixityRun, PreservationEvent

pytestmark = pytest.mark.django_db


def _object(name):
    return DigitalObject.objects.get(original_name=name)


def test_a_clean_run_is_recorded_as_events(receive, box, archivist):
    receive(box)
    said = []
    run = actions.run_fixity(actor=archivist, progress=lambda done, total: said.append(done))
    assert (run.total, run.checked, run.failed) == (5, 5, 0)
    assert run.finished_at
    assert said[-1] == 5
    events = PreservationEvent.objects.filter(type="fixity check", outcome="success")
    assert events.count() == 5
    assert Entry.objects.filter(action="preservation.fixity_run").count() == 1


@pytest.mark.requirement("A2.3")
def test_changed_and_missing_files_are_named(receive, box, archivist):
    receive(box)
    changed, missing = _object("plan.pdf"), _object("أول.txt")
    place.root().path(changed.content_path).write_bytes(b"tampered")
    place.root().path(missing.content_path).unlink()
    run = actions.run_fixity(actor=archivist)
    assert run.failed == 2
    problems = queries.fixity_problems(archivist, run)
    found = {p.object.original_name: p.kind for p in problems}
    assert found == {"plan.pdf": "changed", "أول.txt": "missing"}
    assert Entry.objects.filter(action="preservation.fixity_failed").count() == 2
    assert {p.code for p in verify.walk()} == {"content_changed", "row_changed"} or {
        p.code for p in verify.walk()
    } == {"content_changed"}
    changed.refresh_from_db()
    assert changed.last_check_ok is False


def test_shared_bytes_are_reported_for_every_unit(receive, box, archivist):
    receive(box)
    twin = _object("lettre.txt")
    place.root().path(twin.content_path).write_bytes(b"tampered")
    run = actions.run_fixity(actor=archivist)
    names = {p.object.original_name for p in queries.fixity_problems(archivist, run)}
    assert names == {"lettre.txt", "copie.txt"}


def test_the_report_names_only_what_one_may_see(receive, box, archivist, make_actor):
    receive(box)
    secret = _object("plan.pdf")
    place.root().path(secret.content_path).write_bytes(b"tampered")
    DigitalObject.objects.filter(pk=secret.pk).update(open_from=dt.date.max)
    run = actions.run_fixity(actor=archivist)
    admin = make_actor("admin", roles=["administrator"])
    assert list(queries.fixity_problems(admin, run)) == []
    told = queries.fixity_runs(admin).get()
    assert (told.seen, told.seen_failed) == (run.checked - 1, 0)


def test_a_run_over_hidden_files_alone_is_not_told_of(receive, box, archivist, make_actor):
    receive(box)
    DigitalObject.objects.update(open_from=dt.date.max)
    actions.run_fixity(actor=archivist)
    assert queries.fixity_runs(archivist).get().seen == DigitalObject.objects.count()
    admin = make_actor("admin", roles=["administrator"])
    assert not queries.fixity_runs(admin).exists()
    assert queries.fixity_due(admin) == 0
    assert queries.next_due(admin) is None


def test_the_schedule_asks_after_ninety_days(receive, box, work):
    receive(box)
    assert not fixity.is_due()
    with clock.frozen(clock.now() + dt.timedelta(days=91)):
        assert fixity.is_due()
        tasks.resume()
        work()
        assert FixityRun.objects.get().checked == 5
        assert not fixity.is_due()


def test_a_run_that_broke_off_is_taken_up(receive, box, archivist, monkeypatch):
    receive(box)
    later = clock.now() + dt.timedelta(days=91)
    monkeypatch.setattr(fixity, "_AT_ONCE", 2)
    with clock.frozen(later):
        left = FixityRun.objects.create(
            scope="due", total=5, lease_owner="elsewhere", leased_at=later, started_at=later
        )
        assert not fixity.is_due()
        monkeypatch.setattr("khizana.shared.tasks.is_gone", lambda name, since: True)
        assert fixity.is_due()
        assert fixity.run_due(archivist) == 5
    left.refresh_from_db()
    assert left.finished_at


def test_rights_and_scopes(receive, box, archivist, reader):
    submission = receive(box)
    with pytest.raises(NotAllowed):
        actions.run_fixity(actor=reader)
    for bad in ("nonsense", "all:1", "object", "object:x"):
        with pytest.raises(NotValid):
            actions.run_fixity(actor=archivist, scope=bad)
    run = actions.run_fixity(actor=archivist, scope=f"accession:{submission.accession_id}")
    assert run.checked == 5
    one = _object("plan.pdf")
    assert actions.run_fixity(actor=archivist, scope=f"object:{one.pk}").checked == 1


def _codes():
    return {problem.code for problem in verify.walk()}


def test_verify_finds_what_was_done_to_the_store(receive, box):
    receive(box)
    held = _object("plan.pdf")
    folder = place.root().path(held.content_path).parents[2]
    aside = folder.with_name("aside")
    shutil.move(folder, aside)
    assert _codes() >= {"missing", "extra"}
    shutil.move(aside, folder)
    assert _codes() == set()
    (folder / "inventory.json").write_text("{}")
    assert "content_changed" in _codes()


def test_verify_finds_what_was_done_to_the_rows(receive, box):
    receive(box)
    held = _object("plan.pdf")
    DigitalObject.objects.filter(pk=held.pk).update(sha512="0" * 128)
    assert _codes() == {"row_changed", "ledger_differs"}
    DigitalObject.objects.filter(pk=held.pk).update(sha512=held.sha512, size=1)
    assert _codes() == {"row_changed", "ledger_differs"}


def test_verify_finds_bytes_exchanged_with_their_inventory_and_row(receive, box):
    """Whoever changes file, inventory and row together still has the ledger against them."""
    import io

    from khizana.adapters.storage import Provenance
    from khizana.adapters.storage_intake import take_in

    receive(box)
    held = _object("plan.pdf")
    storage = place.storage()
    intake = take_in(io.BytesIO(b"forged"), storage.staging / "x")
    stored = storage.install(
        storage.build(intake, name=b"plan.pdf", provenance=Provenance(clock.now(), "m", "u", "a:b"))
    )
    shutil.rmtree(place.root().path(held.content_path).parents[2])
    DigitalObject.objects.filter(pk=held.pk).update(
        sha512=intake.sha512,
        sha256=intake.sha256,
        size=intake.size,
        content_path=stored.content_path,
        ocfl_id=stored.ocfl_id,
    )
    assert "ledger_differs" in _codes()


def test_every_problem_has_a_sentence(receive, box):
    from khizana.kernel.words import say

    for code in verify.CODES:
        for lang in ("ar", "fr", "en"):
            problem = verify.Problem(code, "here", data={"codes": "E092"})
            assert problem.sentence(lang)
    for kind in fixity.KINDS:
        assert say("event.fixity." + kind, "ar")
