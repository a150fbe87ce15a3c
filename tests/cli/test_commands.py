"""The command line from an empty folder to a proved archive, in real processes."""

import json
import stat
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def received(node, box) -> dict:
    """The box, handed in, read and indexed; the link in it is kept back."""
    return node.ask("ingest", str(box), "--title", "Boîte d’essai", code=1)


def test_init_makes_three_people_and_keeps_them(make_node) -> None:
    node = make_node()
    first = node.ask("init")
    assert first["made"] is True
    assert [person["login"] for person in first["people"]] == ["admin", "security", "archivist"]
    assert len({person["password"] for person in first["people"]}) == 3
    second = node.ask("init")
    assert (second["made"], second["people"]) == (False, [])
    for path in [node.data, *node.data.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, f"{path} is open to others"


@pytest.mark.requirement("A2.4")
def test_a_box_is_received_read_and_indexed(received) -> None:
    counts = received["counts"]
    assert (counts["stored"], counts["duplicate"], counts["refused"]) == (2, 1, 1)
    assert len(received["refs"]) == 3
    assert received["state"] == ["received"]
    assert received["kept_back"][0]["path"] == "link.txt"
    assert received["kept_back"][0]["advice"]
    assert received["seconds"] > 0


@pytest.mark.requirement("B3.2")
@pytest.mark.parametrize("query", ["الارشيف العسكري", "ارهاب", "إرهاب", '"الأرشيف العسكري"'])
def test_careless_spelling_finds_it(node, received, query) -> None:
    found = node.ask("search", query)
    assert found["total"] == 1
    (result,) = found["results"]
    assert result["title"] == "ar"
    assert result["ref"].startswith("khz:")
    assert result["page"] == 1
    marked = [result["passage"][start:end] for start, end in result["highlights"]]
    assert marked
    assert result["score"] > 0


def test_a_person_finds_by_their_own_rights(node, received) -> None:
    told = node.ask("search", "archive", "--as", "nobody", code=3)
    assert told["code"] == "cli.no_person"
    told = node.ask("search", "archive", "--as", "admin", code=3)
    assert told["code"] == "access.permission_missing"


def test_search_for_people_prints_lines(node, received) -> None:
    done = node.run("search", "mémoire")
    assert done.returncode == 0
    assert "fr" in done.stdout
    assert "again" in done.stdout


def test_verify_is_clean_then_finds_a_changed_file_and_a_changed_line(make_node, box) -> None:
    node = make_node()
    node.ask("init")
    node.ask("ingest", str(box), code=1)
    assert node.ask("verify") == {"ok": True, "problems": []}
    victim = next(path for path in node.data.glob("originals/**/content/*") if path.is_file())
    victim.chmod(0o600)
    victim.write_bytes(victim.read_bytes() + b"x")
    told = node.ask("verify", code=1)
    assert told["ok"] is False
    assert {problem["part"] for problem in told["problems"]} == {"files"}
    assert all(problem["what"] for problem in told["problems"])


def test_what_is_not_there_is_said(node, tmp_path) -> None:
    told = node.ask("ingest", str(tmp_path / "nowhere"), code=3)
    assert told["code"] == "cli.no_file"
    assert told["sentence"]
    assert told["advice"]


@pytest.mark.parametrize(
    ("lang", "word"),
    [("ar_MA.UTF-8", "لا عقدة"), ("fr_FR.UTF-8", "Pas de nœud"), ("C", "There is no")],
)
def test_a_folder_without_a_node_is_told_in_the_language_of_the_terminal(
    make_node, lang, word
) -> None:
    node = make_node()
    done = node.run("search", "x", lang=lang)
    assert done.returncode == 3
    assert word in done.stderr
    assert not node.data.exists() or not list(node.data.glob("*.sqlite3"))


def test_export_writes_table_files_and_banner(node, received, tmp_path) -> None:
    folder = tmp_path / "export"
    found = node.ask("export", str(folder))
    assert found["files"] == 3
    assert "ar" in (folder / "records.csv").read_text(encoding="utf-8-sig")
    assert len((folder / "BANNER.txt").read_text().splitlines()) == 3
    written = [path.read_bytes() for path in folder.glob("files/*/*")]
    assert "تنظيم الأرشيف العسكري ومكافحة الإرهاب.\n".encode() in written
    told = node.ask("export", str(folder), code=3)
    assert told["code"] == "cli.folder_not_empty"


def test_no_wait_leaves_the_work_to_the_workers(make_node, box) -> None:
    node = make_node()
    node.ask("init")
    left = node.ask("ingest", str(box), "--no-wait", code=1)
    assert left["counts"]["waiting"] == 3
    # a later box waits for everything that is its own; the workers take the older one first
    node.ask("ingest", str(box / "ar.txt"))
    assert node.ask("verify")["ok"]


def test_doctor_speaks_three_languages(node) -> None:
    done = node.run("doctor", "--json")
    told = json.loads(done.stdout)
    worker = next(finding for finding in told["findings"] if finding["name"] == "worker")
    assert {"ar", "fr", "en", "line", "needed"} <= set(worker)
    assert worker["needed"] is False


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("KHZ_DEBUG", "1", "cli.unsafe_debug"),
        ("KHZ_HOSTS", "*", "cli.unsafe_hosts"),
        ("KHZ_SECRET_KEY", "short", "cli.unsafe_key"),
    ],
)
def test_serve_refuses_the_settings_of_a_developer(node, monkeypatch, name, value, code) -> None:
    from khizana.adapters import settings
    from khizana.cli.commands.serve import refuse_unsafe
    from khizana.kernel.errors import NotValid

    given = {"KHZ_DATA": str(node.data), "KHZ_SECRET_KEY": "k" * 40, name: value}
    with pytest.raises(NotValid) as refused:
        refuse_unsafe(settings.read(given))
    assert refused.value.code == code


def test_help_names_every_command(node) -> None:
    done = node.run("--help", lang="ar_MA.UTF-8")
    assert done.returncode == 0
    for name in ("init", "demo", "serve", "work", "doctor", "ingest", "search", "verify"):
        assert name in done.stdout
    assert "manage" not in done.stdout
    assert Path(node.data).is_dir()
