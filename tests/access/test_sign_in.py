"""Signing in: the door, its limits, the duties that come first."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse

from khizana.access import actions
from khizana.access.auth_settings import SESSION_ABSOLUTE, SESSION_IDLE
from khizana.access.models import Person
from khizana.access.queries import system_actor
from khizana.adapters import clock
from khizana.adapters import settings as node_settings
from khizana.ledger.models import Entry

pytestmark = pytest.mark.django_db
PASSWORD = "the green register on the third shelf"


@pytest.fixture(autouse=True)
def no_attempts_from_other_tests():
    cache.clear()


@pytest.fixture
def person(make_person):
    return make_person("omar", password=PASSWORD)


def sign_in(client, username="omar", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def inside(client):
    return client.get(reverse("account")).status_code == 200


def test_it_works(client, person):
    assert not inside(client)
    assert sign_in(client).status_code == 302
    assert inside(client)
    entry = Entry.objects.order_by("-position").first()
    assert (entry.action, entry.ref) == ("access.sign_in", str(person.ref))


def test_the_name_has_no_case(client, person):
    assert sign_in(client, "OMAR").status_code == 302


def test_a_wrong_password_is_noted_and_tells_nothing(client, person):
    known = sign_in(client, password="wrong wrong wrong")
    unknown = sign_in(client, "nobody-at-all", "wrong wrong wrong")
    assert known.status_code == unknown.status_code == 200
    assert not inside(client)
    entries = Entry.objects.filter(action="access.sign_in_failed").order_by("position")
    assert [e.ref for e in entries] == [str(person.ref), ""]
    assert not any("nobody-at-all" in e.body or "wrong" in e.body for e in entries)


@pytest.mark.parametrize("username", ["omar", "nobody-at-all"])
def test_five_failures_lock_this_name_on_this_machine_for_a_while(client, person, username):
    for _ in range(5):
        answer = sign_in(client, username, "wrong wrong wrong")
    assert answer.status_code == 429
    assert sign_in(client, username).status_code == 429
    assert client.post(
        reverse("account_login"), {"login": "omar", "password": PASSWORD}, REMOTE_ADDR="10.9.8.7"
    ).status_code == 302  # fmt: skip


def test_other_spellings_of_a_name_are_no_further_attempts(client, person):
    for spelt in ("omar", "OMAR", "Omar", "oMar", "omAr"):
        sign_in(client, spelt, "wrong wrong wrong")
    for spelt in ("omar", "omaR", "OMar"):
        assert sign_in(client, spelt).status_code == 429


def test_a_colleague_behind_the_same_address_is_not_locked_out(client, person, make_person):
    make_person("fatou", password=PASSWORD)
    for _ in range(6):
        sign_in(client, password="wrong wrong wrong")
    assert sign_in(client, "fatou").status_code == 302


def test_a_disabled_person_stays_out_and_falls_out(client, person):
    sign_in(client)
    actions.disable_person(actor=system_actor(), person=person, reason="left")
    assert not inside(client)
    sign_in(client)
    assert not inside(client)
    actions.enable_person(actor=system_actor(), person=person, reason="back")
    assert not inside(client)


def test_sessions_end_when_idle(client, person):
    sign_in(client)
    assert inside(client)
    with clock.frozen(clock.now() + SESSION_IDLE + dt.timedelta(seconds=5)):
        assert not inside(client)


def test_sessions_end_however_busy(client, person):
    start = clock.now()
    with clock.frozen(start):
        sign_in(client)
        assert inside(client)
    step, moment = SESSION_IDLE / 2, start
    while moment + step < start + SESSION_ABSOLUTE:
        moment += step
        with clock.frozen(moment):
            assert inside(client)
    with clock.frozen(start + SESSION_ABSOLUTE + dt.timedelta(seconds=5)):
        assert not inside(client)


def test_ending_all_sessions(client, person):
    sign_in(client)
    actions.end_sessions(actor=system_actor(), person=person)
    assert not inside(client)


def test_a_password_for_once_is_changed_first(client, person):
    issued = actions.reset_password(actor=system_actor(), person=person)
    sign_in(client, password=issued.password)
    change = reverse("account_change_password")
    assert client.get(reverse("account")).headers["Location"] == change
    assert client.get("/api/anything").status_code == 403
    assert client.get(change).status_code == 200
    same = {
        "oldpassword": issued.password,
        "password1": issued.password,
        "password2": issued.password,
    }
    assert client.post(change, same).status_code == 200
    assert Person.objects.get(pk=person.pk).must_change_password
    new = same | {"password1": PASSWORD + " again", "password2": PASSWORD + " again"}
    assert client.post(change, new).status_code == 302
    assert inside(client)
    assert Entry.objects.filter(action="access.change_password").exists()


def test_changing_the_password_ends_the_other_sessions(client, person, django_user_model):
    from django.test import Client

    other = Client()
    sign_in(other)
    sign_in(client)
    data = {"oldpassword": PASSWORD, "password1": PASSWORD + " 2", "password2": PASSWORD + " 2"}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    assert inside(client)
    assert not inside(other)


@pytest.fixture
def mfa_required(monkeypatch):
    monkeypatch.setenv("KHZ_MFA_REQUIRED", "1")
    node_settings.current.cache_clear()
    yield
    node_settings.current.cache_clear()


def test_administrators_set_up_a_second_factor_first(client, make_person, mfa_required):
    make_person("admin", roles=["administrator"], password=PASSWORD)
    sign_in(client, "admin")
    assert client.get(reverse("account")).headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_others_may_go_on_without(client, person, mfa_required):
    sign_in(client)
    assert inside(client)


def test_the_second_factor_is_asked_and_sealed(client, person):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(person, secret)
    assert secret not in str(Authenticator.objects.get(user=person).data)
    assert sign_in(client).headers["Location"] == reverse("mfa_authenticate")
    assert not inside(client)
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert inside(client)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_reset_password", "account_email", "account_set_password"]
)
def test_what_the_house_does_not_offer_does_not_exist(client, person, name):
    assert client.get(reverse(name)).status_code == 404
    sign_in(client)
    assert client.post(reverse(name)).status_code == 404


def test_signing_out_needs_a_post(client, person):
    sign_in(client)
    client.get(reverse("account_logout"))
    assert inside(client)
    client.post(reverse("account_logout"))
    assert not inside(client)


def test_no_redirect_leads_outside(client, person):
    answer = client.post(
        reverse("account_login") + "?next=https://evil.example/",
        {"login": "omar", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_own_sessions_are_listed_and_the_others_ended(client, person, lang):
    from django.test import Client

    other = Client()
    sign_in(other)
    sign_in(client)
    client.cookies["khz_language"] = lang
    page = client.get(reverse("usersessions_list"))
    assert page.status_code == 200
    assert page.content.decode().count("127.0.0.1") == 2
    assert client.post(reverse("usersessions_list")).status_code == 302
    assert inside(client)
    assert not inside(other)
