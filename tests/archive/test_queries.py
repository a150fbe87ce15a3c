"""The tree and the record page: what shows, what does not, and in how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khizana.archive import actions, queries
from khizana.archive.elements import ELEMENTS, by_area
from khizana.kernel.errors import NotFound
from khizana.kernel.text import Text
from khizana.kernel.words import say


def counted(call):
    with CaptureQueriesContext(connection) as queries_made:
        call()
    return len(queries_made)


def test_the_tree_page_by_page(archivist, make):
    fonds = make("fonds")
    made = [make("file", fonds).pk for _ in range(7)]
    seen, after = [], ""
    while True:
        page = queries.children(archivist, fonds.pk, after=after, limit=3)
        assert page.total == 7
        seen += [row.record.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == made


def test_a_wrong_place_in_a_list_is_not_found(archivist, make):
    fonds = make("fonds")
    with pytest.raises(NotFound):
        queries.children(archivist, fonds.pk, after="x")


def test_counts_are_of_what_is_visible(archivist, reader, small_tree, make, marks):
    fonds, series, *_rest = small_tree
    make("file", series, label=marks[-1])
    make("file", series, open_from=dt.date.max)
    gone = make("file", series)
    actions.withdraw_record(actor=archivist, record_id=gone.pk, reason="erreur")
    assert queries.children(archivist, fonds.pk).rows[0].children == 4
    assert queries.children(reader, fonds.pk).rows[0].children == 2
    assert queries.children(reader, series.pk).total == 2
    assert queries.fonds(reader).rows[0].children == 1


def test_ancestors_that_are_not_visible_are_skipped(archivist, reader, secured, small_tree, marks):
    fonds, series, first, _second, item = small_tree
    actions.relabel_record(actor=archivist, record_id=series.pk, label=marks[-1])
    page = queries.record_page(reader, item.pk)
    assert page.breadcrumb == [fonds, first]
    assert queries.children(reader, fonds.pk).total == 0
    refusals = set()
    for gone in (series.pk, "not-an-id", fonds.institution_id):
        with pytest.raises(NotFound) as refusal:
            queries.record_page(reader, gone)
        refusals.add(str(refusal.value))
    assert refusals == {"archive.no_record()"}
    assert queries.breadcrumb(secured, item) == [fonds, series, first]


def test_elements_of_the_whole_hold_for_the_parts(archivist, small_tree):
    fonds, *_rest, item = small_tree
    words = {"access_conditions": Text.of("Loi 69-99", "fr"), "accruals": Text.of("oui", "fr")}
    actions.describe_record(actor=archivist, record_id=fonds.pk, description=words)
    page = queries.record_page(archivist, item.pk)
    (said,) = page.areas["access"]
    assert said.source == fonds and said.text.shown("ar").text == "Loi 69-99"
    assert page.areas["content"] == []


def test_an_accession_that_is_not_visible_is_not_shown(archivist, reader, institution, make, marks):
    accession = actions.create_accession(
        actor=archivist, institution_id=institution.pk, title=Text.of("a", "fr"), label=marks[-1]
    )
    fonds = make("fonds")
    actions.describe_record(actor=archivist, record_id=fonds.pk, accession_id=accession.pk)
    assert queries.record_page(archivist, fonds.pk).accession == accession
    assert queries.record_page(reader, fonds.pk).accession is None


def test_found_by_code(archivist, reader, make, marks):
    fonds = make("fonds")
    assert queries.record_by_code(reader, f" {fonds.reference_code} ") == fonds
    hidden = make("file", fonds, label=marks[-1])
    with pytest.raises(NotFound):
        queries.record_by_code(reader, hidden.reference_code)


def test_possible_parents_fit_the_level(archivist, small_tree):
    _fonds, series, first, second, item = small_tree
    found = queries.possible_parents(archivist, item, "DHM-1/1")
    assert [one.pk for one in found] == [series.pk, first.pk, second.pk]


def test_queries_are_pinned(archivist, reader, small_tree, make, accession):
    _fonds, series, first, _second, item = small_tree
    actions.describe_record(actor=archivist, record_id=item.pk, accession_id=accession.pk)
    pinned = {
        "record": counted(lambda: queries.record_page(reader, item.pk)),
        "children": counted(lambda: queries.children(reader, series.pk)),
        "fonds": counted(lambda: queries.fonds(reader)),
        "register": counted(lambda: queries.accessions(reader)),
    }
    for _ in range(30):
        make("item", first)
        make("file", series)
    assert pinned == {"record": 6, "children": 4, "fonds": 3, "register": 2}
    assert counted(lambda: queries.record_page(reader, first.pk)) <= 7
    assert counted(lambda: queries.children(reader, series.pk)) == 4


def test_the_elements_are_those_of_the_standard():
    numbers = [element.number for element in ELEMENTS]
    assert len(numbers) == len(set(numbers)) == 26
    assert numbers == sorted(numbers)
    essential = {element.number for element in ELEMENTS if element.essential}
    assert essential == {"3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.1.5", "3.2.1"}
    assert sum(map(len, by_area().values())) == 26
    for element in ELEMENTS:
        for lang in ("ar", "fr", "en"):
            assert say(element.word, lang) and say(element.hint, lang)
