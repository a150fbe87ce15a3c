"""Side doors to what is read: each was open once (a review of 2026)."""

import pytest
from leaks.world import SEEN_TEXT, World

from khizana.access.queries import actor_for, system_actor
from khizana.archive import actions as archive
from khizana.kernel.errors import NotFound
from khizana.reading import actions as reading_actions
from khizana.reading import queries as reading

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TEXT_AND_PICTURE = ("text", "image", "size", "tiles/0/0_0")


@pytest.fixture
def world():
    return World.build()


@pytest.mark.parametrize("roles", [[], ["administrator"], ["auditor"]])
def test_who_may_not_read_reads_no_page_by_its_address(client, make_person, world, roles):
    client.force_login(make_person("porter", roles=roles, level="secret"), backend=BACKEND)
    (page,) = world.ids("page")
    for part in TEXT_AND_PICTURE:
        answer = client.get(f"/pages/{page}/{part}")
        assert answer.status_code == 403, part
        assert SEEN_TEXT.encode() not in answer.content


def test_pages_of_a_withdrawn_unit_are_gone_with_it(client, make_person, world):
    person = make_person("reader", roles=["researcher"], level="secret")
    client.force_login(person, backend=BACKEND)
    (page,), (passage,) = world.ids("page"), world.ids("passage")
    assert client.get(f"/pages/{page}/text").status_code == 200
    archive.withdraw_record(
        actor=system_actor(), record_id=world.ids("record")[0], reason="names a living person"
    )
    for part in TEXT_AND_PICTURE:
        assert client.get(f"/pages/{page}/{part}").status_code == 404, part
    with pytest.raises(NotFound):
        reading.view_passage(actor_for(person), passage)


def test_texts_of_a_withdrawn_unit_are_not_corrected(make_actor, world):
    historian = make_actor("historian", roles=["historian"], level="secret")
    archive.withdraw_record(
        actor=system_actor(), record_id=world.ids("record")[0], reason="names a living person"
    )
    with pytest.raises(NotFound):
        reading_actions.correct_page(
            actor=historian, page_id=world.ids("page")[0], text="other", based_on=1
        )
