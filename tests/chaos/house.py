# ruff: noqa: T201 - it answers on its standard output
"""A house in a process of its own, for tests that kill processes: ``house.py COMMAND [ARG]``.

The environment (KHZ_DATA, KHZ_DATABASE_URL) says which house. ``worker`` prints ``ready`` when it
could begin and waits for a line on its standard input, so that kills fall into the work itself.
"""

import json
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "khizana.site.settings"


def setup(box: str) -> None:
    """Make the database and hand in a box; no file is received yet."""
    from pathlib import Path

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from khizana.access import labels
    from khizana.access.models import Appointment, Clearance, Person
    from khizana.access.queries import actor_for
    from khizana.archive.models import Institution
    from khizana.kernel.policy import Policy
    from khizana.kernel.text import Text
    from khizana.preservation import actions

    labels.intern_lowest()
    policy = Policy.neutral()
    person = Person.objects.create(username="archivist", name=Text.of("a", "en"))
    Appointment.objects.create(person=person, role="archivist")
    Clearance.objects.create(person=person, policy=policy.id, level=list(policy.levels)[-1])
    Institution.objects.create(code="DHM", name=Text.of("DHM", "en"))
    submission = actions.receive_box(actor=actor_for(person), path=Path(box))
    print(submission.pk)


def worker(only: str = "") -> None:
    """Do tasks until the queue stays empty (``only``: tasks whose path contains it)."""
    from django_tasks_db.management.commands.db_worker import Worker

    from khizana.preservation import tasks  # noqa: F401 - loaded before "ready"
    from khizana.shared.tasks import worker_name

    print("ready", flush=True)
    if not sys.stdin.readline():
        return
    Worker(
        queue_names=["*"],
        interval=0.05,
        batch=only == "batch",
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_name(),
        excluded_queue_names=[],
    ).run()


def resume() -> None:
    """Look for unfinished work, as the crew does every minute."""
    from khizana.shared import steps

    print(json.dumps(steps.resume_all()))


def crew() -> None:
    """Look for unfinished work at every line on the standard input; answer each with one."""
    print("ready", flush=True)
    for _ in sys.stdin:
        resume()
        sys.stdout.flush()


def report() -> None:
    """Say what there is and what is wrong."""
    from collections import Counter

    from khizana.access.models import Person
    from khizana.access.queries import actor_for
    from khizana.adapters import settings
    from khizana.ledger import cursors
    from khizana.ledger import verify as ledger_verify
    from khizana.preservation import verify
    from khizana.preservation.models import DigitalObject, Submission, SubmittedFile
    from khizana.reading.models import Page
    from khizana.search import actions as indexing
    from khizana.search.queries import search

    found = search(actor=actor_for(Person.objects.get()), query="mission OR everywhere")
    pages = Counter(Page.objects.values_list("object_id", "number"))
    print(
        json.dumps(
            {
                "box": Submission.objects.get().state,
                "files": Counter(SubmittedFile.objects.values_list("state", flat=True)),
                "objects": DigitalObject.objects.count(),
                "records": DigitalObject.objects.values("record").distinct().count(),
                "reading": Counter(DigitalObject.objects.values_list("reading_state", flat=True)),
                "twice_read": sum(1 for n in pages.values() if n > 1),
                "found": found.total_records,
                "index_behind": cursors.behind(indexing.CURSOR),
                "store": [p.sentence("en") for p in verify.walk()],
                "ledger": [p.sentence("en") for p in ledger_verify.walk()],
                "staging": [p.name for p in settings.current().staging.rglob("*") if p.is_file()],
            }
        )
    )


if __name__ == "__main__":
    import django

    django.setup()
    commands = {
        "setup": setup, "worker": worker, "resume": resume, "crew": crew, "report": report,
    }  # fmt: skip
    commands[sys.argv[1]](*sys.argv[2:])
