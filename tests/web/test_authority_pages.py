"""Authority names as pages."""

import pytest
from django.urls import reverse

from khizana.access.queries import actor_for
from khizana.archive import actions as archive
from khizana.kernel.text import Text
from khizana.terms import actions
from khizana.terms.models import Authority

pytestmark = pytest.mark.django_db
DATA = {"kind": "person", "name_ar": "الوافي، إدريس", "name_fr": "El Ouafi, Idriss"}


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def ouafi(clerk) -> Authority:
    return actions.create_authority(
        actor=actor_for(clerk.person), kind="person", variants=["النقيب الوافي"],
        name=Text({"ar": "الوافي، إدريس", "fr": "El Ouafi, Idriss"}, "ar"),
    )  # fmt: skip


def test_list_works(clerk, ouafi, django_assert_num_queries):
    clerk.get(reverse("authorities"))
    with django_assert_num_queries(9):
        answer = clerk.get(reverse("authorities"))
    assert "El Ouafi, Idriss" in body(answer)


def test_list_finds_any_form_and_says_when_there_is_none(clerk, ouafi):
    address = reverse("authorities")
    assert "Idriss" in body(clerk.get(address + "?q=النقيب"))
    assert "Idriss" not in body(clerk.get(address + "?kind=place"))
    assert 'class="empty"' in body(clerk.get(address + "?q=zzzz"))


def test_empty_list_says_how_to_begin(clerk):
    assert reverse("authority_new") in body(clerk.get(reverse("authorities")))


def test_page_shows_its_records_but_no_hidden_one(clerk, visitor, house, ouafi):
    for record in (house.diary, house.hidden):
        archive.link_authority(
            actor=actor_for(clerk.person), record_id=record.pk, authority_id=ouafi.pk,
            role="creator",
        )  # fmt: skip
    address = reverse("authority", args=[ouafi.pk])
    assert "ملف مكتوم" in body(clerk.get(address))
    page = body(visitor.get(address))
    assert "يومية المسيرات" in page
    assert "مكتوم" not in page
    assert 'class="banner "' in page


def test_name_is_entered(clerk):
    answer = clerk.post(reverse("authority_new"), DATA | {"variants": "أ\n\n ب ", "dates": "1921~"})
    made = Authority.objects.get()
    assert answer["Location"] == reverse("authority", args=[made.pk])
    assert made.variants == ["أ", "ب"]
    assert made.dates.edtf == "1921~"


def test_name_that_looks_like_another_is_asked_about_once(clerk, ouafi):
    answer = clerk.post(reverse("authority_new"), DATA)
    assert answer.status_code == 422
    assert reverse("authority", args=[ouafi.pk]) in body(answer)
    assert clerk.post(reverse("authority_new"), DATA | {"sure": "1"}).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_ar": "", "name_fr": ""}, "id_name"),
        ({"kind": "ghost"}, "id_kind"),
        ({"dates": "2026-02-31"}, "id_dates"),
        ({"name_ar": "ا" * 2000}, "id_name"),
    ],
)
def test_wrong_name_is_said_beside_its_field(clerk, change, field):
    answer = clerk.post(reverse("authority_new"), DATA | change)
    assert answer.status_code == 422
    assert f'href="#{field}"' in body(answer)


def test_name_is_not_entered_by_visitors(visitor, ouafi):
    assert visitor.get(reverse("authority_new")).status_code == 403
    assert visitor.post(reverse("authority_edit", args=[ouafi.pk]), DATA).status_code == 403
    assert visitor.get(reverse("authority_merge", args=[ouafi.pk])).status_code == 403
    assert reverse("authority_edit", args=[ouafi.pk]) not in body(
        visitor.get(reverse("authority", args=[ouafi.pk]))
    )


def test_name_is_corrected_and_an_old_form_refused(clerk, ouafi):
    address = reverse("authority_edit", args=[ouafi.pk])
    data = DATA | {"name_en": "Ouafi", "version": str(ouafi.version), "name_original": "ar"}
    assert clerk.post(address, data).status_code == 302
    ouafi.refresh_from_db()
    assert ouafi.name.values["en"] == "Ouafi"
    assert ouafi.name.original == "ar"
    assert clerk.post(address, data | {"name_en": "x"}).status_code == 422


def test_original_language_survives_a_correction_in_another(clerk, ouafi):
    french = Text.of("Bataillon", "fr")
    made = actions.create_authority(
        actor=actor_for(clerk.person), kind="corporate_body", name=french
    )
    page = body(clerk.get(reverse("authority_edit", args=[made.pk])))
    assert 'name="name_original" value="fr"' in page


def test_two_names_become_one(clerk, ouafi):
    other = actions.create_authority(
        actor=actor_for(clerk.person), kind="person", name=Text.of("الوافي إدريس", "ar")
    )
    address = reverse("authority_merge", args=[other.pk])
    assert reverse("authority", args=[ouafi.pk])[-37:-1] in body(clerk.get(address + "?q=الوافي"))
    assert clerk.get(f"{address}?into={ouafi.pk}").status_code == 200
    assert clerk.post(address, {"into": ouafi.pk}).status_code == 302
    led = clerk.get(reverse("authority", args=[other.pk]))
    assert led["Location"] == reverse("authority", args=[ouafi.pk])


def test_names_of_two_kinds_do_not_merge(clerk, ouafi):
    place = actions.create_authority(
        actor=actor_for(clerk.person), kind="place", name=Text.of("عين السدرة", "ar")
    )
    answer = clerk.post(reverse("authority_merge", args=[place.pk]), {"into": ouafi.pk})
    assert answer.status_code == 422
