"""A large node made for measuring: labelled records with pages, layers and passages.

Rows go in by bulk insert, past the actions, because the making is not what is measured.
``KHZ_DATA=/tmp/big python -m bench.big_node 200000`` makes it once; benches then read it.
"""

import hashlib
import os
import random
import sys
import time
from collections.abc import Iterator
from functools import cache
from uuid import UUID

from bench.search import texts, vocabulary

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khizana.site.settings")
BATCH = 5_000
LABELS = 200
HELD = 67


@cache
def source() -> Iterator[list[str]]:
    """Texts whose words are as frequent as Zipf says, those of bench.search."""
    return texts(10**9, vocabulary(random.Random(1)), random.Random(7))


def _title(number: int) -> dict[str, str]:
    return {"ar": f"وثيقة {number} {' '.join(next(source())[:4])}", "_original": "ar"}


def make(records: int) -> None:
    """Fill the node's database with ``records`` items in files of 100, series of 50 files."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from khizana.access import labels
    from khizana.access.models import Appointment, Clearance, Group, Label, Membership, Person
    from khizana.archive.models import Institution
    from khizana.kernel.markings import Marking, Policy
    from khizana.kernel.text import Text

    policy = Policy.neutral()
    groups = [
        Group.objects.create(code=f"G{n:03d}", name=Text.of(f"G{n:03d}", "en"))
        for n in range(LABELS)
    ]
    lowest = policy.lowest().key
    made: list[Label] = [
        labels.intern(Marking(policy, lowest, frozenset(), None, frozenset({group.code})))
        for group in groups
    ]
    for name, held in (("normal", groups[:HELD]), ("cleared", groups)):
        person = Person(username=name, name=Text.of(name, "en"), language="ar")
        person.set_unusable_password()
        person.save()
        Appointment.objects.create(person=person, role="archivist")
        Clearance.objects.create(person=person, policy=policy.id, level=lowest, reason="bench")
        for group in held:
            Membership.objects.create(person=person, group=group)
    house = Institution.objects.create(code="BENCH", name=Text.of("Bench", "en"))
    _rows(records, house, made)


def _rows(records: int, house, made) -> None:
    from django.db import transaction

    rng = random.Random(7)
    begun, rows = time.perf_counter(), []
    counter = 0
    with transaction.atomic():
        for record, parent in _tree(records, house, made, rng):
            rows.append((record, parent))
            counter += 1
            if len(rows) >= BATCH:
                _flush(rows)
                rows.clear()
                print(f"{counter} records, {time.perf_counter() - begun:.0f} s", flush=True)
        _flush(rows)


def _tree(records: int, house, made, rng: random.Random):
    from khizana.archive import tree
    from khizana.archive.models import Record
    from khizana.kernel.refs import new_id

    def unit(parent, level, number, code):
        identity = new_id()
        day = rng.randrange(1940, 2000) * 10_000 + 101
        return Record(
            id=identity,
            institution=house,
            parent=parent,
            path=(parent.path if parent else "") + tree.segment(identity),
            depth=parent.depth + 1 if parent else 0,
            sort_key=tree.natural_key(code),
            level=level,
            reference_code=code,
            title=_title_value(number),
            date_low=day,
            date_high=day + 1130,
            label=rng.choice(made),
        )

    fonds = unit(None, "fonds", 0, "B")
    fonds.label = made[0]
    yield fonds, None
    series = file = None
    for number in range(records):
        if number % 5_000 == 0:
            series = unit(fonds, "series", number, f"B/{number // 5_000}")
            series.label = made[0]
            yield series, fonds
        if number % 100 == 0:
            file = unit(series, "file", number, f"{series.reference_code}/{number // 100}")
            file.label = made[0]
            yield file, series
        yield unit(file, "item", number, f"{file.reference_code}/{number}"), file


def _title_value(number: int):
    from khizana.kernel.text import Text

    return Text.from_json(_title(number))


def _flush(rows) -> None:
    from khizana.archive.models import Record
    from khizana.preservation.models import DigitalObject
    from khizana.reading.models import Page, Passage, TextLayer

    Record.objects.bulk_create([record for record, _ in rows])
    items = [record for record, _ in rows if record.level == "item"]
    objects, pages, layers, passages = [], [], [], []
    for record in items:
        text = " ".join(next(source()))
        digest = hashlib.sha512(text.encode()).hexdigest()
        kept = DigitalObject(
            record=record,
            label=record.label,
            original_name=f"{record.reference_code}.txt",
            name_bytes=b"x",
            size=len(text.encode()),
            sha512=digest,
            sha256=digest[:64],
            ocfl_id=f"urn:bench:{record.id}",
            content_path="-",
            reading_state="read",
            mime="text/plain",
            puid="x-fmt/111",
        )
        page = Page(object_id=kept.id, record=record, number=1, label=record.label)
        layer = TextLayer(
            page=page,
            number=1,
            kind="decoded",
            tool="bench",
            input_digest=digest,
            text=text,
            digest=digest[:64],
            language="ar",
            direction="rtl",
        )
        objects.append(kept)
        pages.append(page)
        layers.append(layer)
        passages.append(
            Passage(
                record=record,
                object_id=UUID(str(kept.id)),
                layer=layer,
                position=0,
                start=0,
                end=len(text),
                language="ar",
                label=record.label,
            )
        )
    DigitalObject.objects.bulk_create(objects)
    Page.objects.bulk_create(pages)
    TextLayer.objects.bulk_create(layers)
    Passage.objects.bulk_create(passages)


if __name__ == "__main__":
    make(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
