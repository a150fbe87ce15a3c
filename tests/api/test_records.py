"""The API of the archive: the same answers as the pages, and 404 for hidden and missing alike."""

import json
import uuid

import pytest

from khizana.access.queries import system_actor
from khizana.archive import actions
from khizana.kernel.text import Text

pytestmark = pytest.mark.django_db

TITLE = {"ar": "رصيد", "fr": "Fonds", "en": "Fonds", "_original": "fr"}


@pytest.fixture
def fonds(institution, archivist, call) -> dict:
    status, made = call("post", "/records", archivist, {"title": TITLE, "level": "fonds"})
    assert status == 201, made
    return made


def test_nobody_enters_without_a_name(call) -> None:
    status, told = call("get", "/records", **{"Accept-Language": "fr"})
    assert status == 401
    assert told["code"] == "api.sign_in"
    assert told["sentence"] == "Vous n’êtes pas identifié."


def test_a_wrong_token_is_nobody(call) -> None:
    status, told = call("get", "/me", Authorization="Bearer khz_nothing")
    assert (status, told["code"]) == (401, "api.sign_in")


def test_me(call, archivist) -> None:
    status, me = call("get", "/me", archivist)
    assert status == 200
    assert me["roles"] == ["archivist"]
    assert "archive.describe" in me["permissions"]


def test_a_unit_is_made_read_changed_and_remembered(call, archivist, fonds) -> None:
    code = fonds["reference_code"]
    status, found = call("get", f"/records/by-code?code={code}", archivist)
    assert (status, found["title"]) == (200, TITLE)
    change = {
        "version": found["version"],
        "dates": "1958~",
        "elements": {"scope_content": {"fr": "Des papiers."}},
    }
    status, changed = call("patch", f"/records/{found['id']}", archivist, change)
    assert status == 200, changed
    assert changed["dates"]["edtf"] == "1958~"
    assert changed["elements"]["scope_content"]["fr"] == "Des papiers."
    status, lines = call("get", f"/records/{found['id']}/history", archivist)
    assert [line["action"] for line in lines] == [
        "archive.record_created",
        "archive.record_changed",
    ]


def test_an_old_version_is_a_conflict(call, archivist, fonds) -> None:
    change = {"version": fonds["version"], "title": {"fr": "Autre"}}
    assert call("patch", f"/records/{fonds['id']}", archivist, change)[0] == 200
    status, told = call("patch", f"/records/{fonds['id']}", archivist, change)
    assert (status, told["code"]) == (409, "archive.changed_meanwhile")


def test_a_reader_may_not_write(call, reader, fonds) -> None:
    status, told = call("post", "/records", reader, {"title": TITLE, "level": "fonds"})
    assert (status, told["code"]) == (403, "access.permission_missing")
    assert told["advice"]


def test_unknown_names_are_mistakes(call, archivist, institution) -> None:
    body = {"title": TITLE, "level": "fonds", "colour": "red"}
    status, told = call("post", "/records", archivist, body)
    assert (status, told["code"]) == (422, "api.not_understood")
    assert told["fields"][0]["at"][-1] == "colour"


def test_a_broken_rule_names_its_field(call, archivist, institution) -> None:
    status, told = call("post", "/records", archivist, {"title": TITLE, "level": "item"})
    assert (status, told["code"], told["field"]) == (422, "archive.top_is_fonds", "level")


def test_hidden_and_missing_are_the_same(call, archivist, reader, fonds) -> None:
    from khizana.access import labels
    from khizana.kernel.markings import Marking

    secret = labels.intern(Marking(labels.policy(), "secret"))
    hidden = actions.create_record(
        actor=system_actor(),
        title=Text.of("Caché", "fr"),
        level="series",
        parent_id=uuid.UUID(fonds["id"]),
        label=secret,
    )
    answers = [
        call("get", f"/records/{identity}{rest}", reader)
        for identity in (hidden.pk, uuid.uuid4(), "nonsense")
        for rest in ("", "/history")
    ]
    assert {status for status, _ in answers} == {404}
    assert len({json.dumps(told) for _, told in answers}) == 1
    assert call("get", f"/records?parent={fonds['id']}", reader)[1]["total"] == 0
    assert call("get", f"/records?parent={fonds['id']}", archivist)[1]["total"] == 1


def test_the_register(call, archivist, institution) -> None:
    body = {"title": {"ar": "صندوق"}, "source": {"ar": "مكتب"}, "received": "2025-03-04"}
    status, made = call("post", "/accessions", archivist, body)
    assert status == 201, made
    assert call("get", f"/accessions/{made['number']}", archivist)[1]["ref"] == made["ref"]
    status, found = call("get", "/accessions?q=صندوق", archivist)
    assert (found["total"], found["items"][0]["received"]["edtf"]) == (1, "2025-03-04")


def test_a_session_needs_the_csrf_token(archivist, institution, client, django_user_model) -> None:
    from django.test import Client

    person = django_user_model.objects.get(username="archivist")
    guarded = Client(enforce_csrf_checks=True)
    for one in (client, guarded):
        one.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/api/v1/me").status_code == 200
    body = json.dumps({"title": TITLE, "level": "fonds"})
    refused = guarded.post("/api/v1/records", body, content_type="application/json")
    assert refused.status_code == 403


def test_openapi_describes_every_address(client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/records", "/api/v1/accessions", "/api/v1/me"} <= set(described["paths"])
    for methods in described["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["security"]
