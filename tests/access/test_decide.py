"""decide(): the yes or no with its rule, in agreement with the filter."""

import datetime as dt

import pytest

from khizana.access import labels
from khizana.access.actions import note_closed_read, note_refusal
from khizana.access.models import UNDETERMINED
from khizana.access.policies import decide
from khizana.access.queries import system_actor
from khizana.archive.models import Accession, Institution
from khizana.kernel.markings import Marking, Policy
from khizana.ledger.models import Entry

pytestmark = pytest.mark.django_db
POLICY = Policy.neutral()


@pytest.fixture
def accession():
    def make(level="unprotected", caveats=(), **values):
        number = Accession.objects.count() + 1
        return Accession.objects.create(
            institution=Institution.objects.get_or_create(code="X")[0],
            number=f"2026-{number}",
            year=2026,
            sequence=number,
            label=labels.intern(Marking(POLICY, level, frozenset(caveats))),
            **values,
        )

    return make


def test_each_rule(accession, make_actor):
    cases = {
        "markings.dominates": accession("restricted"),
        "access.closed": accession(open_from=UNDETERMINED),
        "markings.level": accession("secret"),
    }
    reader = make_actor("r", roles=["researcher"], level="restricted")
    for rule, thing in cases.items():
        decision = decide(reader, "read", thing)
        assert decision.rule == rule
        assert bool(decision) == (rule == "markings.dominates")
        assert all(decision.reason.shown(lang).text for lang in ("ar", "fr", "en"))
        visible = Accession.objects.visible_to(reader).filter(pk=thing.pk).exists()
        assert visible == bool(decision)


def test_without_the_permission(accession, make_actor):
    admin = make_actor("a", roles=["administrator"], level="secret")
    assert decide(admin, "read", accession()).rule == "access.permission_missing"
    assert decide(admin, "archive.describe", accession()).rule == "access.permission_missing"


def test_a_label_made_after_the_request_began(make_actor, accession):
    reader = make_actor("r", roles=["researcher"], level="secret", caveats=["judicial"])
    thing = accession("secret", caveats=["judicial"])
    assert decide(reader, "read", thing).rule == "access.not_yet"


def test_the_machine(accession):
    assert decide(system_actor(), "read", accession("secret")).rule == "access.machine"


def test_the_day_of_opening(accession, make_actor):
    actor = make_actor("r", roles=["researcher"])
    assert decide(actor, "read", accession(open_from=actor.today))
    assert not decide(actor, "read", accession(open_from=actor.today + dt.timedelta(days=1)))


def test_reading_what_is_closed_is_noted(accession, archivist):
    thing = accession(open_from=UNDETERMINED)
    entry = note_closed_read(actor=archivist, marked=thing, ref=thing.ref)
    assert (entry.action, entry.ref, entry.label_id) == (
        "access.read_closed", str(thing.ref), thing.label_id,
    )  # fmt: skip
    before = Entry.objects.count()
    thing = accession()
    assert note_closed_read(actor=archivist, marked=thing, ref=thing.ref) is None
    assert Entry.objects.count() == before


def test_a_refusal_is_noted(archivist):
    entry = note_refusal(actor=archivist, code="access.permission_missing", asked="/people/")
    assert entry.action == "access.refused"
