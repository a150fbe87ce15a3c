"""Side doors to what is read: each was open once (a review of 2026)."""

import pytest
from leaks.world import POLICY, SEEN_TEXT, World

from khizana.access import labels
from khizana.access.queries import actor_for, system_actor
from khizana.archive import actions as archive
from khizana.archive import queries as archive_queries
from khizana.kernel.errors import NotFound
from khizana.kernel.markings import Marking
from khizana.kernel.text import Text
from khizana.preservation import queries as preservation
from khizana.preservation.models import Submission, SubmittedFile
from khizana.preservation.sight import totals
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


@pytest.fixture
def hand_in(make_actor, tmp_path):
    """Return a function that hands in one file and does the work; gives the box."""
    from khizana.preservation import actions, receiving

    def run(actor, content, name="note.txt", **choices):
        folder = tmp_path / f"box-{Submission.objects.count()}"
        folder.mkdir()
        (folder / name).write_bytes(content)
        box = actions.receive_box(actor=actor, path=folder, **choices)
        while receiving.receive_next(box.pk):
            pass
        return box

    return run


def test_who_hands_in_a_file_does_not_learn_whether_the_house_holds_it(
    client, make_person, hand_in, world
):
    secret = labels.intern(Marking(POLICY, "secret"))
    high = actor_for(make_person("high", roles=["archivist"], level="secret"))
    person = make_person("low", roles=["archivist"])
    client.force_login(person, backend=BACKEND)
    known = hand_in(actor_for(person), b"the plan of the fort")
    hand_in(high, b"the order of the day", label=secret)
    pages = []
    for content in (b"the order of the day", b"nobody ever saw this"):
        box = hand_in(actor_for(person), content)
        found = preservation.progress(actor_for(person), box)
        assert found.counts == {"stored": 1}
        page = client.get(f"/submissions/{box.pk}/")
        pages.append(page.content.decode())
        entries = client.get(f"/api/v1/submissions/{box.pk}/entries").json()
        assert [one["state"] for one in entries["items"]] == ["stored"]
        asked = client.get(f"/api/v1/submissions/{box.pk}/entries?state=duplicate")
        assert asked.json()["total"] == 0
    again = hand_in(actor_for(person), b"the plan of the fort")
    assert preservation.progress(actor_for(person), again).counts == {"duplicate": 1}
    assert preservation.progress(actor_for(person), known).counts == {"stored": 1}
    seen = hand_in(high, b"the order of the day")
    assert preservation.progress(high, seen).counts == {"duplicate": 1}
    # a hidden file that came first takes nothing from what a visible one tells
    assert preservation.progress(actor_for(person), seen).counts == {"duplicate": 1}


def test_a_list_of_boxes_counts_no_file_that_was_marked_higher(client, make_person, hand_in, world):
    person = make_person("low", roles=["archivist"])
    client.force_login(person, backend=BACKEND)
    box = hand_in(actor_for(person), b"one")
    box.refresh_from_db()
    assert totals(actor_for(person), [box]) == {box.pk: (1, 3)}
    record = SubmittedFile.objects.get(submission=box).object.record
    archive.relabel_record(
        actor=system_actor(), record_id=record.pk, label=labels.intern(Marking(POLICY, "secret"))
    )
    assert totals(actor_for(person), [box]) == {box.pk: (0, 0)}
    assert client.get("/submissions/").status_code == 200
    assert client.get(f"/accessions/{box.accession_id}/").status_code == 200


def test_a_box_below_an_open_unit_does_not_betray_its_accession(
    client, make_person, hand_in, world
):
    high = actor_for(make_person("high", roles=["archivist"], level="secret"))
    person = make_person("low", roles=["archivist"])
    client.force_login(person, backend=BACKEND)
    hidden = archive.create_accession(
        actor=high, institution_id=world.ids("institution")[0], title=Text.of("Zilzal", "fr"),
        label=labels.intern(Marking(POLICY, "secret")),
    )  # fmt: skip
    series = archive.create_record(
        actor=high, title=Text.of("Open", "fr"), level="series", parent_id=world.ids("fonds")[0]
    )
    box = hand_in(high, b"x", accession_id=hidden.pk, parent_id=series.pk)
    assert box.label.rank < hidden.label.rank
    for address in ("/", "/submissions/", "/api/v1/submissions"):
        answer = client.get(address).content.decode()
        assert hidden.number not in answer, address
        assert "Zilzal" not in answer, address
        assert str(hidden.pk) not in answer, address
    assert client.get(f"/submissions/{box.pk}/").status_code == 404
    assert client.post(f"/submissions/{box.pk}/retry/").status_code == 404
    held = SubmittedFile.objects.get(submission=box).object
    page = client.get(f"/objects/{held.pk}/")
    assert page.status_code == 200
    assert hidden.number not in page.content.decode()


def test_codes_of_a_box_do_not_step_over_hidden_units(make_person, hand_in, world):
    person = actor_for(make_person("low", roles=["archivist"]))
    secret = labels.intern(Marking(POLICY, "secret"))
    codes = []
    for hide in (False, True):
        accession = archive.create_accession(
            actor=person, institution_id=world.ids("institution")[0], title=Text.of("A", "fr")
        )
        for number in range(1, 3) if hide else ():
            archive.create_record(
                actor=system_actor(), title=Text.of("hidden", "fr"), level="series",
                institution_id=world.ids("institution")[0], accession_id=accession.pk,
                reference_code=f"{accession.number}/{number}", label=secret,
            )  # fmt: skip
        hand_in(person, b"one", accession_id=accession.pk)
        rows = archive_queries.visible_records(person).filter(accession=accession)
        held = rows.values_list("reference_code", flat=True)
        codes.append(sorted(code.removeprefix(accession.number) for code in held))
    assert codes[0] == codes[1]
