"""A small archive and signed-in people, for the tests of the pages."""

from collections.abc import Callable

import pytest
from django.test import Client


@pytest.fixture
def sign_in(make_person) -> Callable[..., Client]:
    """Return a maker of signed-in browsers: ``sign_in("reader", roles=["researcher"])``."""

    def make(username: str = "clerk", **choices) -> Client:
        person = make_person(username, **choices)
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.person = person
        return client

    return make


@pytest.fixture
def clerk(sign_in) -> Client:
    """An archivist's browser, cleared for the highest level."""
    from khizana.kernel.policy import Policy

    return sign_in("clerk", roles=["archivist"], level=list(Policy.neutral().levels)[-1])


@pytest.fixture
def visitor(sign_in) -> Client:
    """A visiting researcher's browser, cleared for the lowest level."""
    return sign_in("visitor", roles=["researcher"])


@pytest.fixture
def house(archivist):
    """An institution with a fonds, a series, a file, and a secret item beside the open one."""
    from types import SimpleNamespace

    from khizana.access import labels
    from khizana.archive import actions
    from khizana.kernel.dates import HistoricalDate
    from khizana.kernel.markings import Marking
    from khizana.kernel.text import Text

    manager = archivist
    home = actions.create_institution(
        actor=manager, code="MA-DHM", name=Text({"ar": "مديرية التاريخ العسكري", "fr": "DHM"}, "ar")
    )
    secret = labels.intern(Marking(labels.policy(), "secret"))
    manager = _again(manager)
    accession = actions.create_accession(
        actor=manager, institution_id=home.pk, title=Text.of("خزانة عين السدرة", "ar")
    )
    manager = _again(manager)
    fonds = actions.create_record(
        actor=manager, institution_id=home.pk, level="fonds", 
        title=Text({"ar": "رصيد عين السدرة", "fr": "Fonds d’Aïn Sidra"}, "ar"),
        description={"scope_content": Text.of("يوميات ومراسلات.", "ar")},
        dates=HistoricalDate.read("1957/1961"),
    )  # fmt: skip
    series = actions.create_record(
        actor=manager, parent_id=fonds.pk, level="series", title=Text.of("اليوميات", "ar")
    )
    diary = actions.create_record(
        actor=manager, parent_id=series.pk, level="file", accession_id=accession.pk,
        title=Text.of("يومية المسيرات", "ar"),
    )  # fmt: skip
    hidden = actions.create_record(
        actor=manager,
        parent_id=series.pk,
        level="file",
        title=Text.of("ملف مكتوم", "ar"),
        label=secret,
    )
    return SimpleNamespace(
        institution=home, accession=accession, fonds=fonds, series=series, diary=diary,
        hidden=hidden, secret=secret, actor=manager,
    )  # fmt: skip


def _again(actor):
    """The same actor after new labels came to be."""
    from khizana.access.models import Person
    from khizana.access.queries import actor_for

    return actor_for(Person.objects.get(pk=actor.person_id))


@pytest.fixture
def work() -> Callable[[], None]:
    """Do what waits in the queue: receive, read, index."""
    from uuid import UUID

    from khizana.access.queries import system_actor
    from khizana.preservation import receiving
    from khizana.preservation.models import DigitalObject, Submission
    from khizana.reading import reader
    from khizana.search import actions as search

    def run() -> None:
        for pk in Submission.objects.filter(state="receiving").values_list("pk", flat=True):
            while receiving.receive_next(UUID(str(pk))):
                pass
            receiving.receive_next(pk)
        for pk in DigitalObject.objects.filter(reading_state="waiting").values_list(
            "pk", flat=True
        ):
            reader.read_object(pk)
        search.catch_up(actor=system_actor())

    return run


@pytest.fixture
def letter(clerk, house, work):
    """A text of two lines, received, read and indexed below the diaries."""
    from types import SimpleNamespace

    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from khizana.preservation.models import DigitalObject
    from khizana.reading.models import Page, Passage

    text = "محضر تسليم الارشيف العسكري\nحرر في نسختين بعين السدرة".encode()
    data = {"parent": house.diary.reference_code, "box": SimpleUploadedFile("رسالة.txt", text)}
    answer = clerk.post(reverse("receive"), data)
    assert answer.status_code == 302, answer.content.decode()
    work()
    held = DigitalObject.objects.get()
    return SimpleNamespace(
        held=held, page=Page.objects.get(), passage=Passage.objects.get(), text=text.decode(),
        box=held.receipts.get().submission,
    )  # fmt: skip
