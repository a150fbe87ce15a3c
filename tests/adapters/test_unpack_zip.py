"""A zip as a box: every trick known to us, each refused by itself, good files beside it go on."""

import io
import os
import stat
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khizana.adapters.unpack import CODES, BadBox, BadEntry
from khizana.adapters.unpack_zip import list_zip, open_entry


def _zip(path, entries, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, body in entries:
            archive.writestr(name, body)
    return path


def _codes(path):
    return {entry.name: entry.code for entry in list_zip(path)}


def _read(path, name):
    (found,) = [entry for entry in list_zip(path) if entry.name == name]
    stream = open_entry(path, found.offset)
    parts = []
    try:
        while part := stream.read(65_536):
            assert len(part) <= 65_536
            parts.append(part)
    finally:
        stream.close()
    return b"".join(parts)


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_method_is_read_back_whole(tmp_path, method):
    bodies = {"a.txt": b"", "b/c.bin": os.urandom(300_000), "d.txt": b"text " * 100_000}
    path = _zip(tmp_path / "x.zip", bodies.items(), method)
    assert _codes(path) == {name.encode(): "" for name in bodies}
    for name, body in bodies.items():
        assert _read(path, name.encode()) == body


@pytest.mark.requirement("A2.3")
def test_ways_out_of_the_box_are_refused_one_by_one(tmp_path):
    bad = [
        "../up.txt",
        "a/../../up.txt",
        "/etc/passwd",
        "C:\\windows\\x",
        "..\\up",
        "\\\\srv\\s",
        "~x",
    ]
    path = _zip(tmp_path / "x.zip", [(n, b"x") for n in [*bad, "good.txt", "a..b/..c.txt"]])
    found = {e.name.decode(): e.code for e in list_zip(path)}
    assert found.pop("good.txt") == found.pop("a..b/..c.txt") == ""
    assert set(found.values()) == {"unsafe_path"}
    assert len(found) == len(bad)


def test_links_and_devices_inside_a_zip_are_refused(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, kind in {"l": stat.S_IFLNK, "p": stat.S_IFIFO, "d": stat.S_IFCHR}.items():
            info = zipfile.ZipInfo(name)
            info.create_system = 3
            info.external_attr = (kind | 0o644) << 16
            archive.writestr(info, b"/etc/passwd")
        archive.writestr("good", b"x")
    assert _codes(path) == {b"l": "link", b"p": "pipe", b"d": "device", b"good": ""}


def test_very_long_names(tmp_path):
    path = _zip(tmp_path / "x.zip", [("a" * 5000, b"x"), ("b" * 1000 + ".txt", b"y")])
    assert _codes(path) == {b"a" * 5000: "name_too_long", b"b" * 1000 + b".txt": ""}


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = _zip(tmp_path / "bomb.zip", [("zeros", b"\0" * (200 * 2**20)), ("good.txt", b"hello")])
    assert path.stat().st_size < 250_000
    assert _codes(path) == {b"zeros": "bomb", b"good.txt": ""}


def test_a_bomb_in_many_pieces_is_refused_beyond_the_total(tmp_path):
    body = b"\0" * (60 * 2**20)
    path = _zip(tmp_path / "b.zip", [(f"{n}", body) for n in range(6)], zipfile.ZIP_BZIP2)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("good.txt", b"hello")
    codes = _codes(path)
    assert [codes[str(n).encode()] for n in range(6)] == ["", "", "", "", "bomb", "bomb"]
    assert codes[b"good.txt"] == ""


def test_an_entry_that_lies_about_its_size_stops_at_what_it_said(tmp_path):
    path = _zip(tmp_path / "x.zip", [("a", b"\0" * 3_000_000)])
    raw = bytearray(path.read_bytes())
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<L", 1000)
    path.write_bytes(raw)
    (entry,) = list_zip(path)
    stream = open_entry(path, entry.offset)
    with pytest.raises(BadEntry, match="damaged"):
        while stream.read(65_536):
            pass
    stream.close()


def test_overlapping_entries_are_refused(tmp_path):
    path = _zip(tmp_path / "x.zip", [("a", b"x" * 100), ("b", b"y" * 100), ("c", b"z")])
    raw = bytearray(path.read_bytes())
    first = raw.find(b"PK\x01\x02")
    second = raw.find(b"PK\x01\x02", first + 4)
    raw[second + 42 : second + 46] = raw[first + 42 : first + 46]
    path.write_bytes(raw)
    assert _codes(path) == {b"a": "overlap", b"b": "overlap", b"c": ""}


def test_a_wrong_checksum_is_noticed_at_the_end(tmp_path):
    path = _zip(tmp_path / "x.zip", [("a", b"hello world")], zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"hello world", b"hellO world"))
    with pytest.raises(BadEntry, match="damaged"):
        _read(path, b"a")


def test_encrypted_and_unknown_methods_are_said(tmp_path):
    path = _zip(tmp_path / "x.zip", [("a", b"x"), ("b", b"y"), ("c", b"z")])
    raw = bytearray(path.read_bytes())
    first = raw.find(b"PK\x01\x02")
    second = raw.find(b"PK\x01\x02", first + 4)
    raw[first + 8] |= 1
    raw[second + 10 : second + 12] = b"\x63\x00"
    path.write_bytes(raw)
    assert _codes(path) == {b"a": "encrypted", b"b": "method_unknown", b"c": ""}


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_truncated_zip_is_said_so(tmp_path, cut):
    path = _zip(tmp_path / "x.zip", [("a", os.urandom(500)), ("b", b"y")])
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(BadBox, match="zip_truncated"):
        list(list_zip(path))


def test_what_is_no_zip_is_said_so(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"%PDF-1.4 not a zip")
    with pytest.raises(BadBox, match="not_a_zip"):
        list(list_zip(tmp_path / "x.zip"))


def test_bytes_before_the_archive_and_a_comment_do_not_disturb(tmp_path):
    path = _zip(tmp_path / "x.zip", [("a", b"inside")])
    path.write_bytes(b"#!/bin/sh\n" * 50 + path.read_bytes())
    assert _read(path, b"a") == b"inside"
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("a", b"inside")
        archive.comment = "تعليق PK\x05\x06".encode()
    assert _read(tmp_path / "c.zip", b"a") == b"inside"


def test_zip64_is_read(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive, archive.open("a", "w", force_zip64=True) as out:
        out.write(b"wide" * 1000)
    assert _read(path, b"a") == b"wide" * 1000
    many = tmp_path / "many.zip"
    _zip(many, [(f"{n}", b"") for n in range(66_000)], zipfile.ZIP_STORED)
    assert len(_codes(many)) == 66_000


def _named(path, raw, flags=0):
    """Write a stored entry under exactly these bytes."""
    body = b"x"
    crc = zlib.crc32(body)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 0, 0, 0, crc, 1, 1, len(raw), 0)
    central = struct.pack(
        "<4s6H3L5H2L",
        b"PK\1\2", 20, 20, flags, 0, 0, 0, crc, 1, 1, len(raw), 0, 0, 0, 0, 0, 0,
    )  # fmt: skip
    end_at = len(local) + len(raw) + 1
    size = len(central) + len(raw)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, size, end_at, 0)
    path.write_bytes(local + raw + body + central + raw + end)
    return path


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("محضر الاجتماع الأول.doc", "cp1256"),
        ("مذكرة التفاهم.txt", "cp720"),
        ("Procès-verbal de la séance à Bamako.doc", "cp850"),
        ("Procès-verbal définitif.doc", "cp1252"),
        ("محضر.doc", "utf-8"),
    ],
)
def test_names_in_old_code_pages_read_right_and_stay_exact(tmp_path, text, encoding):
    from khizana.adapters.unpack_names import readable

    raw = text.encode(encoding)
    (entry,) = list_zip(_named(tmp_path / "x.zip", raw))
    assert entry.name == raw
    assert readable(entry.name, entry.encoding) == text
    assert _read(tmp_path / "x.zip", raw) == b"x"


def test_a_name_that_lies_about_being_utf8_does_not_take_the_archive_with_it(tmp_path):
    (entry,) = list_zip(_named(tmp_path / "x.zip", b"\xff\xfe.txt", flags=0x800))
    assert (entry.name, entry.code) == (b"\xff\xfe.txt", "")


def test_ten_deep_is_only_listed_one_level_at_a_time(tmp_path):
    body = b"core"
    for depth in range(10):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            archive.writestr(f"level{depth}.zip" if depth else "core.txt", body)
        body = inner.getvalue()
    (tmp_path / "x.zip").write_bytes(body)
    assert _codes(tmp_path / "x.zip") == {b"level9.zip": ""}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_makes_anything_but_a_refusal(tmp_path_factory, data):
    """Whatever bytes of a zip are changed or cut, we answer with a code or with bytes, no crash."""
    path = tmp_path_factory.mktemp("fuzz") / "x.zip"
    _zip(path, [("a.txt", b"hello " * 50), ("b/c", bytes(range(256)))])
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    path.write_bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        entries = list(list_zip(path))
    except BadBox:
        return
    for entry in entries:
        assert entry.code in {"", *CODES}
        try:
            stream = open_entry(path, entry.offset)
        except BadEntry:
            continue
        try:
            while stream.read(1000):
                pass
        except BadEntry as error:
            assert error.code in CODES
        finally:
            stream.close()
