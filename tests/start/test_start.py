"""start.py: its own decisions, without making an environment (the CI run does that for real)."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.either_database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start():
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_imports_only_the_standard_library() -> None:
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import runpy; runpy.run_path({str(ROOT / 'start.py')!r})",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_options(start) -> None:
    chosen = start.options(["--data=x", "--port", "81", "--no-demo"])
    assert chosen == {"--host": "127.0.0.1", "--port": "81", "--data": "x", "--no-demo": "yes"}


@pytest.mark.parametrize("wrong", [["--port"], ["--port", "http"], ["--colour", "red"]])
def test_a_wrong_option_is_said(start, wrong, capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        start.options(wrong)
    assert stopped.value.code == 2
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "word"), [("ar_MA.UTF-8", "المنفذ"), ("fr_FR", "port"), ("C", "use")]
)
def test_a_taken_port_gives_way_to_the_next(start, monkeypatch, capsys, lang, word) -> None:
    monkeypatch.setenv("LC_ALL", lang)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert start.free_port("127.0.0.1", port) > port
    said = capsys.readouterr().err
    assert word in said
    assert str(port) in said


def test_an_old_python_is_told_in_three_languages(start, monkeypatch, capsys) -> None:
    monkeypatch.setattr(start, "NEEDED", (99, 0))
    assert start.main([]) == 3
    said = capsys.readouterr().err
    assert "بايثون" in said
    assert "Python 3.11 ou plus récent" in said
    assert sys.version.split()[0] in said


def test_an_environment_that_fits_is_left_alone(start, monkeypatch, tmp_path) -> None:
    built = []
    monkeypatch.setattr(start, "build_environment", lambda **wanted: built.append(wanted))
    for name in ("VENV", "PYTHON"):
        monkeypatch.setattr(start, name, tmp_path / getattr(start, name).relative_to(ROOT))
    start.PYTHON.parent.mkdir(parents=True)
    start.PYTHON.touch()
    (start.VENV / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    for _ in range(2):
        start.ensure_environment()
    for _ in range(2):
        start.ensure_environment(dev=True)
    start.ensure_environment()
    assert [wanted["dev"] for wanted in built] == [False, True]


SLEEPER = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
time.sleep(60)
"""


@pytest.fixture
def parts():
    def sleeper():
        return subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True)

    running = {"serve": sleeper(), "work": sleeper()}
    yield running
    for process in running.values():
        process.kill()
        process.wait()


def test_ctrl_c_ends_both_parts(start, parts, monkeypatch, capsys) -> None:
    monkeypatch.setattr(start, "wait_until_ready", lambda url, server: time.sleep(0.5))
    threading.Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        people = [{"name": "Admin", "login": "admin", "password": "one-time"}]
        assert start.watch(parts, url="http://127.0.0.1:1/", people=people) == 0
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    assert all(process.poll() is not None for process in parts.values())
    said = capsys.readouterr().err
    assert "http://127.0.0.1:1/" in said
    assert "one-time" in said


def test_the_end_of_one_part_ends_the_other(start, parts, monkeypatch) -> None:
    monkeypatch.setattr(start, "wait_until_ready", lambda url, server: time.sleep(0.5))
    threading.Timer(1.0, parts["work"].kill).start()
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        assert start.watch(parts, url="http://127.0.0.1:1/", people=[]) != 0
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    assert parts["serve"].poll() is not None
