"""Zips as boxes and zips inside boxes: good entries go through, bad ones are named."""

import io
import os
import zipfile

import pytest

from khizana.archive.models import Record
from khizana.preservation import boxes, queries, verify
from khizana.preservation.models import DigitalObject

pytestmark = pytest.mark.django_db


def _zip(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return path


def _states(submission):
    return {f.path: f.refusal or f.note or f.state for f in submission.files.all()}


@pytest.mark.requirement("A2.4")
def test_a_zip_is_a_box(receive, tmp_path):
    entries = [("مجلد/أول.txt", "أول"), ("مجلد/ثان.txt", "ثان"), ("c.txt", "c")]
    submission = receive(_zip(tmp_path / "box.zip", entries))
    assert submission.source_kind == "zip"
    assert set(_states(submission).values()) == {"stored"}
    assert Record.objects.filter(level="item").count() == 3
    assert {r.title.shown("ar").text for r in Record.objects.filter(level="file")} == {"مجلد"}
    assert verify.walk() == []


def test_every_bad_entry_has_its_reason_and_the_good_one_goes_through(receive, tmp_path):
    path = _zip(
        tmp_path / "bad.zip",
        [
            ("../up.txt", "x"),
            ("/abs.txt", "x"),
            ("z" * 5000, "x"),
            ("bomb", b"\0" * (120 * 2**20)),
            ("good.txt", "good"),
        ],
    )
    submission = receive(path)
    found = {f.refusal or f.state for f in submission.files.all()}
    assert found == {
        "preservation.unsafe_path",
        "preservation.name_too_long",
        "preservation.bomb",
        "stored",
    }
    for file in submission.files.filter(state="refused"):
        for lang in ("ar", "fr", "en"):
            assert queries.reason(file, lang).advice
    assert DigitalObject.objects.get().original_name == "good.txt"


def test_zips_inside_are_kept_and_opened_to_the_limit(receive, tmp_path):
    body = b"core"
    for depth in range(10):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr(f"level{depth}.zip" if depth else "core.txt", body)
            archive.writestr("beside.txt", f"beside {depth}")
        body = inner.getvalue()
    folder = tmp_path / "nested"
    folder.mkdir()
    (folder / "outer.zip").write_bytes(body)
    submission = receive(folder)
    assert submission.state == "received"
    states = _states(submission)
    deepest = [p for p, s in states.items() if s == "preservation.note_nested_too_deep"]
    assert len(deepest) == 1
    assert deepest[0].count(".zip") == boxes.DEEPEST_ZIP + 1
    assert not any(f.refusal for f in submission.files.all())
    assert DigitalObject.objects.filter(puid="x-fmt/263").count() == boxes.DEEPEST_ZIP + 1
    assert verify.walk() == []


def test_a_truncated_zip_is_kept_as_it_is_and_said_so(receive, tmp_path):
    whole = _zip(tmp_path / "x.zip", [("a", os.urandom(5000))]).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[:-100])
    submission = receive(tmp_path / "cut.zip")
    assert _states(submission) == {"cut.zip": "preservation.note_zip_truncated"}
    assert DigitalObject.objects.get().size == len(whole) - 100


def test_an_encrypted_zip_is_said_and_kept(receive, tmp_path):
    path = _zip(tmp_path / "secret.zip", [("a.txt", "x"), ("b.txt", "y")])
    raw = bytearray(path.read_bytes())
    at = -1
    while (at := raw.find(b"PK\x01\x02", at + 1)) >= 0:
        raw[at + 8] |= 1
    path.write_bytes(raw)
    submission = receive(path)
    assert _states(submission) == {
        "a.txt": "preservation.encrypted",
        "b.txt": "preservation.encrypted",
        "secret.zip": "preservation.note_unopened",
    }
    assert DigitalObject.objects.get().original_name == "secret.zip"


def test_a_damaged_entry_is_refused_and_its_neighbour_received(receive, tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", b"hello world")
        archive.writestr("b.txt", b"fine")
    path.write_bytes(path.read_bytes().replace(b"hello world", b"hellO world"))
    assert _states(receive(path)) == {"a.txt": "preservation.damaged", "b.txt": "stored"}


def test_a_docx_is_a_document_and_not_a_box(receive, tmp_path):
    folder = tmp_path / "box"
    folder.mkdir()
    _zip(folder / "report.docx", [("word/document.xml", "<w/>"), ("[Content_Types].xml", "<T/>")])
    submission = receive(folder)
    assert _states(submission) == {"report.docx": "stored"}


def test_names_of_old_code_pages_are_read(receive, tmp_path):
    path = tmp_path / "old.zip"
    _zip(path, [("AAAAA.txt", "x")])
    raw = path.read_bytes().replace(b"AAAAA.txt", "محضر1.txt".encode("cp1256"))
    path.write_bytes(raw)
    receive(path)
    held = DigitalObject.objects.get()
    assert held.original_name == "محضر1.txt"
    assert bytes(held.name_bytes) == "محضر1.txt".encode("cp1256")
