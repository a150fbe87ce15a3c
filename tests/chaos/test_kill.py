"""kill -9 at random points, two workers on one queue: every file there once, verify clean."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HOUSE = Path(__file__).with_name("house.py")
WORDS = ["الارشيف", "العسكري", "mission", "rapport", "unit", "plan"]


@pytest.fixture
def environment(tmp_path):
    source = str(Path(__file__).resolve().parents[2] / "src")
    values = os.environ | {
        "KHZ_DATA": str(tmp_path / "house"),
        "PYTHONPATH": source,
        "PYTHONWARNINGS": "ignore",
    }
    (tmp_path / "house").mkdir()
    return values


def _run(environment, *command):
    said = subprocess.run(
        [sys.executable, str(HOUSE), *command], env=environment, capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr[-3000:]
    return said.stdout.strip().splitlines()[-1]


def _start(environment, *command):
    return subprocess.Popen(
        [sys.executable, str(HOUSE), *command],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _say(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def _end(process):
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()


def _make_box(folder, files):
    for number in range(files):
        place = folder / f"{number % 7}"
        place.mkdir(parents=True, exist_ok=True)
        body = f"{number} " + " ".join(random.Random(number).choices(WORDS, k=200))  # noqa: S311
        if number % 50 == 49:
            body = "the same everywhere"
        (place / f"وثيقة {number}.txt").write_text(body, encoding="utf-8")


def _kill_again_and_again(environment, kills, seed):
    """Keep two workers at work and kill one at a random instant, so many times."""
    chance = random.Random(seed)  # noqa: S311
    crew = _start(environment, "crew")
    waiting = [_start(environment, "worker") for _ in range(3)]
    at_work = []
    try:
        crew.stdout.readline()
        for _ in range(kills):
            while len(at_work) < 2:
                worker = waiting.pop(0)
                waiting.append(_start(environment, "worker"))
                worker.stdout.readline()
                _say(worker)
                at_work.append(worker)
            time.sleep(chance.uniform(0.02, 0.7))
            _end(at_work.pop(chance.randrange(2)))
            _say(crew)
            crew.stdout.readline()
    finally:
        for process in [crew, *at_work, *waiting]:
            _end(process)


def _finish(environment):
    """Let workers end what is left; the crew looks again whenever the queue is empty."""
    for _ in range(6):
        _run(environment, "resume")
        crew = [_start(environment, "worker", "batch") for _ in range(2)]
        for worker in crew:
            worker.communicate("go\n", timeout=900)
        found = json.loads(_run(environment, "report"))
        read = set(found["reading"]) <= {"read", "refused", "none"}
        if found["box"] == "received" and read and not found["index_behind"]:
            return found
    return found


def _check(found, files):
    copies = files // 50
    assert found["box"] == "received"
    expected = {"stored": files - max(copies - 1, 0)}
    if copies > 1:
        expected["duplicate"] = copies - 1
    assert found["files"] == expected
    assert found["objects"] == found["records"] == files
    assert found["reading"] == {"read": files}
    assert found["twice_read"] == 0
    assert found["index_behind"] == 0
    assert found["found"] == files
    assert found["store"] == []
    assert found["ledger"] == []
    assert found["staging"] == []


@pytest.mark.slow
def test_eight_kills_over_a_hundred_files(environment, tmp_path):
    _make_box(tmp_path / "box", 100)
    _run(environment, "setup", str(tmp_path / "box"))
    _kill_again_and_again(environment, kills=8, seed=8)
    _check(_finish(environment), 100)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("KHZ_TEST_CHAOS"), reason="minutes: set KHZ_TEST_CHAOS=1")
def test_fifty_kills_over_five_hundred_files(environment, tmp_path):
    _make_box(tmp_path / "box", 500)
    _run(environment, "setup", str(tmp_path / "box"))
    _kill_again_and_again(environment, kills=50, seed=50)
    _check(_finish(environment), 500)
