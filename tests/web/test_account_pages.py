"""My account and the door."""

import pytest
from django.test import Client
from django.urls import reverse

from khizana.access.models import ApiToken

pytestmark = pytest.mark.django_db
PHRASE = "la boîte aux lettres bleue"


def body(response) -> str:
    return response.content.decode()


def test_account_page_works(clerk, django_assert_num_queries):
    clerk.get(reverse("account"))
    with django_assert_num_queries(8):
        answer = clerk.get(reverse("account"))
    assert answer.status_code == 200
    assert reverse("mfa_index") in body(answer)


def test_signing_in_and_out(make_person):
    make_person("amina", password=PHRASE)
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "amina", "password": PHRASE})
    assert answer["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert client.get("/").status_code == 302


def test_wrong_passphrase_is_said_without_telling_which(make_person):
    make_person("amina", password=PHRASE)
    answers = [
        body(Client().post(reverse("account_login"), {"login": name, "password": "x"}))
        for name in ("amina", "nobody")
    ]
    shown = [page[page.index('role="alert"') : page.index("</form>")] for page in answers]
    assert shown[0].split("<label")[0] == shown[1].split("<label")[0]


def test_language_of_my_pages_is_kept(clerk):
    answer = clerk.post(reverse("account_language"), {"language": "fr"})
    assert answer.status_code == 302
    clerk.person.refresh_from_db()
    assert clerk.person.language == "fr"
    assert clerk.post(reverse("account_language"), {"language": "xx"}).status_code == 422


def test_token_is_shown_once_and_revoked(clerk):
    answer = clerk.post(reverse("token_new"), {"title": "نسخ ليلي", "days": "30"})
    assert "khz_" in body(answer)
    token = ApiToken.objects.get()
    assert "khz_" not in body(clerk.get(reverse("account")))
    assert clerk.post(reverse("token_revoke", args=[token.pk])).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


@pytest.mark.parametrize("data", [{"title": "", "days": "3"}, {"title": "x", "days": "9999"}])
def test_wrong_token_is_refused(clerk, data):
    assert clerk.post(reverse("token_new"), data).status_code == 422
    assert not ApiToken.objects.exists()


def test_token_of_another_is_not_found(clerk, visitor):
    clerk.post(reverse("token_new"), {"title": "x", "days": "3"})
    token = ApiToken.objects.get()
    assert visitor.post(reverse("token_revoke", args=[token.pk])).status_code == 404


def test_all_my_sessions_end(clerk):
    other = Client()
    other.force_login(clerk.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert clerk.post(reverse("account_sessions"))["Location"] == reverse("account_login")
    assert clerk.get("/").status_code == 302
    assert other.get("/").status_code == 302


@pytest.mark.parametrize(
    "name", ["mfa_index", "usersessions_list", "account_change_password", "mfa_list_webauthn"]
)
def test_pages_of_the_door_speak_our_words(sign_in, name):
    client = sign_in("amina", password=PHRASE)
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    assert 'class="banner' in body(answer)
