"""Creators, subjects and places of records."""

import pytest

from khizana.archive import actions, queries
from khizana.archive.models import RecordAuthority
from khizana.kernel.errors import NotAllowed, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.terms.actions import create_authority, merge_authorities


@pytest.fixture
def body(archivist):
    return create_authority(
        actor=archivist, kind="corporate_body", name=Text.of("هيئة الأركان", "ar")
    )


def link(actor, record, authority, role="creator"):
    return actions.link_authority(
        actor=actor, record_id=record.pk, authority_id=authority.pk, role=role
    )


def test_it_works(archivist, make, body):
    record = make("fonds")
    assert link(archivist, record, body).version == 2
    assert link(archivist, record, body).version == 2, "a second time changes nothing"
    page = queries.record_page(archivist, record.pk)
    assert page.authorities == {"creator": [body]}
    actions.unlink_authority(
        actor=archivist, record_id=record.pk, authority_id=body.pk, role="creator"
    )
    assert queries.record_page(archivist, record.pk).authorities == {}


def test_creators_hold_for_the_parts(archivist, small_tree, body):
    fonds, *_rest, item = small_tree
    link(archivist, fonds, body)
    page = queries.record_page(archivist, item.pk)
    assert page.inherited_creators == (fonds, [body])
    link(archivist, item, body)
    assert queries.record_page(archivist, item.pk).inherited_creators is None


def test_setting_replaces_what_the_person_sees_and_keeps_the_rest(
    archivist, make, make_actor, body, marks
):
    record = make("fonds")
    hidden = create_authority(
        actor=archivist, kind="corporate_body", name=Text.of("Bureau 2", "fr"), label=marks[-1]
    )
    other = create_authority(actor=archivist, kind="person", name=Text.of("أحمد", "ar"))
    link(archivist, record, hidden)
    link(archivist, record, body)
    weak = make_actor("weak", roles=["archivist"])
    actions.set_authorities(
        actor=weak, record_id=record.pk, role="creator", authority_ids=[other.pk]
    )
    kept = set(RecordAuthority.objects.values_list("authority_id", flat=True))
    assert kept == {hidden.pk, other.pk}
    assert queries.record_page(weak, record.pk).authorities == {"creator": [other]}


def test_a_merge_moves_the_links(archivist, make, body):
    both, one = make("fonds"), make("fonds")
    double = create_authority(
        actor=archivist, kind="corporate_body", name=Text.of("هيأة الأركان", "ar")
    )
    link(archivist, both, body)
    link(archivist, both, double)
    link(archivist, one, double)
    merge_authorities(actor=archivist, source_id=double.pk, into_id=body.pk)
    links = RecordAuthority.objects.values_list("record_id", "authority_id")
    assert set(links) == {(both.pk, body.pk), (one.pk, body.pk)}


def test_refusals(archivist, reader, make, make_actor, body, marks):
    record = make("fonds")
    with pytest.raises(NotAllowed):
        link(reader, record, body)
    with pytest.raises(NotValid):
        link(archivist, record, body, role="friend")
    with pytest.raises(NotValid) as refusal:
        link(archivist, record, body, role="place")
    assert refusal.value.code == "archive.role_of_kind"
    hidden = create_authority(
        actor=archivist, kind="person", name=Text.of("x", "fr"), label=marks[-1]
    )
    weak = make_actor("weak", roles=["archivist"])
    with pytest.raises(NotFound):
        link(weak, record, hidden)
