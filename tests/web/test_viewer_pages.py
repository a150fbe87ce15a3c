"""The reading desk: text, passage, find, correct, image addresses."""

import pytest
from django.urls import reverse

from khizana.reading.models import TextLayer

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def test_a_page_shows_its_text_in_its_direction(clerk, letter):
    page = body(clerk.get(reverse("page", args=[letter.page.pk])))
    assert "محضر تسليم الارشيف العسكري" in page and 'class="lines read" lang="ar" dir="rtl"' in page


def test_a_passage_opens_in_its_place_with_the_chain(clerk, house, letter):
    page = body(clerk.get(reverse("passage", args=[letter.passage.pk])))
    assert 'class="cur"' in page and str(letter.passage.ref) in page
    assert house.accession.number in page and "رسالة" in page


@pytest.mark.parametrize("query", ["إرشيف", "الارشيف", "«العسكري»"])
def test_the_words_of_a_search_are_marked(clerk, letter, query):
    page = body(clerk.get(reverse("passage", args=[letter.passage.pk]) + f"?q={query}"))
    assert "<mark>" in page


def test_find_in_the_document(clerk, letter):
    address = reverse("page", args=[letter.page.pk])
    assert "<mark>السدرة</mark>" in body(clerk.get(address + "?find=السدره"))
    assert "<mark>" not in body(clerk.get(address + "?find=طائرة"))


def test_a_page_of_a_file_by_its_number(clerk, letter):
    answer = clerk.get(reverse("object_page", args=[letter.held.pk, 1]) + "?q=x")
    assert answer["Location"] == reverse("page", args=[letter.page.pk]) + "?q=x"
    assert clerk.get(reverse("object_page", args=[letter.held.pk, 9])).status_code == 404


def test_the_text_alone(clerk, letter):
    answer = clerk.get(reverse("page_text", args=[letter.page.pk]))
    assert body(answer).strip() == letter.text and answer["Content-Type"].startswith("text/plain")


def correct(clerk, letter, text: str, layer: int = 1):
    address = reverse("page_correct", args=[letter.page.pk])
    return clerk.post(address, {"text": text, "layer": layer})


def test_a_correction_is_the_next_layer_and_the_old_passage_still_opens(clerk, letter):
    assert clerk.get(reverse("page_correct", args=[letter.page.pk])).status_code == 200
    assert correct(clerk, letter, letter.text.replace("الارشيف", "الأرشيف")).status_code == 302
    page = body(clerk.get(reverse("page", args=[letter.page.pk])))
    assert "الأرشيف" in page and "?layer=1" in page
    old = body(clerk.get(reverse("passage", args=[letter.passage.pk])))
    assert "الارشيف" in old and 'class="notice-line warn"' in old


def test_two_corrections_at_once_lose_nothing(clerk, letter):
    correct(clerk, letter, "تصحيح أول")
    answer = correct(clerk, letter, "تصحيح ثان")
    page = body(answer)
    assert answer.status_code == 409 and "تصحيح أول" in page and "تصحيح ثان" in page
    assert TextLayer.objects.filter(page=letter.page).count() == 2


def test_an_empty_correction_is_refused(clerk, letter):
    assert correct(clerk, letter, "  ").status_code == 422


def test_the_language_is_named_by_a_person(clerk, letter):
    address = reverse("page_language", args=[letter.page.pk])
    assert clerk.post(address, {"language": "fr"}).status_code == 302
    assert clerk.post(address, {"language": "xx"}).status_code == 422
    assert letter.page.layers.get(current=True).language == "fr"


def test_another_encoding_is_a_further_reading(clerk, letter):
    address = reverse("page_encoding", args=[letter.page.pk])
    assert clerk.post(address, {"encoding": "cp1256"}).status_code == 302
    assert clerk.post(address, {"encoding": "klingon"}).status_code == 422


def test_a_visitor_reads_but_does_not_correct(visitor, letter):
    page = body(visitor.get(reverse("page", args=[letter.page.pk])))
    assert reverse("page_correct", args=[letter.page.pk]) not in page
    assert visitor.get(reverse("page_correct", args=[letter.page.pk])).status_code == 403


def test_what_is_hidden_has_no_page_passage_or_picture(visitor, house, letter):
    from khizana.archive import actions

    actions.relabel_record(actor=house.actor, record_id=letter.held.record_id, label=house.secret)
    for name, pk in (
        ("page", letter.page.pk), ("passage", letter.passage.pk), ("page_image", letter.page.pk),
        ("page_size", letter.page.pk), ("page_text", letter.page.pk),
    ):  # fmt: skip
        assert visitor.get(reverse(name, args=[pk])).status_code == 404, name
    tile = reverse("page_tile", args=[letter.page.pk, 0, 0, 0])
    assert visitor.get(tile).status_code == 404


def test_reading_what_is_closed_stands_in_the_ledger(clerk, house, letter):
    import datetime as dt

    from khizana.archive import actions
    from khizana.ledger.models import Entry

    day = house.actor.today + dt.timedelta(days=30)
    actions.close_record(actor=house.actor, record_id=letter.held.record_id, open_from=day)
    clerk.get(reverse("page", args=[letter.page.pk]))
    assert Entry.objects.filter(action="access.read_closed").exists()


def test_the_number_of_queries_of_the_desk(clerk, letter, django_assert_max_num_queries):
    address = reverse("page", args=[letter.page.pk])
    clerk.get(address)
    with django_assert_max_num_queries(26):
        clerk.get(address)


class TestPictures:
    @pytest.fixture
    def scan(self, clerk, house, work):
        import io

        from django.core.files.uploadedfile import SimpleUploadedFile
        from PIL import Image

        from khizana.reading.models import Page

        kept = io.BytesIO()
        Image.new("RGB", (700, 900), "white").save(kept, "PNG")
        clerk.post(reverse("receive"), {"box": SimpleUploadedFile("scan.png", kept.getvalue())})
        work()
        return Page.objects.get(source_kind__in=("png", "image"))

    def test_the_picture_is_private_and_asked_for_again(self, clerk, scan):
        address = reverse("page_image", args=[scan.pk])
        answer = clerk.get(address)
        assert answer["Content-Type"] == "image/jpeg"
        assert answer["Cache-Control"] == "private, no-cache"
        again = clerk.get(address, headers={"If-None-Match": answer["ETag"]})
        assert again.status_code == 304

    def test_a_tile_inside_and_one_outside(self, clerk, scan):
        size = clerk.get(reverse("page_size", args=[scan.pk])).json()
        assert (size["width"], size["height"]) == (700, 900)
        inside = reverse("page_tile", args=[scan.pk, size["levels"], 0, 0])
        assert clerk.get(inside).content[:2] == b"\xff\xd8"
        outside = reverse("page_tile", args=[scan.pk, size["levels"], 99, 0])
        assert clerk.get(outside).status_code == 404

    def test_the_still_picture_needs_no_script(self, clerk, scan):
        page = body(clerk.get(reverse("page", args=[scan.pk])))
        assert f'<image href="{reverse("page_image", args=[scan.pk])}' in page
