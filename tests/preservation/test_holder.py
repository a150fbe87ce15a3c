"""What reading may ask: a file, its state, what is unread, attachments as objects of their own."""

import pytest

from khizana.adapters.extract_types import Attachment
from khizana.archive.actions import relabel_record
from khizana.preservation import queries, verify
from khizana.preservation.models import DigitalObject, Submission
from khizana.shared import holdings

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(receive, tmp_path):
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "message.eml").write_bytes(b"From: a@b.c\nSubject: x\n\nhello\n")
    receive(folder)
    return DigitalObject.objects.get()


def test_a_file_and_its_state(mail):
    holder = holdings.holder()
    file = holder.file(mail.pk)
    assert file.path.read_bytes().startswith(b"From:")
    assert (file.name, file.state) == ("message.eml", "waiting")
    assert list(holder.unread(10)) == [mail.pk]
    holder.set_reading_state(mail.pk, "refused", "reading.encrypted")
    assert list(holder.unread(10)) == []
    mail.refresh_from_db()
    assert mail.reading_refusal == "reading.encrypted"
    import uuid

    assert holder.file(uuid.uuid4()) is None


def test_attachments_are_objects_attached_to_the_mail_once(mail, tmp_path, archivist):
    body = tmp_path / "attached"
    body.write_bytes(b"%PDF-1.4\n%%EOF\n")
    attachment = Attachment("تقرير.pdf", "application/pdf", str(body), body.stat().st_size)
    holdings.holder().attach(mail.pk, [attachment])
    holdings.holder().attach(mail.pk, [attachment])
    inner = DigitalObject.objects.get(attached_to=mail)
    assert (inner.original_name, inner.puid, inner.record) == ("تقرير.pdf", "fmt/18", mail.record)
    assert inner.events.count() == 4
    assert [o.pk for o in queries.objects_of_record(archivist, mail.record_id)] == [
        mail.pk,
        inner.pk,
    ]
    assert queries.object_page(archivist, mail.pk).attachments == [inner]
    assert verify.walk() == []


def test_marking_follows_the_unit(mail, archivist, make_actor):
    from khizana.access import labels
    from khizana.kernel.markings import Marking
    from khizana.kernel.policy import Policy

    policy = Policy.neutral()
    higher = labels.intern(Marking(policy, list(policy.levels)[-1]))
    from khizana.access.models import Person
    from khizana.access.queries import actor_for

    actor = actor_for(Person.objects.get(username="archivist"))
    relabel_record(actor=actor, record_id=mail.record_id, label=higher)
    mail.refresh_from_db()
    assert mail.label == higher
    assert Submission.objects.get().label != higher
    low = make_actor("low", roles=["historian"])
    assert not queries.visible_objects(low).exists()
