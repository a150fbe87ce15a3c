"""The queue: nothing is lost, nothing piles up."""

from django_tasks_db.models import DBTaskResult

from khizana.adapters import ocr
from khizana.reading import recogniser, tasks
from khizana.reading.models import Page


def queued(name):
    return DBTaskResult.objects.filter(task_path__endswith=f".{name}").count()


def test_received_files_are_queued_once(hold):
    ids = [hold(b"one"), hold(b"two")]
    tasks.enqueue_reading(ids)
    assert queued("read") == 2
    assert tasks.resume() == 0
    assert queued("read") == 2


def test_what_was_lost_is_found_again(hold):
    hold(b"one")
    hold(b"two", state="reading")
    hold(b"three", state="read")
    assert tasks.resume() == 2
    assert queued("read") == 2


def test_long_scans_are_shared_and_do_not_pile_up(hold, record, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: True)
    object_id = hold(b"x", state="read")
    Page.objects.bulk_create(
        Page(object_id=object_id, record=record, label=record.label, number=n, state="image")
        for n in range(1, 81)
    )
    assert tasks.resume() == 1
    assert queued("recognise") == 3
    assert tasks.resume() == 0
    tasks.enqueue_recognition([object_id])
    assert queued("recognise") == 3


def test_a_long_scan_makes_room(hold, record, monkeypatch):
    object_id = hold(b"x", state="reading")
    for number in (1, 2):
        Page.objects.create(
            object_id=object_id, record=record, label=record.label, number=number, state="image"
        )
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(recogniser, "_recognise", lambda file, page, hint: hint)
    assert recogniser.recognise_object(object_id, seconds=-1) is True
    monkeypatch.setattr(tasks, "SLICE", -1.0)
    tasks.recognise.call(str(object_id))
    assert queued("recognise") == 1


def test_recognition_goes_on_reading_where_it_was_killed(hold, holder, monkeypatch):
    """Pictures of the first part may be recognised before the second part was written."""
    from khizana.reading import reader

    monkeypatch.setattr(ocr, "available", lambda: True)
    object_id = hold(("كلمة " * 3000).encode(), state="reading")
    recogniser.recognise_object(object_id)
    assert holder.files[object_id].state == "read"
    assert Page.objects.count() > 1
    assert reader.read_object(object_id) == "read"
