"""A throw-away PostgreSQL cluster on a loopback port, for the tests that run on both databases."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin")
# the cluster dies with the tests: durability would only cost time
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


def program(name: str) -> str | None:
    """The newest installed program of that name; Debian keeps them off the path."""
    found = sorted(
        (path for folder in FOLDERS for path in Path("/").glob(f"{folder.lstrip('/')}/{name}")),
        key=lambda path: int("".join(filter(str.isdigit, path.parts[-3])) or 0),
    )
    return str(found[-1]) if found else shutil.which(name)


def _as_servant(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    if os.geteuid() == 0:
        return ["runuser", "-u", "postgres", "--", *command]
    return command


def _run(command: list[str]) -> None:
    done = subprocess.run(
        _as_servant(command), capture_output=True, text=True, check=False, cwd="/"
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def cluster() -> Iterator[str | None]:
    """Yield the address of a fresh cluster, or None where PostgreSQL is not installed."""
    initdb, control = program("initdb"), program("pg_ctl")
    if not initdb or not control:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="khizana-pg-"))
    password, port = secrets.token_hex(16), _free_port()
    secret = folder / "password"
    secret.write_text(password)
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres")
    data = folder / "data"
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {FAST}"
    try:
        locale = ["--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"]
        access = ["-U", "khizana", "-A", "scram-sha-256", f"--pwfile={secret}"]
        _run([initdb, "-D", str(data), *locale, *access])
        _run([control, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"])
        yield f"postgresql://khizana:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _run([control, "-D", str(data), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)
