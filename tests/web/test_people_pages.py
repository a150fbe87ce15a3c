"""People and rights as pages: it works, then one test for each refusal."""

import pytest
from django.urls import reverse

from khizana.access.models import Appointment, Clearance, Group, Membership, Office, Person

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def admin(sign_in):
    return sign_in("admin", roles=["administrator"])


@pytest.fixture
def officer(sign_in):
    return sign_in("officer", roles=["security_officer"], level="secret")


@pytest.fixture
def amina(make_person):
    return make_person("amina", roles=["researcher"])


def test_list_works(clerk, amina, django_assert_num_queries):
    clerk.get(reverse("people"))  # what is kept for a minute is read first
    with django_assert_num_queries(8):
        answer = clerk.get(reverse("people"))
    assert answer.status_code == 200
    assert 'dir="ltr">amina</bdi>' in body(answer)


def test_list_finds_by_part_of_a_name_and_says_when_nobody_is_found(clerk, amina):
    assert "amina" in body(clerk.get(reverse("people") + "?q=MIN"))
    assert reverse("person", args=[amina.pk]) not in body(clerk.get(reverse("people") + "?q=zzz"))


def test_list_is_not_for_visitors(visitor):
    assert visitor.get(reverse("people")).status_code == 403


def test_person_page_shows_clearances_to_those_who_keep_them_only(officer, admin, clerk, amina):
    address = reverse("person", args=[amina.pk])
    assert "h-clear" in body(officer.get(address))
    assert "h-clear" not in body(admin.get(address))
    assert "h-clear" not in body(clerk.get(address))


def test_own_page_offers_no_rights_for_oneself(officer):
    page = body(officer.get(reverse("person", args=[officer.person.pk])))
    assert reverse("person_clear", args=[officer.person.pk]) not in page
    assert reverse("account_step", args=[officer.person.pk, "disable"]) not in page


def test_account_is_opened_and_its_passphrase_shown_once(admin):
    data = {"username": "nadia", "name_ar": "نادية", "language": "ar"}
    answer = admin.post(reverse("person_new"), data)
    made = Person.objects.get(username="nadia")
    assert answer.status_code == 200
    assert made.must_change_password
    assert "secret" in body(answer)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"username": "", "name_ar": "ن", "language": "ar"}, "id_username"),
        ({"username": "a b", "name_ar": "ن", "language": "ar"}, "id_username"),
        ({"username": "amina", "name_ar": "ن", "language": "ar"}, "id_username"),
        ({"username": "nadia", "language": "ar"}, "id_name"),
        ({"username": "nadia", "name_ar": "ن", "language": "xx"}, "id_language"),
        ({"username": "nadia", "name_ar": "ن", "language": "ar", "email": "x"}, "id_email"),
    ],
)
def test_wrong_account_is_said_beside_its_field(admin, amina, data, field):
    answer = admin.post(reverse("person_new"), data)
    assert answer.status_code == 422
    assert f'href="#{field}"' in body(answer)
    assert not Person.objects.filter(username="nadia").exists()


def test_account_is_not_opened_by_an_archivist(clerk):
    assert clerk.get(reverse("person_new")).status_code == 403
    assert clerk.post(reverse("person_new"), {"username": "x"}).status_code == 403


def test_account_is_corrected_and_an_old_form_refused(admin, amina):
    address = reverse("person_edit", args=[amina.pk])
    data = {"name_ar": "أمينة", "language": "fr", "version": amina.version}
    assert admin.post(address, data).status_code == 302
    amina.refresh_from_db()
    assert amina.name.values["ar"] == "أمينة"
    assert admin.post(address, data | {"name_ar": "أخرى"}).status_code == 422


def test_appointment_is_made_and_ended(admin, amina):
    answer = admin.post(reverse("person_appoint", args=[amina.pk]), {"role": "historian"})
    assert answer.status_code == 302
    made = Appointment.objects.get(person=amina, role="historian")
    end = reverse("appointment_end", args=[amina.pk, made.pk])
    assert admin.get(end).status_code == 200
    assert admin.post(end).status_code == 302
    made.refresh_from_db()
    assert made.valid_to is not None


def test_appointment_twice_and_duties_apart_are_said_in_the_form(admin, amina):
    address = reverse("person_appoint", args=[amina.pk])
    assert admin.post(address, {"role": "researcher"}).status_code == 422
    assert admin.post(address, {"role": "nobody"}).status_code == 422
    assert admin.post(address, {"role": "planner", "valid_from": "2026-13-01"}).status_code == 422


def test_sensitive_role_is_not_for_an_administrator(admin, amina):
    answer = admin.post(reverse("person_appoint", args=[amina.pk]), {"role": "auditor"})
    assert answer.status_code == 403
    assert not Appointment.objects.filter(role="auditor").exists()


def test_clearance_is_granted_and_withdrawn_with_reasons(officer, amina):
    data = {"level": "restricted", "caveats": ["personal"], "reason": "بحث مأذون به"}
    assert officer.post(reverse("person_clear", args=[amina.pk]), data).status_code == 302
    made = Clearance.objects.get(person=amina, level="restricted")
    back = reverse("clearance_withdraw", args=[amina.pk, made.pk])
    assert officer.post(back, {"reason": " "}).status_code == 422
    assert officer.post(back, {"reason": "انتهى البحث"}).status_code == 302
    made.refresh_from_db()
    assert made.withdrawn_at is not None


def test_clearance_needs_a_reason_and_an_officer(officer, admin, amina):
    address = reverse("person_clear", args=[amina.pk])
    assert officer.post(address, {"level": "restricted"}).status_code == 422
    data = {"level": "restricted", "reason": "x"}
    assert admin.post(address, data).status_code == 403
    own = reverse("person_clear", args=[officer.person.pk])
    assert officer.post(own, data).status_code == 403


def test_clearance_of_another_person_is_not_found(officer, amina, clerk):
    row = Clearance.objects.get(person=clerk.person)
    assert officer.get(reverse("clearance_withdraw", args=[amina.pk, row.pk])).status_code == 404


def test_group_is_opened_joined_and_left(officer, amina):
    assert officer.post(reverse("groups"), {"code": "sidra", "name_ar": "لجنة"}).status_code == 302
    group = Group.objects.get(code="sidra")
    page = reverse("group", args=[group.pk])
    assert officer.post(page, {"person": amina.pk}).status_code == 302
    assert "amina" in body(officer.get(page))
    assert officer.post(page, {"person": amina.pk}).status_code == 422
    held = Membership.objects.get(person=amina)
    assert officer.post(reverse("membership_end", args=[amina.pk, held.pk])).status_code == 302


def test_groups_are_known_to_their_members_only(clerk, officer):
    officer.post(reverse("groups"), {"code": "sidra", "name_ar": "لجنة مكتومة"})
    assert "مكتومة" not in body(clerk.get(reverse("groups")))
    assert clerk.post(reverse("groups"), {"code": "x", "name_ar": "x"}).status_code == 403
    group = Group.objects.get(code="sidra")
    assert clerk.get(reverse("group", args=[group.pk])).status_code == 403


def test_office_is_entered_and_closed(admin, clerk):
    assert admin.post(reverse("offices"), {"name_ar": "مكتب الوصف"}).status_code == 302
    office = Office.objects.get()
    close = reverse("office_close", args=[office.pk])
    assert admin.post(close, {"valid_to": "12 فبراير 2026"}).status_code == 302
    office.refresh_from_db()
    assert office.valid_to.isoformat() == "2026-02-12"
    assert admin.post(close, {"valid_to": "2026"}).status_code == 422
    assert clerk.post(reverse("offices"), {"name_ar": "x"}).status_code == 403


@pytest.mark.parametrize("step", ["sessions", "disable", "enable"])
def test_step_on_an_account_is_asked_then_taken(admin, amina, step):
    address = reverse("account_step", args=[amina.pk, step])
    assert admin.get(address).status_code == 200
    assert admin.post(address, {"reason": "طلب المديرية"}).status_code == 302


def test_closed_account_needs_a_reason(admin, amina):
    answer = admin.post(reverse("account_step", args=[amina.pk, "disable"]), {})
    assert answer.status_code == 422
    amina.refresh_from_db()
    assert amina.is_active


def test_new_passphrase_is_shown_once(admin, amina):
    answer = admin.post(reverse("account_step", args=[amina.pk, "password"]))
    assert answer.status_code == 200
    assert "secret" in body(answer)


def test_passphrase_of_who_is_cleared_is_a_matter_for_the_security_officer(
    admin, officer, amina, make_person
):
    guarded = make_person("idris", roles=["archivist"], level="secret")
    for person, offered, refused in ((amina, admin, officer), (guarded, officer, admin)):
        step = reverse("account_step", args=[person.pk, "password"])
        page = reverse("person", args=[person.pk])
        assert step in body(offered.get(page))
        assert step not in body(refused.get(page))
        assert refused.get(step).status_code == 403
        assert refused.post(step).status_code == 403
        assert offered.get(step).status_code == 200
        assert offered.post(step).status_code == 200
    assert Person.objects.get(pk=guarded.pk).must_change_password


def test_steps_belong_to_their_officers(admin, officer, clerk, amina):
    factor = reverse("account_step", args=[amina.pk, "second-factor"])
    assert admin.post(factor).status_code == 403
    assert officer.post(factor).status_code == 302
    assert clerk.post(reverse("account_step", args=[amina.pk, "password"])).status_code == 403
    assert admin.get(f"/people/{amina.pk}/account/unknown/").status_code == 404


def test_table_of_roles_is_printed_from_the_one_that_is_used(clerk, visitor):
    page = body(clerk.get(reverse("roles")))
    assert page.count('scope="row"') == 12
    assert visitor.get(reverse("roles")).status_code == 403
