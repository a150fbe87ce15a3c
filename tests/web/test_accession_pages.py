"""The register of accessions as pages."""

import pytest
from django.urls import reverse

from khizana.archive.models import Accession

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def test_the_register_lists_and_narrows(clerk, house):
    address = reverse("accessions")
    assert house.accession.number in body(clerk.get(address))
    assert house.accession.number in body(clerk.get(address + "?q=خزانه عين"))
    assert house.accession.number not in body(clerk.get(address + "?state=closed"))


def test_an_empty_register_says_how_to_begin(clerk):
    assert reverse("accession_new") in body(clerk.get(reverse("accessions")))


def test_a_line_shows_its_steps_and_units(clerk, house):
    page = body(clerk.get(reverse("accession", args=[house.accession.pk])))
    assert 'aria-current="step"' in page and "يومية المسيرات" in page
    assert 'name="transition"' in page


@pytest.mark.requirement("A2.4")
def test_an_accession_is_entered_corrected_and_taken_a_step_further(clerk, house):
    data = {
        "title_fr": "Dépôt",
        "source_fr": "Bataillon",
        "received": "2026-02",
        "acquisition_type": "gift",
    }
    answer = clerk.post(reverse("accession_new"), data)
    made = Accession.objects.get(title__fr="Dépôt")
    assert answer["Location"] == reverse("accession", args=[made.pk])
    edit = reverse("accession_edit", args=[made.pk])
    assert "2026-02" in body(clerk.get(edit))
    changed = data | {"version": made.version, "extent_fr": "4 boîtes"}
    assert clerk.post(edit, changed).status_code == 302
    made.refresh_from_db()
    assert made.extent.values["fr"] == "4 boîtes"
    step = reverse("accession_state", args=[made.pk])
    assert (
        clerk.post(step, {"transition": "begin_receipt", "version": made.version}).status_code
        == 302
    )
    made.refresh_from_db()
    assert made.state == "receiving"
    assert clerk.get(reverse("accession", args=[made.pk])).status_code == 200


def test_a_step_that_the_table_does_not_know_is_refused(clerk, house):
    step = reverse("accession_state", args=[house.accession.pk])
    assert clerk.post(step, {"transition": "close"}).status_code == 409


def test_a_wrong_date_is_said_beside_its_field(clerk, house):
    answer = clerk.post(reverse("accession_new"), {"title_ar": "دفعة", "received": "2026-02-31"})
    assert answer.status_code == 422 and 'href="#id_received"' in body(answer)


def test_a_visitor_reads_but_does_not_enter(visitor, house):
    assert visitor.get(reverse("accession", args=[house.accession.pk])).status_code == 200
    assert visitor.get(reverse("accession_new")).status_code == 403


def test_the_number_of_queries_of_the_register(clerk, house, django_assert_max_num_queries):
    clerk.get(reverse("accessions"))
    with django_assert_max_num_queries(16):
        clerk.get(reverse("accessions"))
