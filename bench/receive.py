"""Receiving: one large file beside ``sha512sum`` and ``cp``; ten thousand files; memory.

    python bench/receive.py [--large GIB] [--files N] [--keep-reading]

Everything runs in a temporary house. The large file goes the whole way (list, read, identify,
store, rows, ledger); its peer is what a careful person would type. Limits of the issue: 1.3 times
the peer; 10,000 files of 1 GB within 100 s; memory flat.
"""

import argparse
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _house(folder: Path) -> None:
    folder.mkdir(parents=True)
    os.environ["KHZ_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "khizana.site.settings"
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from khizana.access import labels
    from khizana.access.models import Appointment, Clearance, Person
    from khizana.archive.models import Institution
    from khizana.kernel.policy import Policy
    from khizana.kernel.text import Text

    labels.intern_lowest()
    policy = Policy.neutral()
    person = Person.objects.create(username="archivist", name=Text.of("a", "en"))
    Appointment.objects.create(person=person, role="archivist")
    Clearance.objects.create(person=person, policy=policy.id, level=list(policy.levels)[-1])
    Institution.objects.create(code="DHM", name=Text.of("DHM", "en"))


def _actor():
    from khizana.access.models import Person
    from khizana.access.queries import actor_for

    return actor_for(Person.objects.get())


def _cpu() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def _receive(path: Path) -> tuple[float, object]:
    """Hand in and receive in this process (one worker); returns seconds and the box."""
    from khizana.preservation import actions, receiving

    began = time.perf_counter()
    submission = actions.receive_box(actor=_actor(), path=path)
    while receiving.receive_next(submission.pk):
        pass
    seconds = time.perf_counter() - began
    submission.refresh_from_db()
    assert submission.state == "received", submission.stopped_by
    return seconds, submission


def _timed(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _fill(path: Path, size: int, seed: int) -> None:
    """Write bytes that do not repeat, fast: one random block, rotated."""
    block = random.Random(seed).randbytes(2**20)
    with path.open("wb") as out:
        written = 0
        while written < size:
            turn = written // 2**20 % 2**20
            piece = (block[turn:] + block[:turn])[: size - written]
            written += out.write(piece)


def large(work: Path, gib: float) -> dict[str, object]:
    """Receive large files, each after its peer has run on it; the best of three rounds of both."""
    peers, ours, spent, grown = [], [], [], []
    for seed in range(3):
        box = work / f"large-{seed}"
        box.mkdir()
        source = box / "film.bin"
        _fill(source, int(gib * 2**30), seed)
        os.sync()
        peer = _timed("sha512sum", str(source)) + _timed("cp", str(source), str(work / "copy"))
        (work / "copy").unlink()
        peers.append(peer)
        os.sync()
        before, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _cpu()
        ours.append(_receive(box)[0])
        spent.append(_cpu() - cpu)
        grown.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        shutil.rmtree(box)
        shutil.rmtree(work / "house" / "originals")
    return {
        "gib": gib,
        "sha512sum_plus_cp_s": [round(value, 2) for value in peers],
        "khizana_s": [round(value, 2) for value in ours],
        "khizana_cpu_s": [round(value, 2) for value in spent],
        "ratio_of_the_best": round(min(ours) / min(peers), 2),
        "limit": 1.3,
        "memory_grew_mib": [round(value / 1024, 1) for value in grown],
    }


def many(work: Path, files: int) -> dict[str, object]:
    """Receive many small files of 100 kB: text, PDF heads and noise, in a hundred folders."""
    box = work / "many"
    heads = (b"%PDF-1.4\n", b"", "محضر ".encode(), b"\x89PNG\r\n\x1a\n")
    endings = (".pdf", ".bin", ".txt", ".png")
    chance = random.Random(2)
    noise = chance.randbytes(2**20)
    for number in range(files):
        folder = box / f"{number % 100:02}"
        folder.mkdir(parents=True, exist_ok=True)
        at = chance.randrange(2**20 - 100_000)
        kind = number % 4
        body = heads[kind] + str(number).encode() + noise[at : at + 100_000]
        (folder / f"{number}{endings[kind]}").write_bytes(body[:100_000])
    peer = _timed("cp", "-r", str(box), str(work / "copy"))
    shutil.rmtree(work / "copy")
    cpu = _cpu()
    seconds, submission = _receive(box)
    cpu = _cpu() - cpu
    from khizana.preservation.models import DigitalObject

    assert DigitalObject.objects.filter(receipts__submission=submission).count() == files
    return {
        "files": files,
        "gb": round(files * 100_000 / 1e9, 2),
        "khizana_s": round(seconds, 1),
        "khizana_cpu_s": round(cpu, 1),
        "files_per_s": round(files / seconds),
        "limit_s": round(100 * files / 10_000, 1),
        "cp_r_s": round(peer, 1),
        "memory_peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", type=float, default=2.0, metavar="GIB")
    parser.add_argument("--files", type=int, default=10_000)
    options = parser.parse_args()
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=os.environ.get("KHZ_BENCH_DIR")))
    try:
        _house(work / "house")
        answer = {"load_before": os.getloadavg()[0]}
        if options.large:
            answer["large"] = large(work, options.large)
        if options.files:
            answer["many"] = many(work, options.files)
        print(json.dumps(answer, indent=1))
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
