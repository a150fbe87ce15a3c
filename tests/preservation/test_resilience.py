"""Whatever is cut off wherever: nothing lost, nothing twice, nothing half-written."""

import contextlib
import datetime as dt
import errno
import os

import pytest
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khizana.adapters import clock, formats, settings
from khizana.adapters import storage as storage_module
from khizana.adapters.storage_validate_root import validate_root
from khizana.kernel.errors import Conflict
from khizana.preservation import actions, leases, place, queries, receiving, storing, tasks, verify
from khizana.preservation.models import DigitalObject, Submission, SubmittedFile
from khizana.shared import tasks as common

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for kill -9: nothing of ours catches it."""


@pytest.fixture
def waiting(institution, archivist, box):
    """A closed box none of whose files is received yet."""
    return actions.receive_box(actor=archivist, path=box)


@pytest.fixture
def all_dead(monkeypatch):
    """Every worker but this process counts as dead from now on, and so does its past."""
    monkeypatch.setattr(common, "is_gone", lambda name, since: True)
    monkeypatch.setattr(tasks.common, "is_gone", lambda name, since: True)


def _staging():
    staging = settings.current().staging
    return [p.name for p in staging.rglob("*") if p.is_file()] if staging.exists() else []


def _is_whole(submission):
    submission.refresh_from_db()
    states = sorted(submission.files.values_list("state", flat=True))
    assert states == ["duplicate", "stored", "stored", "stored", "stored"]
    assert DigitalObject.objects.count() == 5
    assert len(set(submission.files.values_list("object", flat=True))) == 5
    assert submission.state == "received"
    assert list(validate_root(settings.current().originals)) == []
    assert verify.walk() == []
    assert _staging() == []


POINTS = [
    (receiving, "take_in"),
    (formats, "identify_many"),
    (storage_module.Storage, "build"),
    (storage_module.Storage, "settle"),
    (storage_module.Storage, "install"),
    (storage_module.Storage, "_move_in"),
    (storing, "store"),
    (storing, "create_arrivals"),
    (storing, "_events"),
    (storing, "_finish_rows"),
    (receiving, "finish"),
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("owner", "name"), POINTS, ids=[name for _, name in POINTS])
@pytest.mark.parametrize("call", [1, 3])
def test_a_kill_at_any_step_loses_nothing(
    waiting, work, monkeypatch, all_dead, owner, name, when, call
):
    """The step dies at its n-th call; whoever comes next finishes the box, each file once."""
    inner, calls = getattr(owner, name), []

    def dying(*args, **kwargs):
        calls.append(name)
        if len(calls) == call:
            if when == "after":
                inner(*args, **kwargs)
            raise Killed
        return inner(*args, **kwargs)

    with monkeypatch.context() as patch:
        # kill -9 gives nothing back and cleans nothing up
        patch.setattr(leases, "give_back", lambda files, blameless=False: None)
        patch.setattr(storage_module.Storage, "clear_staging", lambda self: None)
        patch.setattr(owner, name, dying)
        try:
            for _ in range(20):
                receiving.receive_next(waiting.pk)
        except Killed:
            pass
    tasks.resume()
    work()
    receiving.finish(waiting.pk)
    _is_whole(waiting)


def test_a_full_disk_in_the_middle_stops_clearly_and_goes_on_later(
    waiting, work, monkeypatch, archivist
):
    def full(source, staged):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "take_in", full)
        work()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.stopped_by) == ("stopped", "preservation.disk_full")
    assert set(waiting.files.values_list("state", "attempts")) == {("waiting", 0)}
    assert _staging() == []
    assert DigitalObject.objects.count() == 0
    for lang in ("ar", "fr", "en"):
        assert queries.stopped_reason(waiting, lang).advice
    actions.resume_submission(actor=archivist, submission_id=waiting.pk)
    work()
    _is_whole(waiting)


def test_a_disk_that_fills_while_the_root_is_written(waiting, work, monkeypatch, archivist):
    inner, calls = storage_module._write, []

    def write(path, body):
        calls.append(path)
        if len(calls) > 12:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        inner(path, body)

    with monkeypatch.context() as patch:
        patch.setattr(storage_module, "_write", write)
        work()
    waiting.refresh_from_db()
    assert waiting.state == "stopped"
    assert list(validate_root(settings.current().originals)) == []
    actions.resume_submission(actor=archivist, submission_id=waiting.pk)
    work()
    _is_whole(waiting)


def test_too_little_room_is_seen_before_anything_is_written(waiting, work, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(place, "free_bytes", lambda: place.RESERVE)
        work()
        waiting.refresh_from_db()
        assert waiting.state == "stopped"
        tasks.resume()
        waiting.refresh_from_db()
        assert waiting.state == "stopped"
    tasks.resume()
    work()
    _is_whole(waiting)


def test_two_workers_never_hold_the_same_entry(waiting, monkeypatch):
    mine = leases.take(waiting)
    monkeypatch.setattr(common, "worker_name", lambda: "another-1")
    theirs = leases.take(waiting)
    assert len(mine) == 5
    assert theirs == []


def test_a_lease_that_ran_out_belongs_to_the_next(waiting, work, monkeypatch):
    """The slow worker comes back after its lease was given away: its rows are not written."""
    slow = leases.take(waiting)
    with clock.frozen(clock.now() + dt.timedelta(hours=2)):
        monkeypatch.setattr(common, "is_gone", lambda name, since: False)
        assert leases.free_lapsed() == 5
        work()
    storage = place.storage()
    taken = [receiving._Taken(f, receiving._take(storage, f)) for f in slow]
    assert storing.store(waiting, receiving._put_away(waiting, storage, taken)) == 0
    _is_whole(waiting)


def test_what_kills_every_worker_is_set_aside_alone(waiting, work, monkeypatch, all_dead):
    inner = receiving.take_in

    def deadly(source, staged):
        if b"plan.pdf" in bytes(SubmittedFile.objects.get(pk=staged.stem).path_bytes):
            raise Killed
        return inner(source, staged)

    monkeypatch.setattr(leases, "give_back", lambda files, blameless=False: None)
    monkeypatch.setattr(receiving, "take_in", deadly)
    for _ in range(3 * leases.MOST_ATTEMPTS):
        try:
            while receiving.receive_next(waiting.pk):
                pass
        except Killed:
            tasks.resume()
    waiting.refresh_from_db()
    failed = waiting.files.get(state="failed")
    assert (failed.path, failed.refusal) == ("plan.pdf", "preservation.gave_up")
    assert DigitalObject.objects.count() == 4
    assert waiting.state == "received"


def test_a_listing_that_was_cut_off_is_done_again(archivist, institution, box, work, all_dead):
    submission = actions.open_submission(actor=archivist, kind="folder", source="box")
    actions.add_path(actor=archivist, submission_id=submission.pk, path=box)
    submission.files.filter(position__gt=2).delete()
    Submission.objects.update(updated_at=clock.now() - dt.timedelta(hours=1))
    tasks.resume()
    work()
    _is_whole(submission)


def test_tasks_of_dead_workers_go_back_into_the_queue(waiting):
    task = DBTaskResult.objects.first()
    task.claim(f"{os.uname().nodename[:32]}-999999999"[:64])
    other = DBTaskResult.objects.exclude(pk=task.pk).first()
    assert common.free_tasks() == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY
    task.claim(common.worker_name())
    assert common.free_tasks() == 0
    task.claim("another-host-12")
    assert common.free_tasks() == 0
    with clock.frozen(clock.now() + dt.timedelta(days=1)):
        assert common.free_tasks() == 1
    assert other is None or other.status == TaskResultStatus.READY


def test_resume_does_nothing_where_nothing_is_left(receive, box):
    receive(box)
    assert tasks.resume() == 0


def test_a_good_copy_is_set_aside_where_the_kept_one_is_damaged(receive, box, archivist):
    receive(box)
    held = DigitalObject.objects.get(original_name="plan.pdf")
    place.root().path(held.content_path).write_bytes(b"rotten")
    again = receive(box)
    file = again.files.get(path="plan.pdf")
    assert file.refusal == "preservation.stored_copy_damaged"
    aside = settings.current().staging / "set-aside" / file.pk.hex / "v1/content/original"
    assert aside.read_bytes() == (box / "plan.pdf").read_bytes()
    assert again.state == "received"


def test_an_error_of_ours_gives_the_files_back_and_is_not_tried_for_ever(
    waiting, monkeypatch, archivist
):
    def broken(paths, workers=2):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(formats, "identify_many", broken)
        for _ in range(40):
            with contextlib.suppress(RuntimeError):
                receiving.receive_next(waiting.pk)
    assert set(waiting.files.values_list("state", flat=True)) == {"failed"}
    assert _staging() == []
    waiting.refresh_from_db()
    assert waiting.state == "received"


def test_a_finished_box_takes_no_more(receive, box, archivist):
    submission = receive(box)
    assert receiving.receive_next(submission.pk) == 0
    with pytest.raises(Conflict):
        actions.resume_submission(actor=archivist, submission_id=submission.pk)
