"""Server time of the record, tree and search pages on a large node, for two people.

``KHZ_DATA=/tmp/big python -m bench.big_node 200000`` first; then, with the same ``KHZ_DATA``:
``python -m bench.pages``. *normal* holds 67 of 200 labels, *cleared* holds all of them. Times are
those of the whole request in process (middleware, queries, template); the limit stands beside.
"""

import os
import random
import statistics
import time

from bench.big_node import source

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khizana.site.settings")
LIMIT_MS = {"record": 60, "search": 60, "tree": 100}
ROUNDS = 200


def main() -> None:
    """Print p50, p95 and the ratio of the normal user to the most cleared one."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    call_command("collectstatic", interactive=False, verbosity=0)
    found: dict[str, dict[str, list[float]]] = {}
    for name in ("normal", "cleared"):
        for page, address in _addresses(name):
            found.setdefault(page, {}).setdefault(name, []).append(address)
    # one person's page and the other's by turns, so that neither meets a colder machine
    times = {page: _measure(by_person) for page, by_person in found.items()}
    for page, by_person in times.items():
        normal, cleared = by_person["normal"], by_person["cleared"]
        ratio = statistics.median(normal) / statistics.median(cleared)
        for name, seen in by_person.items():
            print(
                f"{page:7} {name:8} p50 {statistics.median(seen):6.1f} ms"
                f"  p95 {_percentile(seen, 95):6.1f} ms  limit {LIMIT_MS[page]} ms"
            )
        print(f"{page:7} normal / cleared {ratio:.2f} (limit 1.5)")


def _addresses(name: str):
    from django.urls import reverse

    from khizana.access.models import Person
    from khizana.access.queries import actor_for
    from khizana.archive.models import Record

    actor = actor_for(Person.objects.get(username=name))
    rng = random.Random(3)
    seen = Record.objects.visible_to(actor)
    items = list(seen.filter(level="item").values_list("id", flat=True)[:20_000])
    files = list(seen.filter(level="file").values_list("id", flat=True))
    for _ in range(ROUNDS):
        yield "record", reverse("record", args=[rng.choice(items)])
        yield "tree", reverse("record_children", args=[rng.choice(files)])
        yield "search", reverse("search") + f"?q={_question(rng)}"


def _question(rng: random.Random) -> str:
    """One to three words that stand together in some text; one in four asks for any of them."""
    words = next(source())
    at, size = rng.randrange(len(words) - 3), rng.choice([1, 2, 2, 3])
    return (" OR " if rng.random() < 0.25 else " ").join(words[at : at + size])


def _measure(by_person: dict[str, list[str]]) -> dict[str, list[float]]:
    from django.test import Client

    from khizana.access.models import Person

    clients = {}
    for name in by_person:
        clients[name] = Client()
        clients[name].force_login(
            Person.objects.get(username=name),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    times: dict[str, list[float]] = {name: [] for name in by_person}
    for pair in zip(*by_person.values(), strict=True):
        for name, address in zip(by_person, pair, strict=True):
            begun = time.perf_counter()
            answer = clients[name].get(address)
            times[name].append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
    return {name: seen[5:] for name, seen in times.items()}


def _percentile(seen: list[float], part: int) -> float:
    return statistics.quantiles(seen, n=100)[part - 1]


if __name__ == "__main__":
    main()
