"""The ledger, the marking policy and the state of the node as pages."""

import pytest
from django.urls import reverse

from khizana.ledger import actions as ledger
from khizana.ledger.models import Entry

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


@pytest.fixture
def auditor(sign_in):
    return sign_in("auditor", roles=["auditor"], level="secret")


@pytest.fixture
def low_auditor(sign_in):
    return sign_in("low", roles=["auditor"])


def test_list_works(auditor, house, django_assert_num_queries):
    auditor.get(reverse("ledger"))
    with django_assert_num_queries(8):
        answer = auditor.get(reverse("ledger"))
    assert body(answer).count('scope="row"') == Entry.objects.count()


def test_list_shows_no_line_of_what_is_hidden(low_auditor, house):
    page = body(low_auditor.get(reverse("ledger")))
    assert str(house.hidden.pk)[-8:] not in page
    assert str(house.diary.pk)[-8:] in page


def test_list_narrows(auditor, house):
    address = reverse("ledger")
    page = body(auditor.get(address + "?action=archive.accession_created"))
    assert page.count('scope="row"') == 1
    assert 'class="empty"' in body(auditor.get(address + "?who=nobody"))
    assert 'class="empty"' in body(auditor.get(address + "?until=2001-01-01"))
    page = body(auditor.get(address, {"ref": str(house.fonds.ref)}))
    assert page.count('scope="row"') == 1


def test_list_is_not_for_archivists(clerk):
    assert clerk.get(reverse("ledger")).status_code == 403


def test_line_shows_its_change_and_its_proof(auditor, house):
    ledger.make_checkpoint()
    line = Entry.objects.get(ref=str(house.fonds.ref))
    page = body(auditor.get(reverse("ledger_line", args=[line.pk])))
    assert reverse("record", args=[house.fonds.pk]) in page
    assert "khizana.ledger/proof@v1" in page
    proof = auditor.get(reverse("ledger_proof", args=[line.pk]))
    assert proof["Content-Disposition"].startswith("attachment")
    assert body(proof).startswith("khizana.ledger/proof@v1")


def test_line_without_a_checkpoint_says_so(auditor, house):
    line = Entry.objects.latest("position")
    assert auditor.get(reverse("ledger_line", args=[line.pk])).status_code == 200
    assert auditor.get(reverse("ledger_proof", args=[line.pk])).status_code == 409


def test_line_of_what_is_hidden_does_not_exist(low_auditor, house):
    line = Entry.objects.get(ref=str(house.hidden.ref))
    hidden = low_auditor.get(reverse("ledger_line", args=[line.pk]))
    assert hidden.status_code == 404
    assert low_auditor.get(reverse("ledger_line", args=[999_999])).status_code == 404


def test_line_is_for_those_who_prove(clerk, house):
    assert clerk.get(reverse("ledger_line", args=[0])).status_code == 403
    assert clerk.get(reverse("checkpoints")).status_code == 403


def test_checkpoints_work(auditor, house):
    assert 'class="empty' in body(auditor.get(reverse("checkpoints")))
    ledger.make_checkpoint()
    assert "/ledger\n" in body(auditor.get(reverse("checkpoints")))


def test_policy_says_what_is_open_to_me(visitor, clerk):
    mine = [body(client.get(reverse("policy"))).count("state-done") for client in (visitor, clerk)]
    assert mine[0] < mine[1]


def test_state_of_the_node_works(sign_in):
    client = sign_in("admin", roles=["administrator"])
    page = body(client.get(reverse("status")))
    assert page.count('scope="row"') >= 6


def test_state_of_the_node_is_not_for_archivists(clerk):
    assert clerk.get(reverse("status")).status_code == 403
