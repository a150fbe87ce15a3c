"""A backup brought back into an empty folder is the same archive: counts, tree root, fixity."""

import io
import json
import tarfile

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def backup(node, box, tmp_path_factory):
    """The backup of a node with a received box."""
    node.ask("ingest", str(box), code=1)
    path = tmp_path_factory.mktemp("backup") / "node.tar"
    told = node.ask("backup", str(path))
    return path, told


@pytest.mark.requirement("A2.3")
def test_what_is_restored_is_what_was_backed_up(node, backup, make_node) -> None:
    path, told = backup
    assert path.stat().st_mode & 0o777 == 0o600
    other = make_node()
    back = other.ask("restore", str(path))
    assert back["ok"] is True
    assert back["tree"] == told["tree"]
    assert back["tree"]["size"] > 0
    assert other.ask("verify") == {"ok": True, "problems": []}
    before, after = node.ask("search", "الارشيف"), other.ask("search", "الارشيف")
    assert before["total"] == 1
    assert [r["ref"] for r in before["results"]] == [r["ref"] for r in after["results"]]
    # the restored node lives on: it receives, and its ledger goes on from the same head
    again = tmp_box(other)
    assert other.ask("ingest", str(again))["counts"]["stored"] == 1
    assert other.ask("verify")["ok"]


def tmp_box(node):
    path = node.data.parent / "later.txt"
    path.write_text("A later document.\n")
    return path


def test_restoring_needs_an_empty_folder(node, backup) -> None:
    told = node.ask("restore", str(backup[0]), code=3)
    assert told["code"] == "cli.folder_not_empty"


def test_nothing_is_written_from_a_damaged_backup(backup, make_node, tmp_path) -> None:
    content = bytearray(backup[0].read_bytes())
    place = content.index("مكافحة".encode())
    content[place : place + 2] = b"xx"
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(content)
    other = make_node()
    told = other.ask("restore", str(damaged), code=3)
    assert told["code"] == "cli.backup_damaged"
    assert not other.data.exists()


def test_a_file_that_is_no_backup_is_refused(make_node, tmp_path) -> None:
    strange = tmp_path / "strange.tar"
    with tarfile.open(strange, "w") as tar:
        (tmp_path / "hello.txt").write_text("hello")
        tar.add(tmp_path / "hello.txt", "hello.txt")
    told = make_node().ask("restore", str(strange), code=3)
    assert told["code"] == "cli.not_a_backup"


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil"])
def test_a_member_that_climbs_out_is_refused(make_node, tmp_path, name) -> None:
    crafted = tmp_path / "crafted.tar"
    with tarfile.open(crafted, "w") as tar:
        member = tarfile.TarInfo(name)  # tar.add would take the leading slash away
        member.size = 5
        tar.addfile(member, io.BytesIO(b"hello"))
    told = make_node().ask("restore", str(crafted), code=3)
    assert told["code"] == "cli.backup_damaged"


def test_keys_can_be_left_out(node, backup, make_node, tmp_path) -> None:
    path = tmp_path / "without.tar"
    assert node.ask("backup", str(path), "--no-keys")["keys"] is False
    with tarfile.open(path) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys/")]
        listed = json.load(tar.extractfile("manifest.json"))
    assert listed["keys"] is False


def test_a_backup_is_never_written_into_the_node_or_over_a_file(node, backup) -> None:
    told = node.ask("backup", str(node.data / "inside.tar"), code=3)
    assert told["code"] == "cli.backup_inside"
    told = node.ask("backup", str(backup[0]), code=3)
    assert told["code"] == "cli.file_exists"
