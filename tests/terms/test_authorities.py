"""Authorities: making, changing, merging, finding."""

import pytest

from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.ledger.models import Entry
from khizana.shared import steps
from khizana.terms import actions, queries
from khizana.terms.models import Authority

STAFF = Text({"ar": "هيئة أركان الحرب", "fr": "État-major", "en": "General Staff"}, "ar")


def make(actor, name=STAFF, kind="corporate_body", **given):
    return actions.create_authority(actor=actor, kind=kind, name=name, **given)


@pytest.mark.requirement("B6.1")
def test_it_works(archivist):
    made = make(
        archivist,
        variants=["EMG", " EMG ", "", "الأركان"],
        dates=HistoricalDate.read("depuis 1956"),
        history=Text.of("تأسست سنة 1956", "ar"),
        identifier="MA-EMG",
    )
    found = queries.find_authority(archivist, made.pk)
    assert found.variants == ["EMG", "الأركان"]
    assert found.dates.edtf == "1956/.."
    line = Entry.objects.get(ref=str(made.ref))
    assert line.action == "terms.authority_created"
    assert '"variants":[null,["EMG","الأركان"]]' in line.body


@pytest.mark.parametrize(
    "written",
    ["هيئة اركان", "هيئه الاركان", "etat-major", "ÉTAT", "general staff", "emg", "ma-emg"],
)
def test_found_by_any_form_carelessly_spelt(archivist, written):
    made = make(archivist, variants=["EMG", "هيئة الأركان"], identifier="MA-EMG")
    make(archivist, name=Text.of("Autre", "fr"))
    assert queries.search_authorities(archivist, written) == [made]
    assert queries.authorities(archivist, text=written).rows == [made]


def test_beginnings_come_first(archivist):
    inside = make(archivist, name=Text.of("ألوية الجيش", "ar"))
    first = make(archivist, name=Text.of("الجيش الملكي", "ar"))
    assert queries.search_authorities(archivist, "الجيش") == [first, inside]
    assert queries.search_authorities(archivist, " ") == []


def test_the_list_is_sorted_in_the_language_of_the_person(archivist, make_actor):
    for arabic, french in (("ب", "A"), ("أ", "Z")):
        make(archivist, name=Text({"ar": arabic, "fr": french}, "ar"))
    reader = make_actor("francophone", roles=["researcher"], language="fr")
    assert [a.name.shown("ar").text for a in queries.authorities(archivist).rows] == ["أ", "ب"]
    assert [a.name.shown("fr").text for a in queries.authorities(reader).rows] == ["A", "Z"]


def test_pages_and_kinds(archivist):
    for number in range(queries.PAGE_SIZE + 1):
        make(archivist, name=Text.of(f"Lieu {number}", "fr"), kind="place")
    make(archivist)
    page = queries.authorities(archivist, kind="place", page=9)
    assert (page.total, page.pages, page.number, len(page.rows)) == (51, 2, 2, 1)
    with pytest.raises(NotValid):
        queries.authorities(archivist, kind="ship")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": Text()}, "terms.name_missing"),
        ({"name": Text.of("x" * 501, "fr")}, "terms.name_too_long"),
        ({"variants": ["x" * 501]}, "terms.name_too_long"),
        ({"kind": "ship"}, "terms.kind_unknown"),
    ],
)
def test_values_are_checked(archivist, given, code):
    with pytest.raises(NotValid) as refusal:
        make(archivist, **given)
    assert refusal.value.code == code
    assert not Authority.objects.exists()


def test_changing_writes_the_difference(archivist):
    made = make(archivist)
    changed = actions.update_authority(
        actor=archivist, authority_id=made.pk, version=1, identifier="X", variants=["EMG"]
    )
    assert (changed.version, changed.name) == (2, STAFF)
    line = Entry.objects.latest("position")
    assert '"changes":{"identifier":["","X"],"variants":[[],["EMG"]]}' in line.body
    same = actions.update_authority(actor=archivist, authority_id=made.pk, identifier="X")
    assert same.version == 2
    with pytest.raises(Conflict):
        actions.update_authority(actor=archivist, authority_id=made.pk, version=1, identifier="Y")


def test_a_merge_leads_onwards(archivist):
    heard = []
    steps.after(actions.MERGED, heard.extend, name="tests.merged")
    old = make(archivist, name=Text.of("هيأة الأركان", "ar"), variants=["EM"])
    kept = make(archivist)
    try:
        into = actions.merge_authorities(actor=archivist, source_id=old.pk, into_id=kept.pk)
    finally:
        steps._steps.pop("tests.merged")
    assert into.variants == ["هيأة الأركان", "EM"]
    assert heard == [old.pk]
    assert queries.find_authority(archivist, old.pk) == kept
    assert queries.authorities(archivist).rows == [kept]
    assert queries.search_authorities(archivist, "هياة") == [kept]
    with pytest.raises(NotFound):
        actions.update_authority(actor=archivist, authority_id=old.pk, identifier="Z")


def test_merges_that_are_refused(archivist, marks):
    one = make(archivist)
    person = make(archivist, kind="person")
    secret = make(archivist, label=marks[-1])
    for source, into, code in (
        (one, one, "terms.merge_with_itself"),
        (one, person, "terms.merge_of_kinds"),
        (secret, one, "terms.merge_of_markings"),
    ):
        with pytest.raises(NotValid) as refusal:
            actions.merge_authorities(actor=archivist, source_id=source.pk, into_id=into.pk)
        assert refusal.value.code == code


def test_lookalikes_are_shown_before_a_new_one_is_made(archivist):
    made = make(archivist, variants=["الأركان العامة"])
    careless = Text.of("الاركان العامه", "ar")
    assert queries.lookalikes(archivist, careless, "corporate_body") == [made]
    assert queries.lookalikes(archivist, careless, "person") == []


def test_what_is_marked_higher_is_not_there(archivist, reader, marks):
    secret = make(archivist, label=marks[-1])
    assert queries.authorities(reader).total == 0
    assert queries.search_authorities(reader, "أركان") == []
    assert queries.authority_named(reader, "État-major") is None
    refusals = set()
    for gone in (secret.pk, "not-an-id"):
        with pytest.raises(NotFound) as refusal:
            queries.find_authority(reader, gone)
        refusals.add(str(refusal.value))
    assert refusals == {"terms.no_authority()"}


def test_refusals(reader, archivist, make_actor, marks):
    with pytest.raises(NotAllowed):
        make(reader)
    weak = make_actor("weak", roles=["archivist"])
    with pytest.raises(NotFound):
        make(weak, label=marks[-1])
    nobody = make_actor("nobody", roles=["auditor"])
    with pytest.raises(NotAllowed):
        queries.authorities(nobody)


def test_queries_are_pinned(archivist, reader, django_assert_num_queries):
    for number in range(30):
        make(archivist, name=Text.of(f"Nom {number}", "fr"))
    with django_assert_num_queries(2):
        queries.authorities(reader, text="nom")
    with django_assert_num_queries(1):
        queries.search_authorities(reader, "nom")
