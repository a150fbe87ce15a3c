"""Description tables through the pages: out, in, looked at, applied."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khizana.archive.models import Record, TableImport

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def export(client, **query) -> str:
    answer = client.get(reverse("archive_export"), query)
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def hand_in(client, table: str):
    file = SimpleUploadedFile("units.csv", table.encode())
    return client.post(reverse("archive_table"), {"file": file})


@pytest.mark.requirement("A3.1")
def test_what_goes_out_comes_back_unchanged(clerk, house):
    table = export(clerk)
    assert house.diary.reference_code in table
    page = body(clerk.get(hand_in(clerk, table)["Location"]))
    assert TableImport.objects.get().changed == 0 and 'class="notice"' in page


def test_differences_are_shown_then_applied(clerk, house):
    table = export(clerk).replace("يومية المسيرات", "يومية السير")
    address = hand_in(clerk, table)["Location"]
    page = body(clerk.get(address))
    assert "<del>" in page and "يومية السير" in page
    house.diary.refresh_from_db()
    assert house.diary.title.values["ar"] == "يومية المسيرات"
    assert clerk.post(address).status_code == 302
    house.diary.refresh_from_db()
    assert house.diary.title.values["ar"] == "يومية السير"
    assert clerk.get(address).status_code == 200


def test_a_refused_row_says_why_and_holds_up_no_other(clerk, house):
    code = house.series.reference_code
    table = (
        "reference_code,parent_code,level,title:ar\n"
        f"{code}/90,{code},file,ملف سليم\n{code}/91,{code},fonds,رصيد في غير موضعه\n"
    )
    address = hand_in(clerk, table)["Location"]
    page = body(clerk.get(address + "?only=refused"))
    assert 'class="bad"' in page and "ملف سليم" not in page
    clerk.post(address)
    assert Record.objects.filter(reference_code=f"{code}/90").exists()
    assert not Record.objects.filter(reference_code=f"{code}/91").exists()
    assert f"{code}/91" in body(clerk.get(address))


@pytest.mark.parametrize("table", ["", "nonsense\nx", "\x00\x01"])
def test_what_is_no_table_is_said(clerk, house, table):
    answer = hand_in(clerk, table)
    assert answer.status_code == 422 and 'class="errors"' in body(answer)


def test_the_table_of_another_is_missing(clerk, house, sign_in):
    address = hand_in(clerk, export(clerk))["Location"]
    other = sign_in("second", roles=["archivist"])
    assert other.get(address).status_code == 404


def test_a_visitor_takes_nothing_out(visitor, house):
    assert visitor.get(reverse("archive_table")).status_code == 403
    assert visitor.get(reverse("archive_export")).status_code == 403


def test_what_is_hidden_is_not_in_the_table(house, sign_in):
    low = sign_in("low", roles=["archivist"])
    assert "ملف مكتوم" not in export(low) and house.diary.reference_code in export(low)
