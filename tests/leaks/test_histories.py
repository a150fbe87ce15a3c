"""Histories name no thing that their reader may not see: the page and the API alike."""

import pytest
from django.test import Client
from django.urls import reverse
from leaks.world import POLICY, World

from khizana.access import labels
from khizana.access.actions import create_token
from khizana.access.queries import actor_for, system_actor
from khizana.archive import actions as archive
from khizana.archive.models import Accession, Record
from khizana.archive.queries import tellable
from khizana.kernel.markings import Marking
from khizana.kernel.text import Text
from khizana.ledger.models import Entry
from khizana.ledger.queries import history
from khizana.terms import actions as terms
from khizana.terms.models import Authority

pytestmark = pytest.mark.django_db
MACHINE = system_actor
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAGES = ("record", "record_history")


@pytest.fixture
def world():
    return World.build()


@pytest.fixture
def low(make_person):
    return make_person("low", roles=["archivist"])


@pytest.fixture
def high(make_person):
    return make_person("high", roles=["archivist"], level="secret")


@pytest.fixture
def unit(world):
    """An open series; the tests do hidden things to it."""
    return archive.create_record(
        actor=MACHINE(), title=Text.of("Open", "fr"), level="series",
        parent_id=world.ids("fonds")[0],
    )  # fmt: skip


def secret():
    return labels.intern(Marking(POLICY, "secret"))


def move(world, unit):
    hidden = archive.create_record(
        actor=MACHINE(), title=Text.of("Zilzal", "fr"), level="fonds",
        institution_id=world.ids("institution")[0], label=secret(),
    )  # fmt: skip
    archive.move_record(actor=MACHINE(), record_id=unit.pk, parent_id=hidden.pk)
    return hidden


def link(world, unit):
    hidden = terms.create_authority(
        actor=MACHINE(), kind="person", name=Text.of("Zilzal", "fr"), label=secret()
    )
    archive.link_authority(
        actor=MACHINE(), record_id=unit.pk, authority_id=hidden.pk, role="creator"
    )
    return hidden


def accede(world, unit):
    hidden = archive.create_accession(
        actor=MACHINE(), institution_id=world.ids("institution")[0],
        title=Text.of("Zilzal", "fr"), label=secret(),
    )  # fmt: skip
    archive.describe_record(actor=MACHINE(), record_id=unit.pk, accession_id=hidden.pk)
    return hidden


def told_to(person, unit):
    """Return everything that the two pages and the API tell of the history of a unit."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    pages = [client.get(reverse(name, args=[unit.pk])).content.decode() for name in PAGES]
    token = create_token(actor=actor_for(person), title="test").secret
    answer = client.get(
        f"/api/v1/records/{unit.pk}/history", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200
    return "\n".join(pages), answer.json()


@pytest.mark.parametrize("act", [move, link, accede])
def test_a_history_names_nothing_hidden(world, low, high, unit, act):
    hidden = act(world, unit)
    page, lines = told_to(low, unit)
    assert str(hidden.pk) not in page
    assert str(hidden.pk) not in str(lines)
    assert "Zilzal" not in page
    page, lines = told_to(high, unit)
    assert str(hidden.pk) in str(lines)
    assert "Zilzal" in page


@pytest.mark.parametrize("act", [link, accede])
def test_an_act_that_concerns_hidden_things_only_is_not_told(world, low, unit, act):
    before = told_to(low, unit)[1]
    act(world, unit)
    assert told_to(low, unit)[1] == before


def test_a_move_below_a_hidden_unit_reads_as_leaving_the_seen_one(world, low, unit):
    fonds = Record.objects.get(pk=world.ids("fonds")[0])
    move(world, unit)
    assert told_to(low, unit)[1][-1]["changes"] == {"parent": [str(fonds.ref), None]}
    before = told_to(low, unit)[1]
    move(world, unit)  # from one hidden unit to another
    assert told_to(low, unit)[1] == before


def test_of_several_names_the_hidden_ones_go_and_the_seen_ones_stay(world, low, unit):
    seen = terms.create_authority(actor=MACHINE(), kind="person", name=Text.of("Seen", "fr"))
    hidden = terms.create_authority(
        actor=MACHINE(), kind="person", name=Text.of("Zilzal", "fr"), label=secret()
    )
    archive.set_authorities(
        actor=MACHINE(), record_id=unit.pk, role="creator", authority_ids=[seen.pk, hidden.pk]
    )
    page, lines = told_to(low, unit)
    assert lines[-1]["changes"] == {"creator": [[], [str(seen.ref)]]}
    assert "Seen" in page


@pytest.mark.parametrize("act", [move, link, accede])
def test_what_was_seen_and_is_marked_higher_leaves_the_history(world, low, unit, act):
    thing = act(world, unit)
    plain = labels.intern(Marking.lowest(POLICY))
    model = {move: Record, link: Authority, accede: Accession}[act]
    model.objects.filter(pk=thing.pk).update(label=plain)
    assert str(thing.pk) in str(told_to(low, unit)[1])
    model.objects.filter(pk=thing.pk).update(label=secret())
    assert str(thing.pk) not in str(told_to(low, unit))


def test_a_merged_name_is_told_only_with_the_one_that_took_it_in(world, low, unit):
    source, into = (
        terms.create_authority(actor=MACHINE(), kind="person", name=Text.of(name, "fr"))
        for name in ("Source", "Into")
    )
    archive.link_authority(
        actor=MACHINE(), record_id=unit.pk, authority_id=source.pk, role="creator"
    )
    terms.merge_authorities(actor=MACHINE(), source_id=source.pk, into_id=into.pk)
    actor = actor_for(low)
    assert str(source.ref) in str(tellable(actor, history(unit.ref, actor)))
    Authority.objects.filter(pk=into.pk).update(label=secret())
    assert str(source.ref) not in str(tellable(actor, history(unit.ref, actor)))
    assert str(into.ref) not in str(tellable(actor, history(source.ref, actor)))


def test_a_withdrawn_unit_is_named_to_those_only_who_may_bring_it_back(
    world, low, make_person, unit
):
    target = archive.create_record(
        actor=MACHINE(), title=Text.of("Gone", "fr"), level="fonds",
        institution_id=world.ids("institution")[0],
    )  # fmt: skip
    archive.move_record(actor=MACHINE(), record_id=unit.pk, parent_id=target.pk)
    Record.objects.filter(pk=target.pk).update(withdrawn_at=target.created_at)
    reader = make_person("reader", roles=["researcher"])
    assert str(target.pk) not in str(told_to(reader, unit))
    assert str(target.ref) in str(told_to(low, unit)[1])


@pytest.mark.parametrize("hide", [False, True])
def test_the_questions_to_the_database_do_not_tell(
    world, low, unit, hide, django_assert_num_queries
):
    if hide:
        link(world, unit)
        accede(world, unit)
    actor = actor_for(low)
    lines = history(unit.ref, actor)
    with django_assert_num_queries(3):
        tellable(actor, lines)


def test_an_auditor_proves_a_line_of_what_they_may_not_read(client, make_person, world, unit):
    move(world, unit)
    client.force_login(make_person("auditor", roles=["auditor"], level="secret"), backend=BACKEND)
    line = Entry.objects.get(action="archive.record_moved")
    page = client.get(reverse("ledger_line", args=[line.pk]))
    assert page.status_code == 200
    assert "Zilzal" not in page.content.decode()
