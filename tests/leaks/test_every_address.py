"""Every address is watched, and says the same of what is hidden as of what never was."""

import pytest
from django.core.cache import cache
from leaks.addresses import addresses
from leaks.watch import (
    Unwatched,
    ask,
    known_parameters,
    names_a_thing,
    parameters,
    said_of_hidden,
    watched,
)
from leaks.ways_out import ADDRESSES, ASKED, NOT_WATCHED, hidden_words
from leaks.world import KINDS, Spec, World, hidden_from

from khizana.access import labels
from khizana.access.queries import actor_for

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(make_person):
    cache.clear()
    made = World.build()
    made.people["other"] = [make_person("other", roles=[]).pk]
    return made


def test_every_address_is_watched_or_named_with_a_reason(world):
    """A new page or API address fails here until the harness knows how to ask it."""
    unknown = []
    for address in watched():
        try:
            parameters(address, world)
        except Unwatched as problem:
            unknown.append(str(problem))
    assert not unknown, "add these to tests/leaks/ways_out.py: " + "; ".join(unknown)


def test_no_address_is_excused_that_does_not_exist():
    names = {address.name for address in addresses()} | {"gallery"}
    stale = [n for n in NOT_WATCHED if n not in names and n != "gallery"]
    assert not stale
    assert all(NOT_WATCHED.values())


def test_no_thing_is_excused():
    """What is excused may not name things of the holdings."""
    excused = [a for a in addresses() if a.name in NOT_WATCHED]
    assert not [a.name for a in excused if names_a_thing(a)]


@pytest.mark.parametrize("roles", [["researcher"], ["archivist"], ["administrator"], ["auditor"]])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_hidden_and_missing_answer_alike(world, make_person, client, roles, method):
    person = make_person("observer", roles=roles)
    secret = Spec("record", "secret")
    for kind in KINDS:
        world.hide(Spec(kind, "secret"))
        world.hide(Spec(kind, "secret", below=False))
    assert hidden_from(actor_for(person), labels.intern(secret.marking()), False)
    client.force_login(person, backend=BACKEND)
    wrong = [
        f"{what}\n  hidden:  {hidden[0]} {hidden[3]} statements\n"
        f"  missing: {missing[0]} {missing[3]} statements"
        for what, hidden, missing in said_of_hidden(client, world, method)
        if hidden != missing
    ]
    assert not wrong, "\n".join(wrong)


def test_the_words_of_hidden_things_appear_nowhere(world, make_person, client):
    person = make_person("observer", roles=["archivist"])
    for kind in KINDS:
        world.hide(Spec(kind, "secret"))
    client.force_login(person, backend=BACKEND)
    leaks = []
    for address in watched():
        if address.name in ASKED:
            continue  # an echo of the question is no leak; see the comparison of two worlds
        for values in known_parameters(address, world):
            body = ask(client, "GET", address.path(values))[2].decode(errors="replace")
            leaks += [f"{address.name}: {word}" for word in hidden_words() if word in body]
    assert not leaks


def test_the_table_of_addresses_is_not_stale():
    names = {address.name for address in addresses()}
    planned = set(ASKED) | set(ADDRESSES)
    assert len(planned & names) > len(planned) / 4
