"""Uploads: streamed, known only when whole, taken up again, never half-known."""

import io
import zipfile

import pytest

from khizana.adapters import settings
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.preservation import actions, verify
from khizana.preservation.models import DigitalObject, SubmittedFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_box(archivist, institution):
    return actions.open_submission(actor=archivist, title=Text.of("علبة", "ar"))


def _staged():
    folder = settings.current().staging / "uploads"
    return [p for p in folder.rglob("*") if p.is_file()] if folder.exists() else []


def test_a_folder_is_uploaded_with_its_paths(archivist, open_box, work):
    for path in ("a/b/one.txt", "a/two.txt", "three.txt"):
        actions.receive_upload(
            actor=archivist, submission_id=open_box.pk, path=path, chunks=[path.encode(), b"!"]
        )
    actions.close_submission(actor=archivist, submission_id=open_box.pk)
    work()
    open_box.refresh_from_db()
    assert open_box.state == "received"
    assert {o.original_name for o in DigitalObject.objects.all()} == {
        "one.txt",
        "two.txt",
        "three.txt",
    }
    assert _staged() == []
    assert verify.walk() == []


def test_an_upload_that_breaks_off_leaves_nothing(archivist, open_box):
    def chunks():
        yield b"first"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        actions.receive_upload(
            actor=archivist, submission_id=open_box.pk, path="a.txt", chunks=chunks()
        )
    assert not SubmittedFile.objects.exists()
    assert _staged() == []


def test_a_partial_upload_is_taken_up_where_it_stopped(archivist, open_box, work):
    box = {"actor": archivist, "submission_id": open_box.pk}
    file = actions.begin_upload(**box, path="big.bin", size=10)
    actions.append_chunk(actor=archivist, file_id=file.pk, offset=0, data=b"01234")
    again = actions.begin_upload(**box, path="big.bin", size=10)
    assert again.pk == file.pk
    with pytest.raises(Conflict) as refused:
        actions.append_chunk(actor=archivist, file_id=file.pk, offset=0, data=b"x")
    assert refused.value.data["expected"] == 5
    with pytest.raises(Conflict, match="upload_offset"):
        actions.finish_upload(actor=archivist, file_id=file.pk, size=10)
    assert actions.append_chunk(actor=archivist, file_id=file.pk, offset=5, data=b"56789") == 10
    actions.finish_upload(actor=archivist, file_id=file.pk, size=10)
    actions.close_submission(**box)
    work()
    assert DigitalObject.objects.get().size == 10


def test_what_the_server_did_not_finish_is_said_at_closing(archivist, open_box, work):
    box = {"actor": archivist, "submission_id": open_box.pk}
    file = actions.begin_upload(**box, path="half.bin", size=10)
    actions.append_chunk(actor=archivist, file_id=file.pk, offset=0, data=b"01234")
    actions.receive_upload(**box, path="whole.txt", chunks=[b"whole"])
    actions.close_submission(**box)
    work()
    file.refresh_from_db()
    assert (file.state, file.refusal) == ("refused", "preservation.upload_incomplete")
    assert [o.original_name for o in DigitalObject.objects.all()] == ["whole.txt"]
    assert _staged() == []


def test_a_zip_at_the_top_is_a_box_and_one_in_a_folder_a_file(archivist, open_box, work):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("inner/a.txt", "a")
        archive.writestr("../bad.txt", "b")
    box = {"actor": archivist, "submission_id": open_box.pk}
    top = actions.receive_upload(**box, path="docs.zip", chunks=[body.getvalue()])
    assert [f.state for f in top] == ["waiting", "refused"]
    (kept,) = actions.receive_upload(**box, path="sub/docs.zip", chunks=[body.getvalue()])
    assert kept.state == "waiting"
    actions.close_submission(**box)
    work()
    names = sorted(o.original_name for o in DigitalObject.objects.all())
    assert names == ["a.txt", "a.txt", "docs.zip"]
    assert verify.walk() == []


def test_ways_out_are_refused_by_themselves(archivist, open_box):
    (file,) = actions.receive_upload(
        actor=archivist, submission_id=open_box.pk, path="../../etc/passwd", chunks=[b"x"]
    )
    assert (file.state, file.refusal) == ("refused", "preservation.unsafe_path")
    assert _staged() == []


def test_limits_and_rights(archivist, reader, open_box, make_actor, monkeypatch):
    box = {"submission_id": open_box.pk, "path": "a.txt"}
    with pytest.raises(NotAllowed):
        actions.begin_upload(actor=reader, **box)
    with pytest.raises(NotValid, match="too_large"):
        actions.begin_upload(actor=archivist, **box, size=2**50)
    file = actions.begin_upload(actor=archivist, **box, size=3)
    other = make_actor("other", roles=["archivist"])
    with pytest.raises(NotFound):
        actions.append_chunk(actor=other, file_id=file.pk, offset=0, data=b"x")


def test_an_empty_box_is_not_closed(archivist, open_box):
    with pytest.raises(NotValid, match="box_empty"):
        actions.close_submission(actor=archivist, submission_id=open_box.pk)
    actions.abandon_submission(actor=archivist, submission_id=open_box.pk)
    with pytest.raises(Conflict):
        actions.close_submission(actor=archivist, submission_id=open_box.pk)
