"""Boxes over the API: opened, filled, closed, received; and the bytes back again."""

import base64
import hashlib
import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khizana.preservation import receiving

pytestmark = pytest.mark.django_db

TEXT = "الأرشيف العسكري\n".encode()


@pytest.fixture
def box(call, archivist, institution) -> dict:
    status, made = call("post", "/submissions", archivist, {"title": {"ar": "صندوق"}})
    assert status == 201, made
    return made


def uploaded(call, actor, box, name: str, content: bytes) -> list[dict]:
    body = {"file": SimpleUploadedFile("file", content)}
    status, taken = call("post", f"/submissions/{box['id']}/files?path={name}", actor, body)
    assert status == 200, taken
    return taken


def received(call, actor, box) -> dict:
    status, closed = call("post", f"/submissions/{box['id']}/close", actor)
    assert status == 200, closed
    while receiving.receive_next(uuid.UUID(box["id"])):
        pass
    return call("get", f"/submissions/{box['id']}", actor)[1]


@pytest.mark.requirement("A2.4")
def test_a_box_goes_in_and_its_bytes_come_back(call, archivist, box) -> None:
    uploaded(call, archivist, box, "نص.txt", TEXT)
    done = received(call, archivist, box)
    assert (done["state"], done["counts"]) == ("received", {"stored": 1})
    _, entries = call("get", f"/submissions/{box['id']}/entries", archivist)
    identity = entries["items"][0]["object"].rsplit(":", 1)[-1]
    _, held = call("get", f"/files/{identity}", archivist)
    assert held["sha512"] == hashlib.sha512(TEXT).hexdigest()
    status, answer = call("get", f"/files/{identity}/content", archivist)
    assert status == 200
    assert b"".join(answer.streaming_content) == TEXT
    assert answer["Content-Disposition"].startswith("attachment")
    digest = base64.b64encode(hashlib.sha256(TEXT).digest()).decode()
    assert answer["Repr-Digest"] == f"sha-256=:{digest}:"
    _, listed = call("get", f"/files?record={held['record']}", archivist)
    assert [one["id"] for one in listed] == [identity]


def test_a_long_file_comes_in_pieces_and_goes_on_after_a_break(call, archivist, box) -> None:
    content = bytes(range(256)) * 40
    path = f"/submissions/{box['id']}/uploads?path=long.bin&size={len(content)}"
    status, begun = call("post", path, archivist)
    assert status == 201, begun
    piece = f"/submissions/uploads/{begun['file']}"
    assert call("put", f"{piece}?offset=0", archivist, content[:5000])[1]["size"] == 5000
    status, told = call("put", f"{piece}?offset=0", archivist, content[:5000])
    assert (status, told["code"]) == (409, "preservation.upload_offset")
    assert call("put", f"{piece}?offset=5000", archivist, content[5000:])[0] == 200
    assert call("post", f"{piece}/end", archivist)[0] == 200
    assert received(call, archivist, box)["counts"] == {"stored": 1}


def test_a_zip_is_opened_and_a_path_that_climbs_out_is_refused(call, archivist, box) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("good.txt", TEXT)
        packed.writestr("../bad.txt", TEXT)
    uploaded(call, archivist, box, "box.zip", out.getvalue())
    received(call, archivist, box)
    _, entries = call("get", f"/submissions/{box['id']}/entries?state=refused", archivist)
    assert entries["total"] == 1
    assert entries["items"][0]["code"] == "preservation.unsafe_path"
    assert entries["items"][0]["advice"]


def test_who_may_not_receive_is_told_so(call, reader, institution) -> None:
    status, told = call("post", "/submissions", reader, {"title": {"fr": "Boîte"}})
    assert (status, told["code"]) == (403, "access.permission_missing")


def test_a_box_marked_higher_does_not_exist_for_others(
    call, archivist, make_actor, institution
) -> None:
    body = {"title": {"fr": "Boîte"}, "level": "secret"}
    _, made = call("post", "/submissions", archivist, body)
    planner = make_actor("planner", roles=["planner"])
    hidden = call("get", f"/submissions/{made['id']}", planner)
    missing = call("get", f"/submissions/{uuid.uuid4()}", planner)
    assert hidden == missing
    assert hidden[0] == 404
    assert call("get", "/submissions", planner)[1] == []
