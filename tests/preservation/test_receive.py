"""A box of documents becomes preserved files, each once, in its place, with its events."""

import hashlib
import json
import os

import pytest

from khizana.adapters import settings
from khizana.adapters.storage_validate_root import validate_root
from khizana.archive.models import Record
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.ledger.models import Entry
from khizana.preservation import actions, place, queries, verify
from khizana.preservation.models import DigitalObject, PreservationEvent, SubmittedFile

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("A2.4")
def test_a_folder_becomes_units_objects_and_events(receive, box, archivist):
    submission = receive(box)
    assert submission.state == "received"
    assert submission.accession.number.startswith("20")
    submission.accession.refresh_from_db()
    assert submission.accession.state == "received"
    files = list(submission.files.order_by("position"))
    assert {f.state for f in files} == {"stored", "duplicate"}
    assert all(f.object.record.accession_id == submission.accession_id for f in files)
    assert len({f.object.record_id for f in files}) == 5
    for held in DigitalObject.objects.all():
        body = place.root().path(held.content_path).read_bytes()
        assert held.sha512 == hashlib.sha512(body).hexdigest()
        assert held.sha256 == hashlib.sha256(body).hexdigest()
        assert held.size == len(body)
    kinds = set(PreservationEvent.objects.values_list("type", "outcome"))
    assert ("ingestion", "success") in kinds
    assert ("message digest calculation", "success") in kinds
    assert ("format identification", "success") in kinds
    assert {o for t, o in kinds if t == "virus check"} <= {"not performed", "success"}
    assert PreservationEvent.objects.count() == 20
    assert list(validate_root(settings.current().originals)) == []
    assert verify.walk() == []


def test_the_order_of_the_box_is_kept(receive, box):
    submission = receive(box)
    rows = {
        (
            r.title.shown("ar").text,
            r.level,
            str(r.parent.title.shown("ar").text) if r.parent else "",
        )
        for r in Record.objects.all()
    }
    assert rows == {
        ("علبة 7", "series", ""),
        ("تقارير", "subseries", "علبة 7"),
        ("1958", "file", "تقارير"),
        ("courrier", "file", "علبة 7"),
        ("plan", "item", "علبة 7"),
        ("أول", "item", "تقارير"),
        ("ثان", "item", "1958"),
        ("lettre", "item", "courrier"),
        ("copie", "item", "courrier"),
    }
    codes = list(Record.objects.values_list("reference_code", flat=True))
    assert len(set(codes)) == len(codes)
    assert submission.box_record.level == "series"


def test_a_flat_box_is_one_file(receive, tmp_path):
    folder = tmp_path / "flat"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    submission = receive(folder)
    assert submission.box_record.level == "file"
    assert Record.objects.filter(level="item").get().parent == submission.box_record


def test_duplicates_are_linked_stored_once_and_both_visible(receive, box, archivist):
    receive(box)
    first, second = DigitalObject.objects.filter(size=len("Bamako, le 17 février".encode()))
    original, copy = (second, first) if first.duplicate_of_id else (first, second)
    assert copy.duplicate_of == original
    assert copy.content_path == original.content_path
    assert copy.record != original.record
    page = queries.object_page(archivist, original.pk)
    assert [d.pk for d in page.duplicates] == [copy.pk]


def test_the_same_box_twice_is_two_receipts_of_one_content(receive, box):
    receive(box)
    again = receive(box)
    assert {f.state for f in again.files.all()} == {"duplicate"}
    assert DigitalObject.objects.count() == 10
    assert DigitalObject.objects.values("content_path").distinct().count() == 4
    assert verify.walk() == []


def test_every_receipt_is_in_the_ledger_under_the_name_of_the_person(receive, box, archivist):
    submission = receive(box)
    lines = Entry.objects.filter(action="preservation.received")
    assert lines.count() == 5
    assert {line.actor_id for line in lines} == {str(archivist.person_id)}
    said = {json.loads(line.body)["detail"]["sha512"] for line in lines}
    assert said == set(DigitalObject.objects.values_list("sha512", flat=True))
    actions_of_box = set(
        Entry.objects.filter(ref=str(submission.ref)).values_list("action", flat=True)
    )
    assert actions_of_box >= {
        "preservation.box_opened",
        "preservation.box_closed",
        "preservation.box_received",
    }


def test_it_hands_on_to_reading(receive, box):
    from django_tasks_db.models import DBTaskResult

    receive(box)
    waiting = DBTaskResult.objects.filter(task_path="khizana.reading.tasks.read")
    handed = {task.args_kwargs["args"][0] for task in waiting}
    assert handed == {str(pk) for pk in DigitalObject.objects.values_list("pk", flat=True)}


def test_names_are_kept_byte_for_byte_and_shown_harmless(receive, tmp_path):
    names = [
        "وثيقة سرية.pdf".encode(),
        b"line\nbreak.txt",
        "evil\u202etxt.exe".encode(),
        b"\xe3\xd0\xdf\xd1\xc9.txt",
        b"Case.txt",
        b"case.TXT",
        b" ",
        b"a" * 250 + b".txt",
    ]
    folder = tmp_path / "names"
    folder.mkdir()
    for name in names:
        (folder / os.fsdecode(name)).write_bytes(name)
    submission = receive(folder)
    assert sorted(bytes(o.name_bytes) for o in DigitalObject.objects.all()) == sorted(names)
    assert {f.state for f in submission.files.all()} == {"stored"}
    titles = [str(r.title.shown("ar").text) for r in Record.objects.filter(level="item")]
    assert not any(c in "\n\u202e" for title in titles for c in title)
    assert "مذكرة" in titles
    assert verify.walk() == []


def test_bad_entries_are_refused_by_themselves(receive, tmp_path, archivist):
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "good.txt").write_text("good")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "link").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe")
    submission = receive(folder)
    states = {f.path: (f.state, f.refusal, f.note) for f in submission.files.all()}
    assert states == {
        "good.txt": ("stored", "", ""),
        "empty.txt": ("stored", "", "preservation.note_empty"),
        "link": ("refused", "preservation.link", ""),
        "pipe": ("refused", "preservation.pipe", ""),
    }
    assert submission.state == "received"
    listed = list(queries.refused(archivist))
    assert {f.path for f in listed} == {"link", "pipe"}
    for lang in ("ar", "fr", "en"):
        for file in listed:
            reason = queries.reason(file, lang)
            assert reason.sentence
            assert reason.advice
        assert queries.note(submission.files.get(path="empty.txt"), lang)


def test_under_a_chosen_file_documents_stand_flat(receive, box, archivist, institution):
    from khizana.archive.actions import create_record
    from khizana.kernel.text import Text

    fonds = create_record(
        actor=archivist, title=Text.of("رصيد", "ar"), level="fonds", institution_id=institution.pk
    )
    file = create_record(
        actor=archivist, title=Text.of("ملف", "ar"), level="file", parent_id=fonds.pk
    )
    receive(box, parent_id=file.pk)
    items = Record.objects.filter(level="item")
    assert {item.parent_id for item in items} == {file.pk}
    assert "تقارير/1958/ثان" in {i.title.shown("ar").text for i in items}


def test_folders_deeper_than_the_tree_are_laid_flat(receive, tmp_path):
    deep = tmp_path / "deep" / "/".join(str(n) for n in range(20))
    deep.mkdir(parents=True)
    (deep / "x.txt").write_text("x")
    receive(tmp_path / "deep")
    item = Record.objects.get(level="item")
    assert item.title.shown("ar").text.endswith("18/19/x")
    assert item.depth < 12


def test_who_may_not_receive_is_refused(reader, box, institution):
    with pytest.raises(NotAllowed):
        actions.receive_box(actor=reader, path=box)


def test_a_missing_box_and_a_shut_accession_are_refused(receive, archivist, box, tmp_path):
    with pytest.raises(NotValid, match="box_missing"):
        actions.receive_box(actor=archivist, path=tmp_path / "nowhere")
    submission = receive(box)
    submission.accession.state = "closed"
    submission.accession.save()
    with pytest.raises(Conflict, match="accession_closed"):
        actions.receive_box(actor=archivist, path=box, accession_id=submission.accession_id)


def test_progress_counts_by_state(receive, box, archivist, institution, work):
    submission = actions.receive_box(actor=archivist, path=box)
    before = queries.progress(archivist, submission)
    assert (before.total, before.ended, before.state) == (5, 0, "receiving")
    work()
    submission.refresh_from_db()
    after = queries.progress(archivist, submission)
    assert (after.total, after.ended, after.received) == (5, 5, True)
    assert after.reading == {"waiting": 5}
    assert not after.complete
    assert after.bytes_done == after.bytes_total > 0


def test_what_is_marked_higher_later_leaves_no_trace_in_the_box(receive, box, make_actor):
    from khizana.access.models import OPEN
    from khizana.preservation.models import Submission

    submission = receive(box)
    other = make_actor("second", roles=["planner"])
    assert Submission.objects.visible_to(other).exists()
    assert queries.progress(other, submission).total == 5
    secret = DigitalObject.objects.order_by("pk").first()
    import datetime as dt

    DigitalObject.objects.filter(pk=secret.pk).update(open_from=dt.date.max)
    assert secret.open_from == OPEN
    assert queries.progress(other, submission).total == 4
    assert secret.original_name not in [f.path for f in queries.files(other, submission)]
    with pytest.raises(NotFound):
        queries.find_object(other, secret.pk)


def test_a_refused_entry_can_be_tried_again(receive, tmp_path, archivist, work):
    folder = tmp_path / "box"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    (folder / "b.txt").write_text("b")
    submission = actions.receive_box(actor=archivist, path=folder)
    (folder / "b.txt").rename(tmp_path / "away")
    work()
    file = submission.files.get(path="b.txt")
    assert (file.state, file.refusal) == ("refused", "preservation.vanished")
    (tmp_path / "away").rename(folder / "b.txt")
    actions.retry_file(actor=archivist, file_id=file.pk)
    work()
    file.refresh_from_db()
    assert file.state == "stored"
    assert SubmittedFile.objects.filter(state="stored").count() == 2


test_a_refused_entry_can_be_tried_again = pytest.mark.usefixtures("institution")(
    test_a_refused_entry_can_be_tried_again
)
