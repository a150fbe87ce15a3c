"""Tables in and out: what is read, what is planned, refused, applied; and back again."""

import csv
import datetime as dt
import io

import pytest

from khizana.archive import actions, importing, queries
from khizana.archive.exporting import export_csv
from khizana.archive.models import Record, RecordAuthority, TableImport
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.errors import Conflict, NotAllowed, NotFound, NotValid
from khizana.kernel.text import Text
from khizana.ledger.models import Entry
from khizana.terms.actions import create_authority

NEW = """reference_code;parent_code;level;title:ar;title:fr;dates;scope_content:ar
F1;;fonds;رصيد البعثة;Fonds de la mission;1956-1961;وثائق البعثة العسكرية
F1/1;F1;series;التقارير;;من 17 إلى 19 ماي 1958;
F1/1/1;F1/1;file;تقرير مارس;;مارس 1958;
"""


def exported(actor, **chosen) -> bytes:
    return b"".join(export_csv(actor=actor, **chosen))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def table_of(rows: list[dict[str, str]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def check(actor, content, **more):
    content = content.encode() if isinstance(content, str) else content
    return importing.check_csv(actor=actor, content=content, original_name="table.csv", **more)


def run(actor, content):
    return importing.apply_csv(actor=actor, table_id=check(actor, content).pk)


def counts(table: TableImport):
    return table.created, table.changed, table.unchanged, table.refused


@pytest.mark.requirement("A3.1")
def test_it_works(archivist, institution):
    looked = check(archivist, NEW)
    assert counts(looked) == (3, 0, 0, 0)
    assert not Record.objects.exists(), "looking changes nothing"
    done = importing.apply_csv(actor=archivist, table_id=looked.pk)
    assert (done.state, counts(done)) == ("applied", (3, 0, 0, 0))
    file = queries.record_by_code(archivist, "F1/1/1")
    assert file.dates.edtf == "1958-03"
    assert [one.reference_code for one in queries.breadcrumb(archivist, file)] == ["F1", "F1/1"]
    fonds = queries.record_by_code(archivist, "F1")
    assert fonds.title.original == "ar"
    assert fonds.description["scope_content"]["ar"] == "وثائق البعثة العسكرية"
    actions_written = list(Entry.objects.order_by("position").values_list("action", flat=True))
    assert actions_written[-1] == "archive.table_applied"
    assert actions_written.count("archive.record_created") == 3


@pytest.mark.parametrize(
    "encoded",
    [
        NEW.encode("utf-8-sig"),
        NEW.encode("utf-16"),
        NEW.encode("cp1256"),
        NEW.replace(";", ",").encode(),
        NEW.replace(";", "\t").encode("utf-16"),
        ("sep=;\r\n" + NEW.replace("\n", "\r\n")).encode(),
        NEW.replace("\n", "\r").encode(),
    ],
)
def test_tables_as_spreadsheets_save_them(archivist, institution, encoded):
    assert counts(run(archivist, encoded)) == (3, 0, 0, 0)
    title = queries.record_by_code(archivist, "F1").title
    assert title.values == {"ar": "رصيد البعثة", "fr": "Fonds de la mission"}


def test_french_of_old_windows(archivist, institution):
    table = "reference_code;level;title:fr\nF1;fonds;Défense du Sahel – état-major\n"
    run(archivist, table.encode("cp1252"))
    title = queries.record_by_code(archivist, "F1").title.shown("fr").text
    assert title == "Défense du Sahel – état-major"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "archive.table_empty"),
        (b"\n\n", "archive.table_empty"),
        (b"reference_code,colour\nF1,red\n", "archive.table_columns"),
        ("title:ar,title:ar\nأ,ب\n".encode(), "archive.table_columns"),
        (b'level,title:fr\nfonds,"a"b\n', "archive.table_broken"),
    ],
)
def test_tables_that_cannot_be_read(archivist, institution, content, code):
    with pytest.raises(NotValid) as refusal:
        check(archivist, content)
    assert refusal.value.code == code
    assert not TableImport.objects.exists()


REFUSED = [
    ({"level": "box"}, "archive.level_unknown"),
    ({"level": "series", "parent_code": ""}, "archive.top_is_fonds"),
    ({"parent_code": "NIX"}, "archive.row_parent"),
    ({"level": "fonds"}, "archive.level_order"),
    ({"title:fr": ""}, "archive.title_missing"),
    ({"dates": "un jour"}, "kernel.date_invalid"),
    ({"label": "top"}, "archive.row_label"),
    ({"open_from": "2050"}, "archive.row_day"),
    ({"accession": "1900-001"}, "archive.no_accession"),
    ({"creators": "Personne"}, "archive.row_authority"),
    ({"id": "00000000-0000-7000-8000-000000000000"}, "archive.row_unknown"),
]


@pytest.mark.parametrize(("wrong", "code"), REFUSED)
def test_rows_are_refused_one_by_one(archivist, make, wrong, code):
    make("fonds", reference_code="F1")
    good = {
        "id": "", "reference_code": "F1/1", "parent_code": "F1", "level": "file", "title:fr": "a",
        "dates": "1958", "label": "", "open_from": "", "accession": "", "creators": "",
    }  # fmt: skip
    table = table_of([good | wrong, good | {"reference_code": "F1/2"}])
    looked = check(archivist, table)
    assert (looked.created, looked.refused) == (1, 1)
    (kept,) = looked.refusals
    assert (kept["row"], kept["refusal"]) == (2, code)
    for lang in ("ar", "fr", "en"):
        assert importing.refusal_of(kept).sentence(lang)
    done = importing.apply_csv(actor=archivist, table_id=looked.pk)
    assert counts(done) == (1, 0, 0, 1)


def test_rows_about_the_same_unit_are_refused_from_the_second(archivist, institution):
    looked = check(archivist, NEW + "F1;;fonds;آخر;;;\n")
    assert counts(looked) == (3, 0, 0, 1)
    assert looked.refusals[0]["refusal"] == "archive.row_twice"


def test_differences_are_shown_before_anything_is_done(archivist, small_tree):
    rows = rows_of(exported(archivist))
    rows[1]["title:ar"] = "سلسلة"
    rows[2]["open_from"] = "2050-01-01"
    looked = check(archivist, table_of(rows))
    assert counts(looked) == (0, 2, 3, 0)
    shown = importing.report(archivist, looked.pk, only="change")
    first, second = shown.plans
    assert first.changes == {
        "title": [
            {"fr": "series", "_original": "fr"},
            {"ar": "سلسلة", "fr": "series", "_original": "fr"},
        ]
    }
    assert second.changes == {"open_from": ["0001-01-01", "2050-01-01"]}
    done = importing.apply_csv(actor=archivist, table_id=looked.pk)
    assert counts(done) == (0, 2, 3, 0)
    assert Record.objects.get(pk=rows[2]["id"]).open_from == dt.date(2050, 1, 1)


@pytest.mark.requirement("A3.1")
def test_what_goes_out_comes_back_the_same(archivist, make, accession, marks):
    body = create_authority(actor=archivist, kind="family", name=Text.of("آل فلان", "ar"))
    double = create_authority(actor=archivist, kind="person", name=Text.of("آل فلان", "ar"))
    fonds = make(
        "fonds",
        title="=1+1",
        dates=HistoricalDate.read("21 شعبان 1377 الموافق 12 أبريل 1958"),
        description={
            "scope_content": Text({"ar": "سطر\nثان", "fr": "'-x", "pt": "olá"}, "pt"),
            "note": Text({"fr": 'a;b,c\t"d"', "en": "x"}),
        },
        label=marks[2],
        open_from=dt.date.max,
    )
    child = make("file", fonds, title="''=x", accession_id=accession.pk)
    for one in (body, double):
        actions.link_authority(
            actor=archivist, record_id=child.pk, authority_id=one.pk, role="creator"
        )
    before = list(Record.objects.order_by("path").values())
    table = exported(archivist)
    assert counts(check(archivist, table)) == (0, 0, 2, 0)
    assert counts(run(archivist, table)) == (0, 0, 2, 0)
    assert list(Record.objects.order_by("path").values()) == before
    assert RecordAuthority.objects.count() == 2


def test_no_cell_is_a_formula(archivist, make):
    fonds = make("fonds", title='=HYPERLINK("http://x")')
    for number, start in enumerate("+-@\t＝", 1):
        make("file", fonds, title=start + "1", reference_code=f"@{number}")
    content = exported(archivist).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)


def test_a_table_has_only_what_the_person_may_see(archivist, make_actor, small_tree, marks):
    _fonds, series, first, _second, _item = small_tree
    actions.relabel_record(actor=archivist, record_id=series.pk, label=marks[-1])
    weak = make_actor("weak", roles=["archivist"])
    rows = rows_of(exported(weak))
    assert len(rows) == 4
    assert series.reference_code not in [row["reference_code"] for row in rows]
    assert [row["parent_code"] for row in rows if row["id"] == str(first.pk)] == [""]
    assert counts(run(weak, exported(weak))) == (0, 0, 4, 0)
    assert Record.objects.get(pk=first.pk).parent_id == series.pk, "a blank moves nothing"
    assert len(rows_of(exported(weak, under_id=first.pk))) == 2
    with pytest.raises(NotFound):
        exported(weak, under_id=series.pk)


def test_an_old_table_does_not_overwrite_newer_words(archivist, make):
    fonds = make("fonds")
    rows = rows_of(exported(archivist))
    actions.describe_record(actor=archivist, record_id=fonds.pk, title=Text.of("nouveau", "fr"))
    rows[0]["title:fr"] = "ancien"
    done = run(archivist, table_of(rows))
    assert counts(done) == (0, 0, 0, 1)
    assert done.refusals[0]["refusal"] == "archive.changed_meanwhile"
    assert "nouveau" in importing.refusal_of(done.refusals[0]).sentence("fr")


def test_units_are_moved_and_linked_by_a_table(archivist, small_tree, make):
    _fonds, _series, first, second, item = small_tree
    create_authority(actor=archivist, kind="person", name=Text.of("العقيد أحمد", "ar"))
    rows = [
        {"id": str(item.pk), "parent_code": second.reference_code, "creators": "العقيد احمد"},
        {"id": str(first.pk), "parent_code": "", "creators": ""},
    ]
    assert counts(run(archivist, table_of(rows))) == (0, 1, 1, 0)
    moved = Record.objects.get(pk=item.pk)
    assert moved.parent_id == second.pk
    assert RecordAuthority.objects.get(record=moved).role == "creator"


def test_a_run_goes_on_where_it_was_killed(archivist, make, monkeypatch):
    fonds = make("fonds", reference_code="F1")
    rows = [
        {"reference_code": f"F1/{n}", "parent_code": "F1", "level": "file", "title:fr": f"{n}"}
        for n in range(1, 26)
    ]
    monkeypatch.setattr(importing, "CHUNK", 10)
    looked = check(archivist, table_of(rows))
    real = importing.add_to

    def killed(batch, lookups, plan):
        if plan.code == "F1/15":
            raise SystemExit
        return real(batch, lookups, plan)

    monkeypatch.setattr(importing, "add_to", killed)
    with pytest.raises(SystemExit):
        importing.apply_csv(actor=archivist, table_id=looked.pk)
    half = TableImport.objects.get(pk=looked.pk)
    assert (half.state, half.position, half.created) == ("applying", 10, 10)
    assert queries.children(archivist, fonds.pk).total == 10, "a chunk is whole or not there"
    monkeypatch.setattr(importing, "add_to", real)
    done = importing.apply_csv(actor=archivist, table_id=looked.pk)
    assert (done.state, counts(done)) == ("applied", (25, 0, 0, 0))
    with pytest.raises(Conflict):
        importing.apply_csv(actor=archivist, table_id=looked.pk)
    assert queries.children(archivist, fonds.pk).total == 25


def test_tables_are_their_owners(archivist, make_actor, institution):
    looked = check(archivist, NEW)
    other = make_actor("other", roles=["archivist"])
    for call in (
        lambda: importing.find_table(other, looked.pk),
        lambda: importing.report(other, looked.pk),
        lambda: importing.apply_csv(actor=other, table_id=looked.pk),
        lambda: importing.find_table(other, "x"),
    ):
        with pytest.raises(NotFound) as refusal:
            call()
        assert refusal.value.code == "archive.no_table"
    assert importing.tables(other) == []
    assert importing.tables(archivist) == [looked]


def test_refusals(reader, make_actor, institution):
    with pytest.raises(NotAllowed):
        check(reader, NEW)
    with pytest.raises(NotAllowed):
        exported(reader)


def many(count: int) -> bytes:
    return table_of(
        [{"reference_code": f"F{n}", "level": "fonds", "title:fr": f"{n}"} for n in range(count)]
    )


def test_a_short_table_is_applied_at_once(archivist, institution):
    from khizana.archive import tasks

    looked = check(archivist, many(3))
    assert tasks.start_apply(actor=archivist, table_id=looked.pk).state == "applied"


def test_a_long_table_is_left_to_the_worker(archivist, institution, monkeypatch):
    from django_tasks_db.models import DBTaskResult

    from khizana.archive import tasks

    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    looked = check(archivist, many(3))
    assert tasks.start_apply(actor=archivist, table_id=looked.pk).state == "applying"
    with pytest.raises(Conflict):
        tasks.start_apply(actor=archivist, table_id=looked.pk)
    assert DBTaskResult.objects.filter(task_path__endswith="apply_table").count() == 1
    assert tasks.resume_tables() == 1
    tasks.apply_table.func(str(looked.pk))
    tasks.apply_table.func(str(looked.pk))
    done = TableImport.objects.get(pk=looked.pk)
    assert (done.state, counts(done)) == ("applied", (3, 0, 0, 0))
    assert tasks.resume_tables() == 0
