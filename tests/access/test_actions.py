"""Changing people and their rights: who may, what is refused, what the ledger says."""

import datetime as dt
import json

import pytest

from khizana.access import actions, labels
from khizana.access.models import Group, Person
from khizana.access.queries import (
    actor_for,
    may_reset_password,
    person_for_token,
    system_actor,
)
from khizana.adapters import clock
from khizana.kernel.errors import Conflict, NotAllowed, NotValid
from khizana.kernel.markings import Marking, Policy
from khizana.kernel.text import Text
from khizana.ledger.models import Entry

pytestmark = pytest.mark.django_db
NAME = Text({"ar": "عمر التازي", "fr": "Omar Tazi"}, "ar")


@pytest.fixture
def admin(make_actor):
    return make_actor("admin", roles=["administrator"], level=None)


@pytest.fixture
def officer(make_actor):
    return make_actor("officer", roles=["security_officer"], level="secret")


@pytest.fixture
def somebody(make_person):
    return make_person("somebody", roles=[], level=None)


def last():
    return Entry.objects.order_by("-position").first()


def test_an_account_begins_with_a_password_for_once(admin):
    issued = actions.create_person(actor=admin, username="omar", name=NAME)
    person = Person.objects.get(username="omar")
    assert person.check_password(issued.password)
    assert person.must_change_password
    assert len(issued.password) >= 15
    assert last().action == "access.create_person"
    assert issued.password not in last().body
    assert not actor_for(person).permissions


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"username": "a b"}, "access.username_form"),
        ({"username": "x"}, "access.username_form"),
        ({"name": Text()}, "access.name_missing"),
        ({"language": "xx"}, "access.language_unknown"),
        ({"username": "ADMIN"}, "access.username_taken"),
    ],
)
def test_an_account_that_is_refused(admin, values, code):
    with pytest.raises((NotValid, Conflict), match=code):
        actions.create_person(actor=admin, **({"username": "omar", "name": NAME} | values))


def test_only_administrators_open_accounts(archivist, officer):
    for actor in (archivist, officer):
        with pytest.raises(NotAllowed, match=r"access.permission_missing"):
            actions.create_person(actor=actor, username="omar", name=NAME)


def test_an_account_is_corrected_as_seen(admin, somebody):
    values = {"name": NAME, "language": "fr", "email": ""}
    actions.change_person(actor=admin, person=somebody, version=1, **values)
    assert json.loads(last().body)["changes"]["language"] == ["ar", "fr"]
    with pytest.raises(Conflict, match=r"access.changed_meanwhile"):
        actions.change_person(actor=admin, person=somebody, version=1, **values)


def test_disabling_ends_everything_and_enabling_revives_no_session(admin, somebody, client):
    client.force_login(somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.session["_auth_user_id"]
    issued = actions.create_token(actor=actor_for(somebody), title="script")
    actions.disable_person(actor=admin, person=somebody, reason="left")
    assert person_for_token(issued.secret) is None
    enabled = actions.enable_person(actor=admin, person=somebody, reason="back")
    assert enabled.get_session_auth_hash() != somebody.get_session_auth_hash()


def test_nobody_disables_or_resets_themselves(admin):
    me = Person.objects.get(pk=admin.person_id)
    for act in (
        lambda: actions.disable_person(actor=admin, person=me, reason="x"),
        lambda: actions.reset_password(actor=admin, person=me),
    ):
        with pytest.raises(NotAllowed, match=r"access.not_on_oneself"):
            act()


def test_a_reset_password_is_for_once_and_ends_sessions(admin, somebody):
    before = somebody.get_session_auth_hash()
    issued = actions.reset_password(actor=admin, person=somebody)
    assert issued.person.must_change_password
    assert issued.person.get_session_auth_hash() != before
    changed = actions.password_changed(actor=actor_for(somebody), person=somebody)
    assert not changed.must_change_password


@pytest.mark.parametrize(
    "rights",
    [
        {"roles": ["security_officer"]},
        {"roles": ["auditor"]},
        {"roles": ["release_officer"]},
        {"level": "restricted"},
        {"level": "unprotected", "party": "A"},
    ],
)
def test_an_administrator_takes_over_nobody_who_holds_what_others_give(
    admin, officer, make_person, rights
):
    person = make_person("guarded", **({"roles": ["archivist"], "level": None} | rights))
    before = Person.objects.get(pk=person.pk).password
    with pytest.raises(NotAllowed, match=r"access.person_guarded"):
        actions.reset_password(actor=admin, person=person)
    assert Person.objects.get(pk=person.pk).password == before
    assert not may_reset_password(admin, person)
    assert may_reset_password(officer, person)
    issued = actions.reset_password(actor=officer, person=person)
    assert Person.objects.get(pk=person.pk).check_password(issued.password)


def test_who_belongs_to_a_group_is_guarded_and_who_has_left_is_not(admin, officer, somebody):
    group = actions.create_group(actor=officer, code="inquiry", name=NAME)
    membership = actions.add_member(actor=officer, group=group, person=somebody)
    clearance = actions.grant_clearance(
        actor=officer, person=somebody, level="secret", reason="from next month",
        valid_from=clock.today() + dt.timedelta(days=30),
    )  # fmt: skip
    actions.end_membership(actor=officer, membership=membership)
    assert not may_reset_password(admin, somebody)
    actions.withdraw_clearance(actor=officer, clearance=clearance, reason="not needed")
    assert may_reset_password(admin, somebody)


def test_a_security_officer_resets_those_only_whom_an_administrator_may_not(
    officer, archivist, make_person
):
    plain = make_person("plain", roles=["researcher"])
    guarded = make_person("guarded", level="secret")
    for actor, person in ((officer, plain), (archivist, plain), (archivist, guarded)):
        with pytest.raises(NotAllowed, match=r"access.permission_missing"):
            actions.reset_password(actor=actor, person=person)
        assert not may_reset_password(actor, person)


@pytest.mark.parametrize("act", ["reset", "disable"])
def test_tokens_end_with_a_reset_password_and_a_closed_account(admin, somebody, act):
    issued = [actions.create_token(actor=actor_for(somebody), title=t) for t in ("a", "b")]
    if act == "reset":
        actions.reset_password(actor=admin, person=somebody)
        actions.password_changed(actor=actor_for(somebody), person=somebody)
    else:
        actions.disable_person(actor=admin, person=somebody, reason="left")
        actions.enable_person(actor=admin, person=somebody, reason="back")
    assert [person_for_token(one.secret) for one in issued] == [None, None]
    assert Entry.objects.filter(action="access.revoke_token").count() == 2


def test_tokens_outlast_a_password_that_their_owner_changed(somebody):
    issued = actions.create_token(actor=actor_for(somebody), title="script")
    actions.password_changed(actor=actor_for(somebody), person=somebody)
    assert person_for_token(issued.secret) == somebody


def test_the_second_factor_is_reset_by_another_office(admin, officer, somebody):
    with pytest.raises(NotAllowed):
        actions.reset_second_factor(actor=admin, person=somebody)
    actions.reset_second_factor(actor=officer, person=somebody)
    assert last().action == "access.reset_second_factor"


def test_a_clearance_is_granted_with_reason_and_withdrawn(officer, somebody):
    secret = labels.intern(Marking(Policy.neutral(), "secret"))
    clearance = actions.grant_clearance(
        actor=officer, person=somebody, level="secret", reason="joint commission", party="A"
    )
    assert secret.pk in actor_for(somebody).label_ids
    assert json.loads(last().body)["detail"]["reason"] == "joint commission"
    actions.withdraw_clearance(actor=officer, clearance=clearance, reason="left")
    assert secret.pk not in actor_for(somebody).label_ids
    with pytest.raises(Conflict, match=r"access.already_withdrawn"):
        actions.withdraw_clearance(actor=officer, clearance=clearance, reason="again")


def test_no_self_grant_even_by_the_security_officer(officer, admin):
    me = Person.objects.get(pk=officer.person_id)
    group = Group.objects.create(code="inquiry")
    for act in (
        lambda: actions.grant_clearance(actor=officer, person=me, level="secret", reason="x"),
        lambda: actions.add_member(actor=officer, group=group, person=me),
        lambda: actions.appoint(actor=officer, person=me, role="auditor"),
    ):
        with pytest.raises(NotAllowed, match=r"access.no_self_grant"):
            act()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "  "}, "access.reason_missing"),
        ({"level": "cosmic"}, "markings.unknown_level"),
        ({"caveats": ["x"]}, "markings.unknown_caveat"),
        ({"party": "C"}, "markings.unknown_party"),
        (
            {"valid_from": dt.date(2026, 2, 1), "valid_to": dt.date(2026, 1, 1)},
            "access.period_reversed",
        ),
    ],
)
def test_a_clearance_that_is_refused(officer, somebody, values, code):
    with pytest.raises(NotValid, match=code):
        actions.grant_clearance(
            actor=officer, person=somebody, **({"level": "secret", "reason": "x"} | values)
        )


def test_the_administrator_clears_nobody(admin, somebody):
    with pytest.raises(NotAllowed):
        actions.grant_clearance(actor=admin, person=somebody, level="secret", reason="x")
    with pytest.raises(NotAllowed):
        actions.create_group(actor=admin, code="g", name=NAME)


def test_sensitive_roles_need_the_security_officer(admin, officer, somebody):
    with pytest.raises(NotAllowed):
        actions.appoint(actor=admin, person=somebody, role="security_officer")
    actions.appoint(actor=officer, person=somebody, role="auditor")
    with pytest.raises(Conflict, match=r"access.duties_apart"):
        actions.appoint(actor=admin, person=somebody, role="administrator")
    with pytest.raises(NotAllowed):
        actions.appoint(actor=officer, person=somebody, role="archivist")


def test_an_appointment_ends_with_the_next_request(admin, somebody):
    appointment = actions.appoint(actor=admin, person=somebody, role="planner")
    assert actor_for(somebody).may("archive.read")
    with pytest.raises(Conflict, match=r"access.already_appointed"):
        actions.appoint(actor=admin, person=somebody, role="planner")
    actions.end_appointment(actor=admin, appointment=appointment)
    assert not actor_for(somebody).permissions
    with pytest.raises(Conflict, match=r"access.already_ended"):
        actions.end_appointment(actor=admin, appointment=appointment)


def test_a_group_opens_and_closes(officer, somebody):
    group = actions.create_group(actor=officer, code="inquiry", name=NAME)
    label = labels.intern(Marking(Policy.neutral(), "unprotected", groups=frozenset(["inquiry"])))
    membership = actions.add_member(actor=officer, group=group, person=somebody)
    assert label.pk in actor_for(somebody).label_ids
    with pytest.raises(Conflict, match=r"access.already_member"):
        actions.add_member(actor=officer, group=group, person=somebody)
    actions.end_membership(actor=officer, membership=membership)
    assert label.pk not in actor_for(somebody).label_ids
    with pytest.raises(Conflict, match=r"access.group_taken"):
        actions.create_group(actor=officer, code="inquiry", name=NAME)


def test_offices_open_and_close(admin):
    office = actions.create_office(actor=admin, name=NAME, valid_from=dt.date(2000, 1, 1))
    actions.close_office(actor=admin, office=office, valid_to=dt.date(2010, 1, 1))
    with pytest.raises(NotValid, match=r"access.period_reversed"):
        actions.close_office(actor=admin, office=office, valid_to=dt.date(1990, 1, 1))


def test_a_token_is_its_owner_for_a_time(somebody):
    issued = actions.create_token(actor=actor_for(somebody), title="script", days=10)
    assert person_for_token(issued.secret) == somebody
    assert issued.secret not in last().body
    assert issued.token.digest not in issued.secret
    assert person_for_token(issued.secret + "x") is None
    with clock.frozen(clock.now() + dt.timedelta(days=11)):
        assert person_for_token(issued.secret) is None
    actions.revoke_token(actor=actor_for(somebody), token=issued.token)
    assert person_for_token(issued.secret) is None


@pytest.mark.parametrize("days", [0, 367])
def test_a_token_without_end_is_refused(somebody, days):
    with pytest.raises(NotValid, match=r"access.token_days"):
        actions.create_token(actor=actor_for(somebody), title="script", days=days)


def test_a_stranger_revokes_no_token(somebody, archivist, admin):
    token = actions.create_token(actor=actor_for(somebody), title="script").token
    with pytest.raises(NotAllowed):
        actions.revoke_token(actor=archivist, token=token)
    actions.revoke_token(actor=admin, token=token)


def test_the_first_people_are_made_by_the_machine():
    issued = actions.create_person(actor=system_actor(), username="first", name=NAME)
    actions.appoint(actor=system_actor(), person=issued.person, role="security_officer")
    actions.grant_clearance(
        actor=system_actor(), person=issued.person, level="secret", reason="init"
    )
    assert actor_for(issued.person).may("access.grant_clearance")
    assert last().actor_id == "system"


def test_nothing_remains_of_an_action_that_fails(admin, somebody, monkeypatch):
    def fail(**values):
        raise OSError("disk full")

    monkeypatch.setattr("khizana.access.actions.common.ledger.append", fail)
    with pytest.raises(OSError, match="disk full"):
        actions.disable_person(actor=admin, person=somebody, reason="x")
    assert Person.objects.get(pk=somebody.pk).is_active


def test_the_last_use_of_a_token_is_kept_to_the_minute(somebody):
    issued = actions.create_token(actor=actor_for(somebody), title="script")
    assert actions.use_token(secret="khz_unknown") is None
    first = clock.now()
    for seconds, expected in ((0, 0), (30, 0), (90, 90)):
        with clock.frozen(first + dt.timedelta(seconds=seconds)):
            assert actions.use_token(secret=issued.secret) == somebody
        issued.token.refresh_from_db()
        assert issued.token.last_used_at == first + dt.timedelta(seconds=expected)
