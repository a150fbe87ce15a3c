"""What the reading desk is given."""

from khizana.adapters import pages as pictures
from khizana.reading import queries, reader
from khizana.reading.models import Page, TextLayer
from tests.reading.conftest import MADE


def test_a_page_comes_with_lines_in_their_own_direction(hold, archivist):
    reader.read_object(hold(MADE / "chromium.pdf"))
    view = queries.view_page(archivist, Page.objects.get().pk)
    assert view.is_current
    assert view.has_picture
    for line in view.lines:
        assert view.layer.text[line.start : line.end] == line.text
    directions = {line.text: line.direction for line in view.lines if line.text}
    assert directions["محضر الجلسة الأولى للجنة المشتركة"] == "rtl"
    assert any(d == "ltr" for text, d in directions.items() if text.startswith("La commission"))
    assert view.page_count == 1
    assert view.previous_id is view.next_id is None


def test_find_is_careless_and_gives_places(hold, archivist):
    object_id = hold(MADE / "chromium.pdf")
    reader.read_object(object_id)
    (hit,) = queries.find_in_object(archivist, object_id, "الارشيف العسكرى")
    assert hit.found == "الأرشيف العسكري"
    assert len(hit.boxes) == 2
    assert all(0 <= n <= 10_000 for box in hit.boxes for n in box)
    right, left = hit.boxes
    assert right[0] > left[0]
    assert (
        queries.find_in_object(archivist, object_id, "PREMIERE sess")[0].found == "première session"
    )
    assert queries.find_in_object(archivist, object_id, "غائب") == []
    assert queries.find_in_object(archivist, object_id, " ") == []


def test_an_older_layer_can_be_shown(hold, archivist):
    from khizana.reading import actions

    reader.read_object(hold("نص أول".encode()))
    page = Page.objects.get()
    actions.correct_page(actor=archivist, page_id=page.pk, text="نص ثان", based_on=1)
    assert queries.view_page(archivist, page.pk).layer.text == "نص ثان"
    old = queries.view_page(archivist, page.pk, layer_number=1)
    assert (old.layer.text, old.is_current, len(old.layers)) == ("نص أول", False, 2)


def test_queries_for_a_page_do_not_grow(hold, archivist, django_assert_num_queries):
    reader.read_object(hold(("كلمة " * 900).encode()))
    page = Page.objects.order_by("number").first()
    with django_assert_num_queries(6):
        queries.view_page(archivist, page.pk)


def test_a_picture_is_cut_into_tiles(hold, archivist, data_folder):
    reader.read_object(hold(MADE / "chromium.pdf"))
    source = queries.picture(archivist, Page.objects.get().pk)
    size = pictures.size(source)
    assert (size.width, size.height) == (1700, 2200)
    tile = pictures.tile(source, level=size.max_level, column=0, row=0)
    assert tile[:3] == b"\xff\xd8\xff"
    assert pictures.tile(source, level=0, column=0, row=0)
    assert pictures.tile(source, level=size.max_level, column=99, row=0) == b""
    assert pictures.tile(source, level=99, column=0, row=0) == b""
    assert pictures.image(source, width=400)[:2] == b"\xff\xd8"
    assert pictures.image(source, width=400, form="webp")[8:12] == b"WEBP"
    assert pictures.purge(digest=source.digest) == 1
    assert pictures.image(source, width=100)
    assert TextLayer.objects.count() == 1
