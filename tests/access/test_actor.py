"""A person becomes an actor: what roles and clearances valid today amount to."""

import datetime as dt

import pytest

from khizana.access import labels
from khizana.access.models import Appointment, Clearance, Group, Label, Membership
from khizana.access.queries import actor_for, system_actor
from khizana.adapters import clock
from khizana.kernel.markings import Marking, Policy

POLICY = Policy.neutral()
pytestmark = pytest.mark.django_db


def label(level, **parts):
    return labels.intern(Marking(POLICY, level, **{k: frozenset(v) for k, v in parts.items()}))


@pytest.fixture
def shelf():
    """One label of each kind, by a name."""
    return {
        "open": label("unprotected"),
        "restricted": label("restricted"),
        "for_a": label("restricted", releasable_to="A"),
        "sources": label("confidential", caveats=["sources"]),
        "group": label("unprotected", groups=["inquiry"]),
        "secret": label("secret"),
    }


def seen(actor, shelf):
    return {name for name, row in shelf.items() if row.pk in actor.label_ids}


def test_without_clearance_only_the_lowest(make_actor, shelf):
    assert seen(make_actor(level=None), shelf) == {"open"}


def test_an_administrator_sees_nothing_marked(make_actor, shelf):
    admin = make_actor("admin", roles=["administrator"], level=None)
    assert seen(admin, shelf) == {"open"}
    assert not admin.sees_all
    assert not admin.may("archive.read")


def test_level_caveat_party_and_group(make_person, shelf):
    person = make_person(level="confidential", caveats=["sources"], party="A")
    assert seen(actor_for(person), shelf) == {"open", "restricted", "for_a", "sources"}
    group = Group.objects.create(code="inquiry")
    Membership.objects.create(person=person, group=group)
    assert "group" in seen(actor_for(person), shelf)


def test_two_clearances_are_never_combined(make_person, shelf):
    person = make_person(level="secret", party="B")
    Clearance.objects.create(
        person=person, policy=POLICY.id, level="restricted", caveats=["sources"], party="A"
    )
    found = seen(actor_for(person), shelf)
    assert {"secret", "for_a"} <= found
    assert "sources" not in found


def test_clearances_hold_in_their_days_only(make_person, shelf):
    person = make_person(level=None)
    row = Clearance.objects.create(
        person=person, policy=POLICY.id, level="secret",
        valid_from=dt.date(2026, 1, 10), valid_to=dt.date(2026, 1, 20),
    )  # fmt: skip
    days = {9: False, 10: True, 20: True, 21: False}
    for day, expected in days.items():
        with clock.frozen(dt.datetime(2026, 1, day, 12, tzinfo=dt.UTC)):
            assert ("secret" in seen(actor_for(person), shelf)) == expected, day
    row.withdrawn_at = clock.now()
    row.save()
    with clock.frozen(dt.datetime(2026, 1, 15, tzinfo=dt.UTC)):
        assert "secret" not in seen(actor_for(person), shelf)


def test_a_clearance_of_another_policy_opens_nothing(make_person, shelf):
    person = make_person(level=None)
    Clearance.objects.create(person=person, policy="other", level="secret")
    assert seen(actor_for(person), shelf) == {"open"}


def test_a_label_that_the_policy_cannot_read_is_seen_by_nobody(make_actor):
    row = Label.objects.create(
        key="other@1/secret//*/", policy="other", level="secret", rank=0, releasable_to=None
    )
    assert row.pk not in make_actor(level="secret").label_ids


def test_roles_hold_in_their_days_only(make_person):
    person = make_person(roles=[])
    Appointment.objects.create(
        person=person,
        role="archivist",
        valid_from=dt.date(2020, 1, 1),
        valid_to=dt.date(2020, 2, 1),
    )
    assert not actor_for(person).permissions
    with clock.frozen(dt.datetime(2020, 1, 15, tzinfo=dt.UTC)):
        assert actor_for(person).may("archive.describe")


def test_a_disabled_person_may_and_sees_nothing(make_person, shelf):
    person = make_person(level="secret")
    person.is_active = False
    person.save()
    actor = actor_for(person)
    assert (actor.permissions, actor.label_ids, actor.reads_closed) == (set(), set(), False)


def test_the_machine_processes_everything():
    machine = system_actor()
    assert machine.sees_all
    assert machine.reads_closed
    assert machine.person_id is None


def test_queries_are_pinned(make_person, shelf, django_assert_num_queries):
    person = make_person()
    with django_assert_num_queries(4):
        actor_for(person)


def test_interning_gives_one_row(shelf):
    assert label("secret") == shelf["secret"]
    assert labels.marking_of(shelf["sources"]).caveats == {"sources"}


def test_the_banner_is_the_join(shelf):
    shown = labels.banner_of([shelf["open"].pk, shelf["for_a"].pk], "ar")
    assert str(shown) == "تمرين · توزيع محدود · للطرف أ وحده"
    assert (shown.level, shown.rank) == ("restricted", 1)
    assert str(labels.banner_of([], "fr")) == "Exercice · Non protégé"


def test_the_policy_of_the_data_folder_replaces_the_neutral_one(data_folder):
    from importlib import resources

    text = resources.files("khizana.kernel").joinpath("policies/neutral.toml").read_text()
    (data_folder / "policy.toml").write_text(text.replace('id = "exercise"', 'id = "national"'))
    assert labels.policy().id == "national"
