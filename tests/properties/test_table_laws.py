"""The table is a mirror: what goes out comes back exactly, on the same node and on another."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khizana.access import labels
from khizana.access.queries import system_actor
from khizana.archive import actions, importing
from khizana.archive.elements import TEXT_ELEMENTS
from khizana.archive.exporting import export_csv
from khizana.archive.models import Record
from khizana.archive.tree import levels_below
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.text import Text
from khizana.kernel.words import say

pytestmark = pytest.mark.django_db

WORDS = st.text(
    st.sampled_from("'=+-@\t\n;,\"| aأبé\u2068\u200f|1：＝") | st.characters(
        exclude_categories=["Cs", "Cc"], max_codepoint=0xFFFF
    ),
    min_size=1, max_size=12,
).filter(lambda words: words.replace("\ufeff", "").strip())  # fmt: skip
TEXTS = st.builds(
    Text,
    st.dictionaries(st.sampled_from(["ar", "fr", "en", "pt"]), WORDS, min_size=1, max_size=3),
    st.sampled_from(["ar", "fr", "en", "pt", None]),
)
DATES = st.none() | st.sampled_from(
    ["1958", "21 شعبان 1377", "du 17 au 19 mai 1958", "vers 1958", "s.d.", "[1956,1958]",
     "3/5/58", "=1958", "avant 1900"]
).map(lambda text: HistoricalDate.read(text.strip("=")))  # fmt: skip
CODES = st.sampled_from([one.code for one in TEXT_ELEMENTS])
UNITS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), TEXTS, DATES,
              st.dictionaries(CODES, TEXTS, max_size=3)),
    min_size=1, max_size=6,
)  # fmt: skip


def grow(actor, institution, units):
    made: list[Record] = []
    for above, level, title, dates, description in units:
        parent = made[above % len(made)] if made else None
        possible = levels_below(parent.level if parent else None)
        if not possible:
            parent, possible = None, ["fonds"]
        made.append(
            actions.create_record(
                actor=actor,
                institution_id=institution.pk,
                parent_id=parent.pk if parent else None,
                level=possible[level % len(possible)],
                title=title,
                dates=dates,
                description=description,
            )
        )
    return made


def snapshot(institution):
    rows = Record.objects.filter(institution=institution).select_related("parent")
    return {
        one.reference_code: (
            one.parent.reference_code if one.parent else None,
            one.level,
            one.title,
            one.dates and (one.dates.as_written, one.dates.edtf),
            one.description,
            one.label_id,
            one.open_from,
        )
        for one in rows
    }


def exported(actor, institution) -> bytes:
    return b"".join(export_csv(actor=actor, institution_id=institution.pk))


@given(UNITS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_export_and_import_are_inverse(units):
    labels.intern_lowest()
    actor = system_actor()
    number = Record.objects.count()
    home, abroad = (
        actions.create_institution(actor=actor, code=f"{side}{number}.{len(units)}.{id(units)}",
                                   name=Text.of("x", "fr"))
        for side in ("H", "A")
    )  # fmt: skip
    grow(actor, home, units)
    before = snapshot(home)
    table = exported(actor, home)
    looked = importing.check_csv(actor=actor, content=table, institution_id=home.pk)
    refused = [importing.refusal_of(one).sentence("en") for one in looked.refusals]
    assert (looked.created, looked.changed, looked.unchanged) == (0, 0, len(units)), refused
    importing.apply_csv(actor=actor, table_id=looked.pk)
    assert snapshot(home) == before
    assert exported(actor, home) == table

    fresh = _without_ids(table)
    taken = importing.check_csv(actor=actor, content=fresh, institution_id=abroad.pk)
    done = importing.apply_csv(actor=actor, table_id=taken.pk)
    assert (done.created, done.refused) == (len(units), 0)
    assert snapshot(abroad) == before
    assert say("state.table_import.applied", "ar")


def _without_ids(table: bytes) -> bytes:
    import csv
    import io

    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    kept = [place for place, name in enumerate(rows[0]) if name not in ("id", "version")]
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([row[i] for i in kept] for row in rows)
    return buffer.getvalue().encode()
