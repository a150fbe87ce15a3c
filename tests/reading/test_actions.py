"""People correct texts; every earlier reading stays, and what was cited still resolves."""

import pytest

from khizana.access.models import UNDETERMINED, Label
from khizana.adapters import ocr
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.ledger.models import Entry
from khizana.reading import actions, layers, queries, reader, tasks
from khizana.reading.models import Page, Passage, TextLayer
from khizana.shared import steps
from tests.reading.conftest import MADE

FRENCH = "Le procès-verbal de la commission a été signé à Bamako par les deux délégations. " * 5


@pytest.fixture
def page(hold):
    reader.read_object(hold(MADE / "chromium.pdf"))
    return Page.objects.get()


@pytest.mark.requirement("A2.2")
def test_a_correction_is_a_new_layer_and_the_old_one_stays(page, archivist):
    old = TextLayer.objects.get()
    cited = Passage.objects.filter(layer=old).first()
    quote = old.text[cited.start : cited.end]
    new = actions.correct_page(
        actor=archivist, page_id=page.pk, text=old.text.replace("باماكو", "بَماكو"), based_on=1
    )
    assert (new.number, new.kind, new.current, new.made_by) == (2, "correction", True, "archivist")
    assert new.input_digest == old.digest
    seen = queries.view_passage(archivist, cited.pk)
    assert (seen.text, seen.is_current) == (quote, False)
    assert seen.successor.layer_id == new.pk
    line = Entry.objects.get(action="reading.page_corrected")
    assert old.digest in line.body
    assert "باماكو" not in line.body


def test_corrected_words_keep_their_places(page, archivist):
    old = TextLayer.objects.get()
    before = {old.text[w[0] : w[1]]: w[2:6] for w in layers.unpack(old.boxes)}
    new = actions.correct_page(
        actor=archivist, page_id=page.pk, text=old.text.replace("باماكو", "بَماكو"), based_on=1
    )
    after = {new.text[w[0] : w[1]]: w[2:6] for w in layers.unpack(new.boxes)}
    assert after["بَماكو"] == before["باماكو"]
    assert after["الأرشيف"] == before["الأرشيف"]


def test_it_refuses_what_was_changed_meanwhile(page, archivist):
    text = TextLayer.objects.get().text
    actions.correct_page(actor=archivist, page_id=page.pk, text=text + " أ", based_on=1)
    with pytest.raises(Conflict) as refused:
        actions.correct_page(actor=archivist, page_id=page.pk, text=text + " ب", based_on=1)
    assert refused.value.code == "reading.changed_meanwhile"
    assert refused.value.sentence("fr")


@pytest.mark.parametrize(
    ("text", "code"),
    [("   ", "reading.empty_correction"), (None, "reading.nothing_changed")],
)
def test_it_refuses_empty_and_unchanged_texts(page, archivist, text, code):
    text = TextLayer.objects.get().text if text is None else text
    with pytest.raises(NotValid) as refused:
        actions.correct_page(actor=archivist, page_id=page.pk, text=text, based_on=1)
    assert refused.value.code == code


def test_it_refuses_who_may_not_correct(page, reader):
    with pytest.raises(NotAllowed):
        actions.correct_page(actor=reader, page_id=page.pk, text="x", based_on=1)


def test_what_one_may_not_see_is_not_there(page, record, archivist):
    other = Label.objects.create(key="other", policy="other", level="x", rank=9)
    record.label = other
    record.save()
    tasks.carry_marking([record.pk])
    assert set(Page.objects.values_list("label_id", flat=True)) == {other.pk}
    assert set(Passage.objects.values_list("label_id", flat=True)) == {other.pk}
    for ask in (
        lambda: queries.view_page(archivist, page.pk),
        lambda: queries.picture(archivist, page.pk),
        lambda: queries.view_passage(archivist, Passage.objects.first().pk),
        lambda: actions.correct_page(actor=archivist, page_id=page.pk, text="x", based_on=1),
        lambda: actions.mark_page_language(actor=archivist, page_id=page.pk, language="ar"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert queries.find_in_object(archivist, page.object_id, "باماكو") == []
    assert not queries.pages_of(archivist, page.object_id).exists()


def test_a_closure_follows_the_record(page, record, reader):
    assert queries.view_page(reader, page.pk)
    record.open_from = UNDETERMINED
    record.save()
    tasks.carry_marking([record.pk])
    with pytest.raises(NotFound):
        queries.view_page(reader, page.pk)


def test_a_person_names_the_encoding(hold, archivist):
    object_id = hold("Numéro ½ © ÿ".encode("cp1252"), "note.txt")
    reader.read_object(object_id)
    page = Page.objects.get()
    actions.override_encoding(actor=archivist, object_id=object_id, encoding="cp1256")
    layer = TextLayer.objects.get(current=True)
    assert (layer.number, layer.settings["encoding"], layer.settings["rule"]) == (
        2,
        "cp1256",
        "person",
    )
    assert TextLayer.objects.get(number=1).text == "Numéro ½ © ÿ"
    with pytest.raises(NotValid):
        actions.override_encoding(actor=archivist, object_id=object_id, encoding="cp9")
    assert page.layers.count() == 2


def test_a_person_names_the_language(hold, archivist):
    reader.read_object(hold(FRENCH.encode()))
    passage = Passage.objects.first()
    assert passage.language == "fr"
    (changed,) = actions.mark_language(actor=archivist, passage_ids=[passage.pk], language="bm")
    assert changed.language == "bm"
    layer = actions.mark_page_language(
        actor=archivist, page_id=Page.objects.get().pk, language="ar"
    )
    assert (layer.language, layer.direction) == ("ar", "rtl")
    assert set(Passage.objects.values_list("language", flat=True)) == {"ar"}
    with pytest.raises(NotValid):
        actions.mark_language(actor=archivist, passage_ids=[passage.pk], language="xx")


def test_recognition_can_be_asked_for(page, holder, archivist, monkeypatch):
    told = []
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(steps, "hand_on", lambda event, ids: told.append((event, list(ids))))
    assert actions.request_ocr(actor=archivist, object_id=page.object_id) == 1
    assert told == [("reading.pictured", [page.object_id])]
    assert Page.objects.get().state == "image"
    monkeypatch.setattr(ocr, "available", lambda: False)
    with pytest.raises(NotValid) as refused:
        actions.request_ocr(actor=archivist, object_id=page.object_id)
    assert refused.value.code == "reading.ocr_off"
