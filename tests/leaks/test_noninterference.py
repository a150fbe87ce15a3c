"""Non-interference: what one may not see leaves no trace in anything that the system says.

Random people and random markings; the whole output before and after something hidden is added
must be the same, to the byte and to the number of database statements (acceptance check 7 of
notes/exchange-security.md; ASVS 5.0.0, 8.2 and 8.3).
"""

import datetime as dt
import os
import shutil

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from leaks.watch import differences, said_by_addresses, said_by_queries, undone
from leaks.world import GROUPS, KINDS, POLICY, Spec, World, hidden_from

from khizana.access import labels
from khizana.access.models import Appointment, Clearance, Group, Membership, Person
from khizana.access.queries import actor_for, system_actor
from khizana.access.roles import ROLES
from khizana.adapters import clock
from khizana.adapters import settings as node_settings
from khizana.kernel.text import Text
from khizana.search import actions as search

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MOMENT = dt.datetime(2026, 3, 1, 10, tzinfo=dt.UTC)
LEVELS = list(POLICY.levels)
WORDS = st.sampled_from(
    [
        "عمليات زلزال Opération Séisme Zilzalographie garnison",
        "رباط garnison register سجل",
        "Zzz archives",
        "أ",
    ]
)
caveats = st.frozensets(st.sampled_from(list(POLICY.caveats)), max_size=2)
parties = st.none() | st.frozensets(st.sampled_from(list(POLICY.parties)))
groups = st.frozensets(st.sampled_from(GROUPS), max_size=1)

specs = st.builds(
    Spec, st.sampled_from(list(KINDS)), st.sampled_from(LEVELS), caveats, parties, groups,
    st.booleans(), st.booleans(), WORDS,
)  # fmt: skip
observers = st.fixed_dictionaries(
    {
        "roles": st.sets(st.sampled_from(sorted(ROLES)), min_size=1, max_size=2),
        "level": st.none() | st.sampled_from(LEVELS),
        "caveats": caveats,
        "party": st.sampled_from(["", *POLICY.parties]),
        "groups": groups,
        "language": st.sampled_from(["ar", "fr", "en"]),
    }
)


def make_observer(wish):
    name = Text({"ar": "المراقب", "fr": "Observateur"}, "ar")
    person = Person.objects.create(username="observer", name=name, language=wish["language"])
    Person.objects.create(username="other", name=name)
    for role in wish["roles"]:
        Appointment.objects.create(person=person, role=role)
    if wish["level"]:
        Clearance.objects.create(
            person=person, policy=POLICY.id, level=wish["level"],
            caveats=sorted(wish["caveats"]), party=wish["party"],
        )  # fmt: skip
    for code in wish["groups"]:
        group, _ = Group.objects.get_or_create(code=code)
        Membership.objects.create(person=person, group=group)
    return person


def unseen(person, wanted):
    """Return those things that would be hidden from the person."""
    actor = actor_for(person)
    found = []
    for spec in wanted:
        marking = spec.marking()
        if marking is not None:
            label = labels.intern(marking)
            actor = actor_for(person)
            if hidden_from(actor, label, spec.closed):
                found.append(spec)
    return found


def signed_in(person):
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def index():
    search.catch_up(actor=system_actor())


@pytest.fixture
def stage():
    """Hold the clock, and undo the database and the index after each example."""

    class Stage:
        def __enter__(self):
            cache.clear()
            shutil.rmtree(node_settings.current().index, ignore_errors=True)
            self.clock = clock.frozen(MOMENT)
            self.undone = undone()
            self.clock.__enter__()
            self.undone.__enter__()

        def __exit__(self, *error):
            self.undone.__exit__(*error)
            self.clock.__exit__(*error)

    return Stage


# each compares two whole sweeps over all addresses; a night run may ask for hundreds
EXAMPLES = int(os.environ.get("KHZ_TEST_LEAK_EXAMPLES", "5"))
PROFILE = {
    "deadline": None,
    "derandomize": True,
    "phases": [Phase.explicit, Phase.generate],  # a sweep is too slow to shrink
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
}


@settings(max_examples=EXAMPLES * 5, **PROFILE)
@given(observers, st.lists(specs, min_size=1, max_size=4))
def test_functions_of_the_rooms(stage, wish, wanted):
    with stage():
        world = World.build()
        person = make_observer(wish)
        hidden = unseen(person, wanted)
        assume(hidden)
        before = said_by_queries(person, world)
        for spec in hidden:
            world.hide(spec)
        assert not differences(before, said_by_queries(person, world)), hidden


@pytest.mark.slow
@settings(max_examples=EXAMPLES, **PROFILE)
@given(observers, st.lists(specs, min_size=5, max_size=9))
def test_pages_api_and_search(stage, wish, wanted):
    with stage():
        world = World.build()
        person = make_observer(wish)
        hidden = unseen(person, wanted)
        assume(hidden)
        client = signed_in(person)
        index()
        client.get("/")  # the first page of a session writes when it began
        before = said_by_addresses(client, world)
        for spec in hidden:
            world.hide(spec)
        index()
        found = differences(before, said_by_addresses(client, world))
        assert not found, f"{hidden}\n" + "\n".join(found)


def test_the_harness_sees_a_leak(stage):
    """A watch that never barks proves nothing: what is not hidden must make a difference."""
    with stage():
        world = World.build()
        person = make_observer(
            {"roles": {"archivist"}, "level": "secret", "caveats": set(), "party": "",
             "groups": set(), "language": "fr"}
        )  # fmt: skip
        client = signed_in(person)
        index()
        queries, pages = said_by_queries(person, world), said_by_addresses(client, world)
        for kind in KINDS:
            world.hide(Spec(kind, "secret"))
        index()
        assert len(differences(queries, said_by_queries(person, world))) >= 5
        assert len(differences(pages, said_by_addresses(client, world))) >= 3
