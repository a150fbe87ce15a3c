"""Handing in a box, as one form and in pieces; following it; the preserved file."""

import json
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khizana.preservation.models import DigitalObject, Submission

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def folder(name: str, content: bytes = b"text") -> bytes:
    """A form whose one file bears the path of a folder, as a browser sends it."""
    head = (
        f'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nعلبة\r\n'
        f'--b\r\nContent-Disposition: form-data; name="folder"; filename="{name}"\r\n'
        "Content-Type: text/plain\r\n\r\n"
    )
    return head.encode() + content + b"\r\n--b--\r\n"


def send_folder(client, name: str):
    return client.generic(
        "POST", reverse("receive"), folder(name), "multipart/form-data; boundary=b"
    )


def test_the_form_offers_open_accessions(clerk, house):
    page = body(clerk.get(reverse("receive")))
    assert house.accession.number in page and "webkitdirectory" in page


@pytest.mark.requirement("A2.4")
def test_a_file_is_received_read_and_shown(clerk, letter):
    page = body(clerk.get(reverse("submission", args=[letter.box.pk])))
    assert "رسالة" in page and reverse("object", args=[letter.held.pk]) in page
    assert letter.held.original_name == "رسالة.txt"


def test_a_folder_without_script_keeps_its_paths(clerk, house, work):
    assert send_folder(clerk, "علبة 1/يوميات/ملف.txt").status_code == 302
    work()
    held = DigitalObject.objects.get()
    assert bytes(held.name_bytes).decode() == "علبة 1/يوميات/ملف.txt"


def test_a_path_that_climbs_out_is_kept_as_a_refusal(clerk, house, work):
    answer = send_folder(clerk, "../../etc/passwd")
    page = body(clerk.get(answer["Location"] + "?state=refused"))
    assert not DigitalObject.objects.exists() and 'class="bad"' in page


def test_nothing_chosen_is_said(clerk, house):
    answer = clerk.post(reverse("receive"), {"name": "x"})
    assert answer.status_code == 422 and not Submission.objects.exists()


def test_an_unknown_parent_is_said_at_its_field(clerk, house):
    data = {"parent": "nowhere", "box": SimpleUploadedFile("a.txt", b"a")}
    answer = clerk.post(reverse("receive"), data)
    assert answer.status_code == 422 and 'href="#id_parent"' in body(answer)


def test_a_form_without_its_token_is_refused(house, make_person):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    person = make_person("other", roles=["archivist"])
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert send_folder(client, "a/b.txt").status_code == 403


def test_a_visitor_hands_nothing_in(visitor, house):
    assert visitor.get(reverse("receive")).status_code == 403
    assert visitor.post(reverse("receive_start")).status_code == 403


class TestInPieces:
    def start(self, clerk) -> dict:
        answer = clerk.post(reverse("receive_start"), {"name": "علبة"})
        return json.loads(answer.content)

    def piece(self, clerk, box, data: bytes, **query):
        address = f"{box['piece']}?{urlencode(query)}"
        return clerk.post(address, data, content_type="application/octet-stream")

    def test_a_small_file_is_one_request(self, clerk, house, work):
        box = self.start(clerk)
        answer = self.piece(clerk, box, b"hello", path="d/a.txt", size=5, offset=0)
        assert answer.json() == {"have": 5}
        assert clerk.post(box["close"]).json() == {"page": box["page"]}
        work()
        assert DigitalObject.objects.get().size == 5

    def test_after_a_break_the_server_says_where_to_go_on(self, clerk, house, work):
        box = self.start(clerk)
        first = self.piece(clerk, box, b"hel", path="a.txt", size=5, offset=0)
        assert first.json() == {"have": 3}
        again = self.piece(clerk, box, b"hello", path="a.txt", size=5, offset=0)
        assert (again.status_code, again.json()) == (409, {"have": 3})
        assert self.piece(clerk, box, b"lo", path="a.txt", size=5, offset=3).json() == {"have": 5}
        clerk.post(box["close"])
        work()
        assert DigitalObject.objects.get().size == 5

    def test_an_unfit_path_is_said_and_the_rest_goes_on(self, clerk, house):
        box = self.start(clerk)
        answer = self.piece(clerk, box, b"x", path="../x", size=1, offset=0).json()
        assert answer["have"] == 1 and answer["refused"]

    def test_an_empty_box_is_not_closed(self, clerk, house):
        answer = clerk.post(self.start(clerk)["close"])
        assert answer.status_code == 422 and answer.json()["sentence"]

    def test_the_box_of_another_is_missing(self, clerk, house, sign_in):
        box = self.start(clerk)
        other = sign_in("planner", roles=["researcher"])
        assert self.piece(other, box, b"x", path="x", size=1, offset=0).status_code == 403

    def test_an_open_box_can_be_given_up(self, clerk, house):
        box = self.start(clerk)
        page = body(clerk.get(box["page"]))
        pk = Submission.objects.get().pk
        assert reverse("submission_abandon", args=[pk]) in page
        assert clerk.post(reverse("submission_abandon", args=[pk])).status_code == 302
        assert Submission.objects.get().state == "abandoned"


def test_progress_is_a_piece_that_stops_asking_when_all_is_done(clerk, letter):
    piece = body(clerk.get(reverse("submission_progress", args=[letter.box.pk])))
    assert "<html" not in piece and "hx-trigger" not in piece


def test_all_boxes_are_listed(clerk, letter):
    assert reverse("submission", args=[letter.box.pk]) in body(clerk.get(reverse("submissions")))


def test_an_empty_list_says_how_to_begin(clerk):
    assert reverse("receive") in body(clerk.get(reverse("submissions")))


def test_the_preserved_file_tells_what_was_done(clerk, letter):
    page = body(clerk.get(reverse("object", args=[letter.held.pk])))
    assert letter.held.sha512 in page and letter.held.sha256 in page and "siegfried" in page


def test_the_original_is_saved_never_shown(clerk, letter):
    answer = clerk.get(reverse("object_original", args=[letter.held.pk]))
    assert b"".join(answer.streaming_content).decode() == letter.text
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_who_may_not_take_out_gets_nothing(visitor, letter):
    assert visitor.get(reverse("object_original", args=[letter.held.pk])).status_code == 403


@pytest.mark.parametrize(
    ("name", "safe"),
    [("a\r\nb.txt", "a__b.txt"), ("x\u202egpj.exe", "x_gpj.exe"), ("../../p", "p"), ("..", "file")],
)
def test_names_cannot_lead_a_header_astray(name, safe):
    from khizana.web.preservation.objects import safe_name

    assert safe_name(name) == safe


def test_a_file_is_checked_at_once(clerk, letter):
    answer = clerk.post(reverse("object_check", args=[letter.held.pk]))
    assert answer.status_code == 302
    letter.held.refresh_from_db()
    assert letter.held.last_check_ok


def test_fixity_runs_are_listed(clerk, letter):
    clerk.post(reverse("object_check", args=[letter.held.pk]))
    page = clerk.get(reverse("fixity"))
    assert page.status_code == 200
    from khizana.preservation.models import FixityRun

    run = FixityRun.objects.get()
    assert reverse("fixity_run", args=[run.pk]) in body(page)
    assert clerk.get(reverse("fixity_run", args=[run.pk])).status_code == 200


def test_the_number_of_queries_of_a_box(clerk, letter, django_assert_max_num_queries):
    address = reverse("submission", args=[letter.box.pk])
    clerk.get(address)
    with django_assert_max_num_queries(18):
        clerk.get(address)


def test_a_box_whose_sending_broke_off_is_taken_up_again(clerk, house, work):
    box = json.loads(clerk.post(reverse("receive_start"), {"name": "علبة"}).content)
    query = urlencode({"path": "a.txt", "size": 5, "offset": 0})
    clerk.post(f"{box['piece']}?{query}", b"hello", content_type="application/octet-stream")
    pk = Submission.objects.get().pk
    page = body(clerk.get(reverse("receive") + f"?box={pk}"))
    assert f'data-piece="{box["piece"]}"' in page and "id_accession" not in page
    again = clerk.post(f"{box['piece']}?{query}", b"hello", content_type="application/octet-stream")
    assert again.json() == {"have": 5}
    more = {"box": SimpleUploadedFile("b.txt", b"more")}
    assert clerk.post(reverse("receive") + f"?box={pk}", more).status_code == 302
    work()
    assert sorted(DigitalObject.objects.values_list("original_name", flat=True)) == [
        "a.txt",
        "b.txt",
    ]
