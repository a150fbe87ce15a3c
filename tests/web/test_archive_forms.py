"""Working on the archive by its forms: create, describe, move, mark, withdraw, link."""

import pytest
from django.urls import reverse

from khizana.archive.models import Record

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def new(clerk, parent, **given):
    data = {"level": "file", "title_ar": "ملف جديد", "dates": "مارس 1958", **given}
    address = reverse("record_new") + (f"?parent={parent.pk}" if parent else "")
    return clerk.post(address, data)


def test_a_unit_is_made(clerk, house):
    answer = new(clerk, house.series)
    made = Record.objects.get(title__ar="ملف جديد")
    assert answer["Location"] == reverse("record", args=[made.pk])
    assert made.parent_id == house.series.pk and made.dates.edtf == "1958-03"


def test_a_fonds_is_made(clerk, house):
    assert new(clerk, None, level="fonds", dates="").status_code == 302


def test_what_is_missing_is_said_beside_the_field(clerk, house):
    answer = new(clerk, house.series, title_ar="")
    assert answer.status_code == 422
    assert 'class="errors"' in body(answer) and 'href="#id_title"' in body(answer)


def test_a_date_that_cannot_be_read_is_said(clerk, house):
    assert new(clerk, house.series, dates="31 فبراير 1958").status_code == 422


def test_checking_saves_nothing_and_says_how_the_date_was_understood(clerk, house):
    answer = new(clerk, house.series, preview="1")
    assert answer.status_code == 200 and "1958-03" in body(answer)
    assert not Record.objects.filter(title__ar="ملف جديد").exists()


def test_a_code_in_use_is_refused_at_its_field(clerk, house):
    answer = new(clerk, house.series, reference_code=house.diary.reference_code)
    assert answer.status_code == 422 and 'href="#id_reference_code"' in body(answer)


def test_who_may_not_describe_gets_no_form(visitor, house):
    assert visitor.get(reverse("record_new")).status_code == 403
    assert visitor.get(reverse("record_edit", args=[house.diary.pk])).status_code == 403


def test_a_unit_is_described(clerk, house):
    address = reverse("record_edit", args=[house.diary.pk])
    assert clerk.get(address).status_code == 200
    data = {
        "level": "file", "reference_code": house.diary.reference_code, "version": 1,
        "title_ar": "يومية", "scope_content_fr": "Journal.",
    }  # fmt: skip
    assert clerk.post(address, data).status_code == 302
    house.diary.refresh_from_db()
    assert house.diary.description["scope_content"]["fr"] == "Journal."


def test_what_somebody_changed_meanwhile_is_not_overwritten(clerk, house):
    address = reverse("record_edit", args=[house.diary.pk])
    code = house.diary.reference_code
    data = {"level": "file", "reference_code": code, "version": 1, "title_ar": "أول"}
    clerk.post(address, data)
    answer = clerk.post(address, data | {"title_ar": "ثان"})
    assert answer.status_code == 422 and "ثان" in body(answer)
    house.diary.refresh_from_db()
    assert house.diary.title.values["ar"] == "أول"


def test_a_unit_is_moved_after_a_preview(clerk, house):
    new(clerk, house.fonds, level="series", title_ar="سلسلة أخرى", dates="")
    other = Record.objects.get(title__ar="سلسلة أخرى")
    address = reverse("record_move", args=[house.diary.pk])
    assert other.reference_code in body(clerk.get(address))
    preview = body(clerk.get(f"{address}?to={other.pk}"))
    assert 'name="to"' in preview and "سلسلة أخرى" in preview
    assert clerk.post(address, {"to": str(other.pk), "version": 1}).status_code == 302
    house.diary.refresh_from_db()
    assert house.diary.parent_id == other.pk


def test_a_move_into_itself_is_refused_in_words(clerk, house):
    address = reverse("record_move", args=[house.series.pk])
    answer = clerk.post(address, {"to": str(house.series.pk), "version": 1})
    assert answer.status_code == 422 and 'role="alert"' in body(answer)


def test_label_and_closure_change_together(clerk, house):
    address = reverse("record_label", args=[house.diary.pk])
    assert clerk.get(address).status_code == 200
    data = {
        "version": 1, "label": house.secret.pk, "opening": "on", "day": "2050-01-01", "reason": "x",
    }  # fmt: skip
    assert clerk.post(address, data).status_code == 302
    house.diary.refresh_from_db()
    assert house.diary.label_id == house.secret.pk and house.diary.open_from.year == 2050


def test_a_closure_wants_its_day(clerk, house):
    data = {"version": 1, "label": house.diary.label_id, "opening": "on", "day": ""}
    assert clerk.post(reverse("record_label", args=[house.diary.pk]), data).status_code == 422


def test_who_may_neither_mark_nor_close_gets_no_form(visitor, house):
    assert visitor.get(reverse("record_label", args=[house.diary.pk])).status_code == 403


def test_a_unit_is_withdrawn_with_its_reason_and_brought_back(clerk, house):
    address = reverse("record_withdraw", args=[house.diary.pk])
    assert clerk.post(address, {"version": 1, "reason": ""}).status_code == 422
    assert clerk.post(address, {"version": 1, "reason": "مكرر"}).status_code == 302
    page = body(clerk.get(reverse("record", args=[house.diary.pk])))
    assert "مكرر" in page and reverse("record_restore", args=[house.diary.pk]) in page
    back = reverse("record_restore", args=[house.diary.pk])
    assert clerk.get(back).status_code == 200
    assert clerk.post(back, {"version": 2}).status_code == 302
    house.diary.refresh_from_db()
    assert house.diary.withdrawn_at is None


def test_an_authority_is_linked_and_unlinked(clerk, house):
    from khizana.kernel.text import Text
    from khizana.terms import actions as terms

    name = terms.create_authority(
        actor=house.actor, kind="corporate_body", name=Text.of("كتيبة السدرة", "ar")
    )
    address = reverse("record_authorities", args=[house.diary.pk])
    assert "كتيبة السدرة" in body(clerk.get(address + "?q=كتيبة"))
    assert clerk.post(address, {"add": name.pk, "role": "creator"}).status_code == 302
    assert "كتيبة السدرة" in body(clerk.get(reverse("record", args=[house.diary.pk])))
    assert clerk.post(address, {"add": name.pk, "role": "place"}).status_code == 422
    assert clerk.post(address, {"remove": name.pk, "role": "creator"}).status_code == 302
    assert "كتيبة السدرة" not in body(clerk.get(reverse("record", args=[house.diary.pk])))


def test_a_title_in_no_named_language_survives_the_form(clerk, house):
    from khizana.archive import actions
    from khizana.kernel.text import Text

    made = actions.create_record(
        actor=house.actor,
        parent_id=house.series.pk,
        level="file",
        title=Text.of("scan 1.pdf", "und"),
    )
    address = reverse("record_edit", args=[made.pk])
    assert 'value="scan 1.pdf"' in body(clerk.get(address))
    data = {
        "level": "file", "reference_code": made.reference_code, "version": 1,
        "title_und": "scan 1.pdf", "title_ar": "مسح",
    }  # fmt: skip
    assert clerk.post(address, data).status_code == 302
    made.refresh_from_db()
    assert dict(made.title.values) == {"und": "scan 1.pdf", "ar": "مسح"}
