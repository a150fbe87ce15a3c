"""The door of the API asks what the door of the pages asks."""

import pytest

from khizana.access.queries import actor_for
from khizana.adapters import settings as node_settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("required", "status"), [("", 200), ("1", 401)])
def test_a_token_is_no_way_round_a_second_factor(call, make_person, monkeypatch, required, status):
    actor = actor_for(make_person("admin", roles=["administrator"]))
    monkeypatch.setenv("KHZ_MFA_REQUIRED", required)
    node_settings.current.cache_clear()
    assert call("get", "/me", actor)[0] == status
