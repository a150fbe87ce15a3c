"""A caller of the API for its tests."""

import json

import pytest

from khizana.access.actions import create_token
from khizana.access.queries import system_actor
from khizana.archive import actions
from khizana.kernel.text import Text


@pytest.fixture
def institution(db):
    return actions.create_institution(
        actor=system_actor(), code="T", name=Text.of("Institution", "fr")
    )


@pytest.fixture
def call(client):
    """Return a caller: ``call("get", "/records", actor, body)`` -> (status, JSON)."""
    tokens: dict[str, str] = {}

    def send(method: str, path: str, actor=None, body=None, **headers):
        if actor is not None:
            if actor.name not in tokens:
                tokens[actor.name] = create_token(actor=actor, title="test").secret
            headers["Authorization"] = f"Bearer {tokens[actor.name]}"
        extra = {}
        if isinstance(body, bytes):
            extra = {"data": body, "content_type": "application/octet-stream"}
        elif body is not None and "file" in body:
            extra = {"data": body}
        elif body is not None:
            extra = {"data": json.dumps(body), "content_type": "application/json"}
        answer = getattr(client, method)(f"/api/v1{path}", headers=headers, **extra)
        if answer.get("Content-Type", "").startswith("application/json"):
            return answer.status_code, answer.json()
        return answer.status_code, answer

    return send
