"""What the room says to somebody is the same with and without what they may not read.

One archive is built twice, once with hidden records among the others. Ids differ between the two
(and with them the order among equals), so records are compared by their codes, and everything that
is decided by ids alone is decided by rows with the same ids.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest

from khizana.access.models import UNDETERMINED
from khizana.archive.models import Record, RecordAuthority
from khizana.ledger.models import Cursor, Entry
from khizana.reading.models import Page, Passage, TextLayer
from khizana.search import queries
from khizana.search.engine import store
from khizana.search.results import SORTS, Filters

WORDS = ["جيش", "أرشيف", "محاضر", "باماكو", "إرهاب", "لجنة", "army", "archive", "Bamako", "état"]
RARE = ["سرمدي", "quintessence"]
QUESTIONS = [
    "جيش",
    "أرشيف إرهاب",
    "army | archive",
    '"army archive"',
    "محضر",
    "سرمدي",
    "quintesence",
    "quint*",
    "title:army",
    "جيش NOT لجنة",
    "cote:HIDDEN*",
    "zzzz army",
    "arcive",
    "date:1950..1960 army",
    "",
]


def _said(reader: Any) -> list[Any]:
    """Everything that the room's ways out say."""
    said: list[Any] = []
    for question in QUESTIONS:
        for filters in (Filters(), Filters(language=("ar",)), Filters(kind=("record",))):
            page = queries.search(actor=reader, query=question, filters=filters, per_page=5)
            said.append(page)
            said.append(queries.search(actor=reader, query=question, filters=filters, page=2))
        said += [queries.search(actor=reader, query=question, sort=sort) for sort in SORTS]
    for start in ("ج", "جي", "سر", "qu", "ar", "الم", "HI", "to"):
        said.append(queries.suggest(actor=reader, text=start))
    return said


def _fill(archive: Any, seed: int) -> list[Record]:
    """Records open and hidden in turn; returns the hidden ones."""
    chance = random.Random(seed)  # noqa: S311 - test data
    hidden = []
    fonds = archive.record("رصيد", level="fonds", code="OPEN")
    secret = archive.record("رصيد سري", level="fonds", code="HIDDEN", label=archive.highest)
    hidden.append(secret)
    ways = [
        {"label": archive.highest},
        {"open_from": dt.date(2090, 1, 1)},
        {"open_from": UNDETERMINED},
    ]
    for number in range(24):
        texts = [" ".join(chance.choices(WORDS, k=chance.randint(2, 9))) for _ in range(2)]
        date = str(chance.randint(1940, 1970))
        title = " ".join(chance.choices(WORDS, k=2))
        if number % 3:
            archive.record(title, *texts, parent=fonds, date=date, code=f"OPEN/{number}")
        else:
            way = chance.choice(ways)
            texts.append(" ".join(chance.choices(RARE, k=3)) + " " + " ".join(WORDS[:4]))
            parent = secret if chance.random() < 0.5 else fonds
            record = archive.record(
                title, *texts, parent=parent, date=date, code=f"HIDDEN/{number}", **way
            )
            hidden.append(record)
            body = archive.authority(record, ar="سرمدي", fr="Quintessence")
            body.label = archive.highest
            body.save()
    return hidden


def _remove(hidden: list[Record]) -> None:
    """Take the hidden rows away as if they had never been: no room has an action for that."""
    ids = [record.pk for record in hidden]
    Passage.objects.filter(record_id__in=ids).delete()
    TextLayer.objects.filter(page__record_id__in=ids).delete()
    Page.objects.filter(record_id__in=ids).delete()
    RecordAuthority.objects.filter(record_id__in=ids).delete()
    from khizana.preservation.models import DigitalObject

    DigitalObject.objects.filter(record_id__in=ids).delete()
    for record in sorted(hidden, key=lambda one: -one.depth):
        Record.objects.filter(pk=record.pk).delete()


@pytest.fixture(params=range(3))
def seed(request: Any) -> Iterator[int]:
    yield request.param


def test_hidden_records_leave_no_trace(
    archive: Any, reader: Any, seed: int, archivist: Any
) -> None:
    hidden = _fill(archive, seed)
    for _ in range(3):
        # Commits and rewritten entries, so that segments and deletions differ as in real life.
        archive.index()
        Cursor.objects.update(position=Entry.objects.count() // 2)
    archive.index()
    with_them = _said(reader)
    assert any(page.total_passages for page in with_them if hasattr(page, "total_passages"))
    _remove(hidden)
    from khizana.search.actions import rebuild

    rebuild(actor=archivist)
    without_them = _said(reader)
    for one, other in zip(with_them, without_them, strict=True):
        assert one == other


def test_the_hidden_would_have_been_found(archive: Any, make_actor: Any) -> None:
    from khizana.kernel.policy import Policy

    _fill(archive, 0)
    archive.index()
    cleared = make_actor("chief", roles=["archivist"], level=list(Policy.neutral().levels)[-1])
    assert queries.search(actor=cleared, query="سرمدي").total_passages > 0
    assert store().reader().occurs("quintessence")


def test_scores_do_not_move(archive: Any, reader: Any) -> None:
    """The trap that BM25 sets: a hidden document makes a word more frequent and so weigh less."""
    archive.record("ا", "army archive", code="A")
    archive.record("ب", "army", code="B")
    archive.index()
    before = queries.search(actor=reader, query="army | archive")
    for number in range(30):
        archive.record("سر", "archive " * 5, code=f"S{number}", label=archive.highest)
    archive.index()
    assert queries.search(actor=reader, query="army | archive") == before
