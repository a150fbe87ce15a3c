"""What it costs to know who is acting: `actor_for` with 200 labels. `python bench/access.py`."""

# ruff: noqa: E402 - Django must be set up before its models are imported
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "khizana.site.settings"
os.environ["KHZ_DATA"] = tempfile.mkdtemp(prefix="khizana-bench-")
os.environ["KHZ_SECRET_KEY"] = "only-for-the-bench"
sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import django

django.setup()

from django.core.management import call_command

from khizana.access import labels
from khizana.access.models import Appointment, Clearance, Group, Membership, Person
from khizana.access.queries import actor_for
from khizana.kernel.markings import Marking, Policy


def main() -> None:
    call_command("migrate", verbosity=0)
    policy = Policy.neutral()
    person = Person.objects.create(username="reader")
    Appointment.objects.create(person=person, role="archivist")
    Clearance.objects.create(person=person, policy=policy.id, level="secret", party="A")
    for number in range(200):
        code = f"g{number:03d}"
        labels.intern(Marking(policy, "restricted", groups=frozenset({code})))
        if number % 3 == 0:
            group = Group.objects.create(code=code)
            Membership.objects.create(person=person, group=group)
    times = []
    for _ in range(500):
        start = time.perf_counter()
        actor = actor_for(person)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(f"labels held: {len(actor.label_ids)} of 200")
    print(f"actor_for: p50 {statistics.median(times):.2f} ms, p99 {times[494]:.2f} ms")


if __name__ == "__main__":
    main()
