"""Real nodes for the command line: own folder, own database, own processes."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

BASE = os.environ.get("KHZ_TEST_DATABASE_URL", "")


@dataclass
class Node:
    """A node in a folder, spoken to by its command."""

    data: Path
    url: str

    def run(self, *arguments: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        """Run one command in a process of its own."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("KHZ_", "DJANGO_"))}
        env |= {"LC_ALL": lang, "PYTHONUTF8": "1"}
        if self.url:
            env["KHZ_DATABASE_URL"] = self.url
        command = [sys.executable, "-m", "khizana.cli.main", *arguments, "--data", str(self.data)]
        return subprocess.run(
            command, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL,
            timeout=300, check=False,
        )  # fmt: skip

    def ask(self, *arguments: str, code: int = 0) -> dict:
        """Run one command with --json and return its answer."""
        done = self.run(*arguments, "--json")
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(BASE, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def make_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Node]]:
    """Return a maker of nodes that are not set up yet."""
    databases = []

    def make() -> Node:
        folder = tmp_path_factory.mktemp("node") / "data"
        if not BASE:
            return Node(folder, "")
        name = f"khz_{uuid.uuid4().hex}"
        _on_server(f"CREATE DATABASE {name}")
        databases.append(name)
        return Node(folder, BASE.rsplit("/", 1)[0] + f"/{name}")

    yield make
    for name in databases:
        _on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small box: two texts, the same text again, and a link that leads out of it."""
    folder = tmp_path_factory.mktemp("box")
    (folder / "ar.txt").write_text("تنظيم الأرشيف العسكري ومكافحة الإرهاب.\n", encoding="utf-8")
    (folder / "fr.txt").write_text("La mémoire militaire et les leçons apprises.\n")
    (folder / "again.txt").write_text("La mémoire militaire et les leçons apprises.\n")
    (folder / "link.txt").symlink_to("/etc/hostname")
    return folder


@pytest.fixture(scope="module")
def node(make_node) -> Node:
    """A node with its first people."""
    made = make_node()
    made.ask("init")
    return made
