"""Searching a small archive through the room's own door."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from khizana.access.models import UNDETERMINED
from khizana.access.queries import system_actor
from khizana.archive.models import Record
from khizana.kernel.errors import NotAllowed
from khizana.reading.models import Page, Passage
from khizana.search import queries
from khizana.search.results import Filters, SearchPage

Ask = Callable[..., SearchPage]


def marked(page: SearchPage) -> list[str]:
    """The words that are highlighted, as written."""
    return [hit.excerpt.text[first:last] for hit in page.hits for first, last in hit.excerpt.marks]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("الارشيف العسكري", {"الأرشيف", "العسكري"}),
        ("الأرشيف العسكرى", {"الأرشيف", "العسكري"}),
        ("إرهاب", {"إرهاب"}),
        ("ارهاب", {"إرهاب"}),
        ("لجنه", {"اللجنة"}),
        ("etat-major", {"état", "major"}),
        ("ARMEE", {"armée"}),
        ("military archives", {"military", "archives"}),
    ],
)
@pytest.mark.requirement("A2.4")
def test_it_works(house: Any, found: Ask, question: str, words: set[str]) -> None:
    page = found(question)
    assert words <= set(marked(page))
    assert page.warnings == ()
    assert page.widened == "" or page.total_passages > 1


def test_hits_point_at_the_page(house: Any, found: Ask) -> None:
    page = found('"الأرشيف العسكري"')
    (hit,) = page.hits
    passage = Passage.objects.select_related("layer__page").get(pk=hit.passage_id)
    assert hit.ref == passage.ref
    assert (hit.page_number, hit.page_id) == (1, passage.layer.page_id)
    text = passage.layer.text
    assert [text[first:last] for first, last in hit.marks] == ["الأرشيف", "العسكري"]
    assert hit.direction == "rtl"
    (group,) = page.groups
    assert group.reference_code == "MA/DHM/1"
    assert group.title_marks == {}


def test_second_line_of_a_page_counts_in_the_layer(house: Any, found: Ask) -> None:
    (hit,) = [hit for hit in found("إرهاب", filters=Filters(near="no")).hits]
    text = Passage.objects.get(pk=hit.passage_id).layer.text
    assert [text[first:last] for first, last in hit.marks] == ["إرهاب"]


def test_broken_plural_is_found_and_said(house: Any, found: Ask) -> None:
    page = found("محاضر")
    assert ("محاضر", ("محضر",)) in page.expanded
    assert "المحضر" in marked(page)
    titles = [group.title_marks.get("ar") for group in page.groups]
    assert titles[0] is not None


def test_results_are_grouped_and_counted(house: Any, found: Ask) -> None:
    page = found("Bamako | باماكو")
    assert page.total_passages == 3
    assert page.total_records == 3
    assert page.records_exact
    assert len(page.groups) == 3
    both = found("اللجنة | المحضر")
    assert len(both.groups) == 1
    assert both.total_records == 1
    assert {hit.kind for hit in both.groups[0].hits} == {"passage", "record"}


def test_facets(house: Any, found: Ask) -> None:
    page = found("Bamako | باماكو")
    assert {v.value: v.count for v in page.facets["language"]} == {"ar": 1, "en": 1, "fr": 1}
    assert {v.value: v.count for v in page.facets["quality"]} == {"born": 2, "machine": 1}
    assert {v.value: v.count for v in page.facets["format"]} == {"image": 1, "mail": 1, "pdf": 1}
    (fonds,) = page.facets["fonds"]
    assert fonds.title is not None and fonds.count == 3
    assert dict(page.years)[1958] == 2
    narrowed = found("Bamako | باماكو", filters=Filters(language=("fr", "en")))
    assert narrowed.total_passages == 2
    assert all(value.selected for value in narrowed.facets["language"])


def test_filters_alone_browse(house: Any, found: Ask) -> None:
    page = found("", filters=Filters(kind=("record",), level=("fonds",)))
    assert [group.reference_code for group in page.groups] == ["MA/DHM"]


def test_nothing_asked_nothing_answered(house: Any, found: Ask) -> None:
    page = found("  ")
    assert page.total_passages == 0
    assert page.help is None


@pytest.mark.parametrize(
    ("date", "codes"),
    [
        ("date:1957", ["MA/DHM/1"]),
        ("date:1958-05", ["MA/DHM/1", "MA/DHM/2"]),
        ("date:1960..1990", ["MA/DHM/1"]),
        ("تاريخ:..1950", []),
    ],
)
def test_dates_overlap(house: Any, found: Ask, date: str, codes: list[str]) -> None:
    page = found(f"{date} type:passage", sort="code")
    assert [group.reference_code for group in page.groups] == codes


@pytest.mark.parametrize(
    ("sort", "codes"),
    [
        ("code", ["MA/DHM/1", "MA/DHM/2", "MA/DHM/10"]),
        ("oldest", ["MA/DHM/1", "MA/DHM/2", "MA/DHM/10"]),
        ("newest", ["MA/DHM/1", "MA/DHM/2", "MA/DHM/10"]),
        ("title", ["MA/DHM/2", "MA/DHM/10", "MA/DHM/1"]),
        ("nonsense", None),
    ],
)
def test_sorting(house: Any, found: Ask, sort: str, codes: list[str] | None) -> None:
    page = found("Bamako | باماكو", sort=sort)
    if codes is None:
        assert page.sort == "relevance"
    else:
        assert [group.reference_code for group in page.groups] == codes


def test_paging_shows_each_result_once(house: Any, found: Ask) -> None:
    whole = [hit.ref for hit in found("Bamako | باماكو").hits]
    pages = [found("Bamako | باماكو", page=number, per_page=1) for number in (1, 2, 3, 4)]
    assert [hit.ref for page in pages for hit in page.hits] == whole
    assert pages[0].pages == 3


def test_fields_in_three_languages(house: Any, found: Ask) -> None:
    for question in (
        "cote:MA/DHM/2 type:passage",
        "رمز:MA/DHM/2 نوع:صفحة",
        "code:MA/DHM/2 -type:record",
    ):
        assert [group.reference_code for group in found(question).groups] == ["MA/DHM/2"]
    assert found("titre:marche").groups[0].reference_code == "MA/DHM/2"


def test_descriptions_are_found(house: Any, found: Ask) -> None:
    (hit,) = found("treaty").hits
    assert hit.kind == "record"
    assert hit.excerpt.text == "Correspondence about the treaty."


def test_creators_are_searched_by_name(house: Any, found: Ask) -> None:
    record = Record.objects.get(reference_code="MA/DHM/2")
    house.authority(record, ar="أركان الحرب العامة", fr="Grand quartier général")
    house.index()
    page = found("producteur:quartier type:record")
    assert [group.reference_code for group in page.groups] == ["MA/DHM/2"]


def test_misspelt_word_gets_a_suggestion_as_written(house: Any, found: Ask) -> None:
    page = found("commision archives", filters=Filters(near="no"))
    assert page.suggestion == "commission archives"
    assert found("الارشيق العسكري", filters=Filters(near="no")).suggestion == "الأرشيف العسكري"


def test_reading_mistakes_are_bridged_where_little_is_found(house: Any, found: Ask) -> None:
    page = found("commision")
    assert page.widened == "near"
    assert "commission" in marked(page)


def test_any_of_the_words_where_none_has_all(house: Any, found: Ask) -> None:
    page = found("treaty zzzzzzz")
    assert page.widened == "any"
    assert page.total_passages == 1
    assert page.help is not None
    assert page.help.words == (("treaty", 1),)


def test_nothing_found_helps(house: Any, found: Ask) -> None:
    house.authority(None, ar="باماكو", fr="Bamako", en="Timbuktugu")
    page = found("treaty", filters=Filters(language=("fr",)))
    assert page.total_passages == 0
    assert page.help is not None and page.help.without_filters == 1
    other = found("Timbuktugu", filters=Filters(near="no"))
    assert other.help is not None
    assert {(name.name, name.count) for name in other.help.other_names} == {
        ("باماكو", 1),
        ("Bamako", 2),
    }


def test_completion(house: Any, reader: Any) -> None:
    said = queries.suggest(actor=reader, text="the arch")
    assert [(one.text, one.count) for one in said] == [("the archives", 1)]
    arabic = queries.suggest(actor=reader, text="ارش")
    assert arabic[0].text == "الأرشيف"
    assert queries.suggest(actor=reader, text="arch ") == ()


def test_marks_for_the_reading_desk() -> None:
    text = "اجتمعت اللجنة لدراسة الأرشيف"
    marks = queries.find_marks(text=text, query="الارشيف OR لجنه")
    assert [text[first:last] for first, last in marks] == ["اللجنة", "الأرشيف"]


def test_without_index_it_says_so(archive: Any, found: Ask) -> None:
    page = found("جيش")
    assert [said.key for said in page.warnings] == ["search.notice.index_missing"]


def test_refused_without_the_permission(house: Any, make_actor: Any) -> None:
    nobody = make_actor("nobody", roles=["auditor"])
    with pytest.raises(NotAllowed):
        queries.search(actor=nobody, query="جيش")
    with pytest.raises(NotAllowed):
        queries.suggest(actor=nobody, text="جيش")


def test_closed_things_are_named_but_not_quoted(house: Any, found: Ask, archivist: Any) -> None:
    house.record("تقرير مغلق", "نص مغلق عن المفاوضات", open_from=dt.date(2090, 1, 1))
    house.record("تقرير لم يقرر", "المفاوضات أيضا", open_from=UNDETERMINED)
    house.index()
    assert found("المفاوضات").total_passages == 0
    page = found("المفاوضات", actor=archivist)
    assert page.total_passages == 2
    assert all(hit.closed and not hit.excerpt.text and not hit.marks for hit in page.hits)


def test_higher_labels_are_found_only_by_the_cleared(
    house: Any, found: Ask, archivist: Any
) -> None:
    house.record("سري", "خطة المناورة", label=house.highest)
    house.index()
    assert found("المناورة").total_passages == 0
    from khizana.access.models import Person
    from khizana.access.queries import actor_for

    cleared = actor_for(Person.objects.get(pk=archivist.person_id))  # the label is new
    assert found("المناورة", actor=cleared).total_passages == 1


def test_an_index_behind_the_database_shows_nothing_it_should_not(house: Any, found: Ask) -> None:
    assert found("treaty").hits
    Record.objects.filter(reference_code="MA/DHM/10").update(label=house.highest)
    assert found("treaty").hits == ()
    Passage.objects.filter(record__reference_code="MA/DHM/1").update(label=house.highest)
    assert found("ارهاب").hits == ()
    Page.objects.filter(record__reference_code="MA/DHM/2").update(label=house.highest)
    assert found("etat").hits == ()


@pytest.mark.parametrize(
    "question", ["Bamako | باماكو", "الأرشيف", "commision archives", "zzzz yyyy"]
)
def test_few_queries(
    house: Any, found: Ask, question: str, django_assert_max_num_queries: Any
) -> None:
    house.authority(None, ar="باماكو", fr="zzzz")
    with django_assert_max_num_queries(6):
        found(question)


def test_the_number_of_queries_does_not_grow(house: Any, found: Ask) -> None:
    from django.db import connection

    for number in range(12):
        house.record(f"ملف {number}", "تمرين مشترك\nتمرين ثان", "تمرين ثالث")
    house.index()
    with CaptureQueriesContext(
        connection,
    ) as few:
        found("تمرين", per_page=2)
    with CaptureQueriesContext(connection) as many:
        found("تمرين", per_page=40)
    assert len(few) == len(many) <= 4


def test_the_machine_may_count_everything(house: Any) -> None:
    assert queries.search(actor=system_actor(), query="Bamako").total_passages == 2
