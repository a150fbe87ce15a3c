"""The search as a page."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return response.content.decode()


def search(client, **query):
    return client.get(reverse("search"), query)


def test_without_words_it_says_how_to_search(clerk):
    page = body(search(clerk))
    assert 'type="search"' in page and "date:1957..1961" in page


def test_careless_spelling_finds_and_marks(clerk, letter):
    page = body(search(clerk, q="الأرشيف العسكري"))
    assert "<mark>" in page and reverse("passage", args=[letter.passage.pk]) in page


def test_a_hit_leads_to_the_passage_with_the_words(clerk, letter):
    page = body(search(clerk, q="تسليم"))
    assert reverse("passage", args=[letter.passage.pk]) + "?q=" in page


def test_results_are_narrowed_and_the_limit_taken_off(clerk, letter):
    page = body(search(clerk, q="تسليم", language="ar"))
    assert 'class="chip"' in page and 'value="ar" checked' in page
    assert "<mark>" not in body(search(clerk, q="تسليم", language="fr"))


def test_years_are_asked_for_with_two_fields(clerk, house, letter):
    page = body(search(clerk, q="رصيد", **{"from": "1957", "to": "1961"}))
    assert 'class="chip"' in page and "رصيد عين السدرة" in page.replace("<mark>", "").replace(
        "</mark>", ""
    )
    assert "<mark>" not in body(search(clerk, q="رصيد", **{"from": "1970", "to": "1971"}))


@pytest.mark.parametrize("sort", ["relevance", "oldest", "newest", "code", "title", "nonsense"])
def test_every_order_answers(clerk, letter, sort):
    assert search(clerk, q="تسليم", sort=sort).status_code == 200


def test_nothing_found_helps(clerk, letter):
    page = body(search(clerk, q="زرافة"))
    assert 'class="empty"' in page and reverse("archive") in page


@pytest.mark.parametrize("query", ['"', "(", "a AND", "date:", "*", "-", "\x00", "«»", "x" * 5000])
def test_no_question_breaks_it(clerk, letter, query):
    assert search(clerk, q=query).status_code == 200


def test_what_is_hidden_is_not_found(visitor, clerk, house, letter, work):
    from khizana.archive import actions

    actions.relabel_record(actor=house.actor, record_id=letter.held.record_id, label=house.secret)
    work()
    assert "<mark>" not in body(search(visitor, q="تسليم"))
    assert "<mark>" in body(search(clerk, q="تسليم"))


def test_completions_as_options_and_as_json(clerk, letter):
    address = reverse("search_suggest")
    told = clerk.get(address, {"q": "العسك"}).json()["suggestions"]
    assert told and told[0]["text"].startswith("العسك")
    options = clerk.get(address, {"q": "العسك"}, headers={"HX-Request": "true"})
    assert "<option" in body(options)


def test_the_histogram_runs_from_the_reading_side():
    from khizana.web.search.histogram import draw

    years = [(1957, 1), (1961, 9)]
    rtl, ltr = draw(years, None, None, "ar"), draw(years, None, None, "fr")
    assert float(rtl.bars[0].x) > float(rtl.bars[-1].x)
    assert float(ltr.bars[0].x) < float(ltr.bars[-1].x)
    assert "," not in rtl.bars[0].x


def test_the_number_of_queries_of_a_search(clerk, letter, django_assert_max_num_queries):
    search(clerk, q="تسليم")
    with django_assert_max_num_queries(16):
        search(clerk, q="تسليم")
