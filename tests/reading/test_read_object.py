"""A file becomes pages, layers and passages; whatever is wrong with it is said and kept."""

import os

import pytest

from khizana.adapters import ocr
from khizana.adapters.extract_types import PageText, Unreadable
from khizana.kernel.refs import Ref
from khizana.ledger.models import Entry
from khizana.reading import layers, reader, recogniser
from khizana.reading.models import Page, Passage, TextLayer
from khizana.shared import steps
from tests.reading.conftest import MADE

ARABIC = (
    "عقدت اللجنة المشتركة جلستها الأولى في باماكو.\n\n" + "وأوصت اللجنة بحفظ الأرشيف العسكري. " * 60
)


def test_a_text_is_read_whole(hold, holder):
    done = hold(ARABIC.encode("cp1256"), "note.txt")
    assert reader.read_object(done) == "read"
    layer = TextLayer.objects.get()
    assert "الأرشيف العسكري" in layer.text
    assert layer.settings["encoding"] == "cp1256"
    assert (layer.language, layer.direction) == ("ar", "rtl")
    assert layer.digest == layers.digest(layer.text)
    assert holder.files[done].state == "read"
    assert Entry.objects.filter(action="reading.read").count() == 1


def test_passages_cover_the_text_once_and_are_of_a_paragraphs_size(hold):
    reader.read_object(hold(ARABIC.encode(), "note.txt"))
    layer = TextLayer.objects.get()
    at = 0
    for passage in Passage.objects.order_by("position"):
        assert not layer.text[at : passage.start].strip()
        at = passage.end
        assert len(layer.text[passage.start : passage.end].split()) <= layers.MOST
        assert passage.language == "ar"
    assert not layer.text[at:].strip()


def test_reading_twice_changes_nothing(hold):
    object_id = hold(ARABIC.encode(), "note.txt")
    reader.read_object(object_id)
    before = (Page.objects.count(), Passage.objects.count(), Entry.objects.count())
    assert reader.read_object(object_id) == "read"
    assert (Page.objects.count(), Passage.objects.count(), Entry.objects.count()) == before


def test_a_killed_reading_goes_on_where_it_was(hold, holder, monkeypatch):
    object_id = hold((ARABIC * 12).encode(), "long.txt")
    monkeypatch.setattr("khizana.adapters.extract.CHUNK", 2)
    asked = reader._ask

    def die_in_the_middle(file, first, count):
        if first > 3:
            raise KeyboardInterrupt
        return asked(file, first, count)

    monkeypatch.setattr(reader, "_ask", die_in_the_middle)
    with pytest.raises(KeyboardInterrupt):
        reader.read_object(object_id)
    assert Page.objects.count() == 4
    assert holder.files[object_id].state == "reading"
    monkeypatch.setattr(reader, "_ask", asked)
    assert reader.read_object(object_id) == "read"
    numbers = list(Page.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 4


def test_a_page_that_fells_the_reader_is_marked_and_the_rest_is_read(hold, holder, monkeypatch):
    object_id = hold((ARABIC * 6).encode(), "long.txt")
    asked = reader._ask

    def poisoned(file, first, count):
        if first <= 2 < first + count:
            raise Unreadable("reading.crashed")
        return asked(file, first, count)

    monkeypatch.setattr(reader, "_ask", poisoned)
    assert reader.read_object(object_id) == "read"
    bad = Page.objects.get(number=2)
    assert (bad.state, bad.refusal) == ("person", "reading.crashed")
    assert holder.refusals[object_id] == "reading.pages_for_people"
    assert Page.objects.filter(state="read").count() == Page.objects.count() - 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "reading.empty"),
        (b"%PDF-1.7\n%broken", "reading.damaged"),
        (b"PK\x03\x04 truncated", "reading.damaged"),
        (b"\x7fELF" + bytes(range(256)) * 9, "reading.no_reader"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(hold, holder, content, code):
    object_id = hold(content)
    assert reader.read_object(object_id) == "refused"
    assert holder.files[object_id].state == "refused"
    assert holder.refusals[object_id] == code
    assert Entry.objects.get(action="reading.refused").ref.endswith(str(object_id))
    assert Unreadable(code, seconds=1, kind="x", why="x").sentence("ar")


def test_a_mail_hands_over_its_attachments(hold, holder):
    mail = (
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?b?2K/YudmI2Kk=?=\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain; charset=windows-1256\r\n\r\n"
        + "السلام عليكم ورحمة الله".encode("cp1256")
        + b"\r\n--x\r\nContent-Type: text/csv\r\n"
        b'Content-Disposition: attachment; filename="../../etc/list.csv"\r\n\r\na,b\r\n--x--\r\n'
    )
    object_id = hold(mail, "letter.eml")
    assert reader.read_object(object_id) == "read"
    page = Page.objects.get()
    assert (page.kind, page.title) == ("message", "دعوة")
    assert "السلام عليكم" in TextLayer.objects.get().text
    ((name, mime, data),) = holder.attached[object_id]
    assert (name, mime, data.strip()) == ("../../etc/list.csv", "text/csv", b"a,b")


def test_a_pdf_of_a_browser_is_read_in_the_order_of_writing(hold):
    reader.read_object(hold(MADE / "chromium.pdf"))
    text = TextLayer.objects.get().text
    assert "محضر الجلسة الأولى للجنة المشتركة" in text
    assert "12 فبراير 2025 (الموافق لـ 13 شعبان 1446)، وحضرها" in text.replace("\n", " ")
    assert "نسبة الحضور 95% من الأعضاء المدعوين [انظر الملحق رقم 3]." in text
    assert "(procès-verbal n°" in text
    languages = set(Passage.objects.values_list("language", flat=True))
    assert "ar" in languages
    assert all(len(p.region) == 4 for p in Passage.objects.all())


@pytest.mark.requirement("A2.4")
@pytest.mark.skipif(not ocr.available(), reason="no Tesseract data")
def test_a_broken_text_layer_gets_ocr_as_a_second_layer(hold, holder, monkeypatch):
    asked = []
    monkeypatch.setattr(steps, "hand_on", lambda event, ids: asked.append((event, list(ids))))
    object_id = hold(MADE / "broken-layer.pdf")
    assert reader.read_object(object_id) == "reading"
    assert ("reading.pictured", [object_id]) in asked
    old = TextLayer.objects.get()
    assert old.quality["bad"]
    assert recogniser.recognise_object(object_id) is False
    assert holder.files[object_id].state == "read"
    new = TextLayer.objects.get(current=True)
    assert (new.kind, new.number) == ("ocr", 2)
    assert "الأرشيف العسكري" in new.text
    assert "commission mixte" in new.text
    assert TextLayer.objects.get(pk=old.pk).text == old.text
    assert Passage.objects.filter(layer=old).exists()


def test_without_ocr_pictures_wait_visibly(hold, holder, monkeypatch):
    monkeypatch.setattr(ocr, "available", lambda: False)
    object_id = hold(MADE / "broken-layer.pdf")
    assert reader.read_object(object_id) == "read"
    assert holder.refusals[object_id] == "reading.ocr_off"
    assert Page.objects.get().state == "image"


def test_a_page_without_hope_goes_to_a_person(hold, holder, monkeypatch):
    monkeypatch.setattr(steps, "hand_on", lambda event, ids: None)
    monkeypatch.setattr(ocr, "available", lambda: True)

    def too_long(path, **_):
        raise Unreadable("reading.too_long", seconds=60)

    monkeypatch.setattr(ocr, "read_page", too_long)
    object_id = hold(MADE / "broken-layer.pdf")
    reader.read_object(object_id)
    recogniser.recognise_object(object_id)
    page = Page.objects.get()
    assert (page.state, page.refusal) == ("person", "reading.too_long")
    assert holder.files[object_id].state == "read"


def test_two_workers_share_pages_and_a_killed_one_loses_none(hold, monkeypatch, record):
    object_id = hold(b"x", state="reading")
    for number in range(1, 4):
        Page.objects.create(
            object_id=object_id, record=record, label=record.label, number=number, state="image"
        )
    first = recogniser._claim(object_id)
    second = recogniser._claim(object_id)
    assert {first.number, second.number} == {1, 2}
    assert recogniser._claim(object_id).number == 3
    assert recogniser._claim(object_id) is None
    assert recogniser.free_claims() == 0
    dead = f"{os.uname().nodename[:32]}-4194305"
    Page.objects.filter(pk=first.pk).update(claimed_by=dead)
    assert recogniser.free_claims() == 1
    assert recogniser._claim(object_id).pk == first.pk


def test_the_ref_of_a_passage_names_it(hold):
    reader.read_object(hold(ARABIC.encode()))
    passage = Passage.objects.first()
    assert Ref.parse(str(passage.ref)).kind == "passage"
    assert PageText.from_json(
        PageText(1, "page", "x", "t", words=[(0, 1, 0, 0, 1, 1, -1)]).to_json()
    )
