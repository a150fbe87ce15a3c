"""The demonstration: built by the real actions, found in three languages, safe to repeat."""

import pytest

from khizana.cli.needs import missing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(node) -> dict:
    return node.ask("demo")


def test_the_demonstration_is_built_once(node, demo) -> None:
    assert demo["made"] is True
    assert {person["login"] for person in demo["people"]} == {
        "historian",
        "secretary",
        "researcher",
    }
    assert demo["counts"]["files"] == 14
    assert demo["counts"]["duplicate"] == 1
    again = node.ask("demo")
    assert (again["made"], again["people"]) == (False, [])


@pytest.mark.requirement("B6.1")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("الدورة الاولى", "EX1/1/1"),
        ("ساماكي", "EX1/1/1"),
        ("Samaké", "EX1/1/1"),
        ("conflicting sources", "EX1/3"),
        ("criminalité organisée", "EX1/1/1"),
        ("ويندوز 1256", "EX1/3"),
        ("bordereau", "EX1/1/1"),
        ("معجم مشترك", "EX1/1/1"),
        ("برنامج الزيارة", "EX1/2/1"),
    ],
)
def test_each_kind_of_document_is_found(node, demo, query, code) -> None:
    found = node.ask("search", query)
    assert any(r["reference_code"].startswith(code) for r in found["results"]), found


@pytest.mark.skipif(bool(missing(tests=False)), reason="no recognition data (start.py doctor)")
@pytest.mark.parametrize("query", ["المراسلات الواردة", "Livre d’or", "الدفتر الذهبي"])
def test_scans_are_recognised_and_found(node, demo, query) -> None:
    assert node.ask("search", query)["total"] >= 1


def test_each_person_sees_what_their_clearance_allows(node, demo) -> None:
    seen = {
        login: (
            node.ask("search", '"القاعة الزرقاء"', "--as", login)["total"] > 0,
            node.ask("search", "négociateurs", "--as", login)["total"] > 0,
        )
        for login in ("researcher", "historian", "secretary", "archivist")
    }
    assert seen == {
        "researcher": (False, False),
        "historian": (True, False),
        "secretary": (True, True),
        "archivist": (True, True),
    }


def test_the_demonstration_is_proved(node, demo) -> None:
    assert node.ask("verify") == {"ok": True, "problems": []}
