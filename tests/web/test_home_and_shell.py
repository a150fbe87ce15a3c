"""The shell and the desk: language, banner, door, and the pages that say no."""

import re

import pytest
from django.template import RequestContext, Template
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def test_home_works(clerk, house, django_assert_num_queries):
    clerk.get("/")
    with django_assert_num_queries(12):
        answer = clerk.get("/")
    assert answer.status_code == 200
    assert "يومية المسيرات" in body(answer)


def test_home_of_an_empty_house_says_how_to_begin(clerk):
    page = body(clerk.get("/"))
    assert reverse("accession_new") in page
    assert 'class="empty' in page


def test_home_shows_a_visitor_nothing_that_is_hidden(visitor, house):
    page = body(visitor.get("/"))
    assert "مكتوم" not in page
    assert 'class="banner "' in page


def test_banner_is_the_highest_of_all_that_is_shown(clerk, house):
    page = body(clerk.get("/"))
    assert page.count("banner banner-c") == 2, "the secret unit is among the last described"


def test_chip_without_its_label_under_the_banner_is_a_mistake(clerk, house, rf):
    request = rf.get("/")
    request.user = clerk.person
    template = Template("{% load khizana %}{% label record %}")
    with pytest.raises(KeyError):
        template.render(RequestContext(request, {"record": house.fonds}))


def test_piece_raises_the_banner_of_its_page(clerk, visitor, house, rf):
    from khizana.web.shell import render_part

    for client, expected in ((clerk, "banner banner-c"), (visitor, 'class="banner "')):
        request = rf.get("/", headers={"Khizana-Labels": f"{house.secret.pk} x ٣"})
        request.user = client.person
        answer = render_part(request, "partials/messages.html", {}, labels=[])
        assert expected in body(answer), "labels that the person may not read are not believed"
        assert body(answer).count("hx-swap-oob") == 2


def test_language_is_arabic_until_somebody_chooses(db):
    client = Client(headers={"accept-language": "en"})
    assert '<html lang="ar" dir="rtl">' in body(client.get(reverse("account_login")))


def test_language_switch_keeps_the_page(clerk):
    page = body(clerk.get(reverse("people") + "?q=a"))
    assert "/language/fr?next=%2Fpeople%2F%3Fq%3Da" in page
    answer = clerk.get("/language/fr?next=/people/%3Fq%3Da")
    assert answer["Location"] == "/people/?q=a"
    assert '<html lang="fr" dir="ltr">' in body(clerk.get("/"))


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_language_switch_leads_nowhere_else(clerk, target):
    assert clerk.get("/language/fr", {"next": target})["Location"] == "/"


def test_unknown_language_is_not_found(clerk):
    assert clerk.get("/language/xx").status_code == 404


def test_person_language_holds_without_a_cookie(sign_in):
    client = sign_in("idriss", language="fr")
    assert '<html lang="fr"' in body(client.get("/"))


def test_hidden_and_missing_answer_with_the_same_bytes(visitor, house):
    missing = "01a2011c-b474-7037-a2aa-000000000000"
    answers = [visitor.get(reverse("record", args=[pk])) for pk in (house.hidden.pk, missing)]
    assert {answer.status_code for answer in answers} == {404}
    # the token is masked anew each time; the links to other languages carry the address asked for
    bare = {
        re.sub(r'"X-CSRFToken": "\w+"', "", body(one)).replace(str(house.hidden.pk), missing)
        for one in answers
    }
    assert len(bare) == 1
    headers = [{name for name, _ in answer.items()} for answer in answers]
    assert headers[0] == headers[1]


def test_nothing_is_shown_before_the_door(db):
    for name in ("home", "people", "ledger", "authorities", "policy", "status", "account"):
        answer = Client().get(reverse(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


def test_error_pages_leak_nothing(clerk, settings, monkeypatch):
    from khizana.web import home

    def broken(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(home, "render_page", broken)
    clerk.raise_request_exception = False
    answer = clerk.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in body(answer)
    assert "RuntimeError" not in body(answer)


def test_too_large_a_form_is_413(admin_form_limit, clerk):
    answer = clerk.post(reverse("authority_new"), {"history_ar": "ا" * 5000})
    assert answer.status_code == 413


@pytest.fixture
def admin_form_limit(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000


def test_form_without_its_token_is_refused_politely(make_person):
    client = Client(enforce_csrf_checks=True)
    person = make_person("clerk2")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("authority_new"), {})
    assert answer.status_code == 403
    assert "token missing" not in body(answer)
    assert "Django" not in body(answer)


def test_policy_of_contents_allows_nothing_inline(clerk):
    policy = clerk.get("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_footer_tells_nothing_that_grows(clerk, visitor, house):
    def foot(client) -> str:
        page = body(client.get(reverse("policy")))
        return page[page.index("<footer") : page.index("</footer>")]

    assert foot(clerk) == foot(visitor)
