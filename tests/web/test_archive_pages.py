"""The pages of the archive: the tree, a unit, its history."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def test_the_tree_shows_the_fonds(clerk, house):
    page = clerk.get(reverse("archive"))
    assert page.status_code == 200
    assert "رصيد عين السدرة" in body(page)


def test_an_empty_archive_says_how_to_begin(clerk):
    assert reverse("record_new") in body(clerk.get(reverse("archive")))


def test_a_branch_opens_as_a_page_and_as_a_piece(clerk, house):
    address = reverse("record_children", args=[house.series.pk])
    whole, piece = (
        clerk.get(address),
        clerk.get(address + "?open=1", headers={"HX-Request": "true"}),
    )
    assert "<html" in body(whole) and "يومية المسيرات" in body(whole)
    assert "<html" not in body(piece) and "يومية المسيرات" in body(piece)
    assert 'hx-swap-oob="true"' in body(piece)


def test_the_banner_of_a_piece_covers_what_the_page_showed_before(clerk, house):
    address = reverse("record_children", args=[house.fonds.pk])
    shown = f"?closed=1&shown={house.secret.pk},999999"
    piece = body(clerk.get(address + shown, headers={"HX-Request": "true"}))
    assert "سري للغاية" in piece


def test_a_piece_names_no_label_that_the_reader_does_not_hold(visitor, house):
    address = reverse("record_children", args=[house.fonds.pk])
    shown = f"?closed=1&shown={house.secret.pk}"
    assert "سري للغاية" not in body(visitor.get(address + shown, headers={"HX-Request": "true"}))


@pytest.mark.requirement("A3.1")
def test_a_unit_shows_its_elements_parts_and_accession(clerk, house):
    page = body(clerk.get(reverse("record", args=[house.fonds.pk])))
    assert "يوميات ومراسلات." in page and "اليوميات" in page
    diary = body(clerk.get(reverse("record", args=[house.diary.pk])))
    assert house.accession.number in diary and "رصيد عين السدرة" in diary


def test_what_is_hidden_is_missing(visitor, house):
    assert visitor.get(reverse("record", args=[house.hidden.pk])).status_code == 404
    series = body(visitor.get(reverse("record", args=[house.series.pk])))
    assert "ملف مكتوم" not in series and "يومية المسيرات" in series


def test_a_reference_code_leads_to_its_unit(clerk, house):
    answer = clerk.get(reverse("record_by_code", args=[house.diary.reference_code]))
    assert answer["Location"] == reverse("record", args=[house.diary.pk])


def test_the_history_shows_differences(clerk, house):
    from khizana.archive import actions
    from khizana.kernel.text import Text

    title = Text({"ar": "يومية المسيرات والأعمال"}, "ar")
    actions.describe_record(actor=house.actor, record_id=house.diary.pk, title=title)
    page = body(clerk.get(reverse("record_history", args=[house.diary.pk])))
    assert "<del><bdi>يومية المسيرات</bdi></del>" in page
    assert "<ins><bdi>يومية المسيرات والأعمال</bdi></ins>" in page


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_pages_in_three_languages(clerk, house, lang):
    clerk.cookies["khz_language"] = lang
    for name in ("record", "record_children", "record_history"):
        page = clerk.get(reverse(name, args=[house.fonds.pk]))
        assert page.status_code == 200
        assert f'<html lang="{lang}"' in body(page)


def test_the_number_of_queries_of_a_unit_does_not_grow(clerk, house, django_assert_max_num_queries):
    from khizana.archive import actions
    from khizana.kernel.text import Text

    clerk.get(reverse("record", args=[house.series.pk]))
    for number in range(12):
        actions.create_record(
            actor=house.actor, parent_id=house.series.pk, level="file",
            title=Text.of(f"ملف {number}", "ar"),
        )  # fmt: skip
    with django_assert_max_num_queries(26):
        clerk.get(reverse("record", args=[house.series.pk]))


def test_the_number_of_queries_of_the_tree(clerk, house, django_assert_max_num_queries):
    clerk.get(reverse("archive"))
    with django_assert_max_num_queries(16):
        clerk.get(reverse("archive"))
