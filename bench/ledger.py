"""The ledger: lines appended and verified per second. `python bench/ledger.py [lines]`.

Runs on a database of its own in a temporary folder (SQLite), or on KHZ_TEST_DATABASE_URL.
"""

# ruff: noqa: E402 - Django must be set up before its models are imported
import hashlib
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "khizana.site.settings"
os.environ["KHZ_DATA"] = tempfile.mkdtemp(prefix="khizana-bench-")
os.environ["KHZ_SECRET_KEY"] = "only-for-the-bench"
if url := os.environ.get("KHZ_TEST_DATABASE_URL"):
    os.environ["KHZ_DATABASE_URL"] = url
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from khizana.access.queries import system_actor
from khizana.kernel import canonical, merkle
from khizana.kernel.refs import Ref, new_id
from khizana.ledger import actions, queries, verify

CHANGES = {"title": [{"ar": "سجل قديم"}, {"ar": "سجل مراسلات الحامية"}], "extent": [1, 2]}


def rate(name, count, work):
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    print(f"{name:<44}{count / seconds:>12,.0f} /s   ({count:,} in {seconds:.2f} s)")


def line():
    ref = Ref("bench", "record", new_id())
    return actions.Line(system_actor(), "archive.record_described", ref, 1, None, CHANGES, {})


def main():
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    call_command("migrate", verbosity=0)
    body = {"changes": CHANGES, "actor": "x" * 36, "action": "archive.record_described"}
    text = canonical.dumps(body)
    bodies = [body] * 20_000
    rate(
        "canonical JSON (the limit of any append)", 20_000, lambda: [*map(canonical.dumps, bodies)]
    )
    rate("SHA-256 leaf", 200_000, lambda: [merkle.leaf_hash(text) for _ in range(200_000)])
    bare = sqlite3.connect(Path(os.environ["KHZ_DATA"]) / "bare.sqlite3")
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=NORMAL")
    bare.execute("CREATE TABLE audit (id INTEGER PRIMARY KEY, body TEXT, leaf BLOB)")
    rows = [(text.decode(), hashlib.sha256(text).digest()) for _ in range(total)]

    def peer():
        bare.executemany("INSERT INTO audit (body, leaf) VALUES (?, ?)", rows)
        bare.commit()

    rate("peer: bare SQLite insert, one transaction", total, peer)

    def single():
        for _ in range(1000):
            with transaction.atomic():
                actions.append_many([line()])

    rate("append, one line a transaction", 1000, single)

    def many():
        for _ in range(total // 1000):
            actions.append_many([line() for _ in range(1000)])

    rate("append_many, 1,000 lines a transaction", total, many)
    actions.make_checkpoint()
    problems = []
    size, _ = queries.state(system_actor())
    rate("verify.walk: leaves, columns, roots", size, lambda: problems.extend(verify.walk()))
    rate("inclusion proof", 1, lambda: queries.prove(size // 3, system_actor()))
    if problems:
        sys.exit(f"the ledger does not verify: {problems[:3]}")


if __name__ == "__main__":
    main()
