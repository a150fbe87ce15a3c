"""A folder as a box: links, pipes, devices, odd names; good files beside them go through."""

import os
import stat

import pytest

from khizana.adapters.unpack import BadBox, BadEntry
from khizana.adapters.unpack_folder import FolderFile, list_folder


def _codes(folder):
    return {entry.name: entry.code for entry in list_folder(folder)}


def test_links_pipes_and_sockets_are_listed_and_refused(tmp_path):
    (tmp_path / "good.txt").write_text("ok")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "deep.txt").write_text("ok")
    assert _codes(tmp_path) == {
        b"good.txt": "",
        b"link": "link",
        b"loop": "link",
        b"pipe": "pipe",
        b"sub/deep.txt": "",
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_devices_are_refused(tmp_path):
    try:
        os.mknod(tmp_path / "zero", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("no devices in this container")
    assert _codes(tmp_path) == {b"zero": "device"}


NAMES = [
    "وثيقة سرية.pdf".encode(),
    b"line\nbreak.txt",
    "evil\u202etxt.exe".encode(),
    b"\xe3\xd0\xdf\xd1\xc9.txt",
    b"Case.txt",
    b"case.TXT",
    b"a" * 255,
]


def test_every_name_is_kept_byte_for_byte(tmp_path):
    for name in NAMES:
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    assert sorted(_codes(tmp_path)) == sorted(NAMES)
    for name in NAMES:
        file = FolderFile(tmp_path, name)
        assert file.read(10_000) == name
        assert file.read(10) == b""
        file.close()


def test_a_single_file_is_a_box_of_one(tmp_path):
    (tmp_path / "one.pdf").write_bytes(b"%PDF-1.4")
    assert _codes(tmp_path / "one.pdf") == {b"one.pdf": ""}
    file = FolderFile(tmp_path / "one.pdf", b"one.pdf")
    assert file.read() == b"%PDF-1.4"
    file.close()


def test_a_missing_box_is_said(tmp_path):
    with pytest.raises(BadBox, match="box_missing"):
        list(list_folder(tmp_path / "nowhere"))


def test_a_file_that_became_a_link_since_is_not_followed(tmp_path):
    (tmp_path / "a").symlink_to("/etc/passwd")
    with pytest.raises(BadEntry, match="link"):
        FolderFile(tmp_path, b"a")


def test_a_file_that_became_a_pipe_since_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "a")
    with pytest.raises(BadEntry, match="device"):
        FolderFile(tmp_path, b"a")


def test_a_file_that_is_gone_since_is_said(tmp_path):
    with pytest.raises(BadEntry, match="vanished"):
        FolderFile(tmp_path, b"a")


def test_a_file_that_changes_while_it_is_read_is_said(tmp_path):
    (tmp_path / "a").write_bytes(b"one")
    file = FolderFile(tmp_path, b"a")
    file.read(2)
    with (tmp_path / "a").open("ab") as out:
        out.write(b" and two")
    with pytest.raises(BadEntry, match="changed"):
        while file.read(100):
            pass
    file.close()
