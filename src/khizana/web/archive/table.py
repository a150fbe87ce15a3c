"""Description tables (CSV): out, in, looked at, applied."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.adapters import clock
from khizana.archive import exporting, importing
from khizana.archive.models import TableImport
from khizana.archive.table.parsing import BIGGEST
from khizana.archive.table.planning import Plan
from khizana.archive.tasks import start_apply
from khizana.kernel.words import say
from khizana.shared.words import W
from khizana.web.actor import current_actor
from khizana.web.archive.history import Difference, field_title
from khizana.web.archive.history_values import in_words
from khizana.web.archive.record_forms import uuid_or_none
from khizana.web.archive.tabs import tabs
from khizana.web.fields import HouseForm, form_status, refused_into
from khizana.web.paging import Slice, page_number
from khizana.web.shell import page_language, render_page

_PER_PAGE = 50
_KINDS = ("create", "change", "refused", "same")


class TableForm(HouseForm):
    """A table to be looked at."""

    file = forms.FileField(label=W("table.file"), help_text=W("table.file_hint"))


@require_http_methods(["GET", "HEAD", "POST"])
def archive_table(request: HttpRequest) -> HttpResponse:
    """Offer the table; take one in and lead to what it would do."""
    actor, lang = current_actor(request), page_language()
    require(actor, "archive.export")
    may_import = actor.may("archive.import")
    form = TableForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        with refused_into(form):
            run = _check(actor, form)
            return redirect("archive_import", pk=run.pk)
    values = {
        "form": form,
        "failed": say("table.not_read", lang),
        "tabs": tabs(actor, "archive_table"),
        "may_import": may_import,
        "runs": importing.tables(actor) if may_import else [],
    }
    return render_page(
        request, "archive/table.html", values, room="archive", status=form_status(form)
    )


def _check(actor: Actor, form: TableForm) -> TableImport:
    upload = form.cleaned_data["file"]
    # one byte more than is allowed suffices for the room to refuse it
    content = upload.read((BIGGEST << 20) + 1)
    return importing.check_csv(actor=actor, content=content, original_name=upload.name)


@require_safe
def archive_export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the table of a subtree, or of everything, as far as this person may read."""
    actor = current_actor(request)
    under = uuid_or_none(request.GET.get("under"))
    pieces = exporting.export_csv(actor=actor, under_id=under)
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    name = f"khizana-{clock.today().isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def archive_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a table would do, row by row; POST applies it."""
    actor = current_actor(request)
    if request.method == "POST":
        run = start_apply(actor=actor, table_id=pk)
        if run.state == "applied":
            done = say("table.applied", page_language(), count=run.created + run.changed)
            messages.success(request, done)
        return redirect("archive_import", pk=pk)
    run = importing.find_table(actor, pk)
    if run.state == "checked":
        return _dry_run(request, actor, pk)
    return render_page(request, "archive/import.html", _progress(run), room="archive")


def _dry_run(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    lang = page_language()
    only = request.GET.get("only", "")
    only = only if only in _KINDS else ""
    number = page_number(request)
    report = importing.report(actor, pk, page=number, only=only, size=_PER_PAGE)
    here = reverse("archive_import", args=[pk])
    counts = (
        ("", say("table.all", lang), report.table.total),
        ("create", say("table.create", lang), report.table.created),
        ("change", say("table.update", lang), report.table.changed),
        ("refused", say("table.refused_short", lang), report.table.refused),
        ("same", say("table.same", lang), report.table.unchanged),
    )
    values = {
        **_progress(report.table),
        "rows": [_row(plan, lang) for plan in report.plans],
        "slice": Slice(
            report.plans, report.number, (report.number - 1) * _PER_PAGE + 1,
            report.number < report.pages,
        ),
        "kinds": [
            {
                "url": f"{here}?only={kind}" if kind else here, "title": title,
                "count": count, "current": kind == only,
            }
            for kind, title, count in counts
        ],
    }  # fmt: skip
    labels = [plan.record.label_id for plan in report.plans if plan.record is not None]
    return render_page(request, "archive/import.html", values, labels=labels, room="archive")


def _progress(run: TableImport) -> dict[str, Any]:
    lang = page_language()
    refusals = []
    for kept in run.refusals[:200] if run.state != "checked" else ():
        refusal = importing.refusal_of(kept)
        refusals.append(
            {
                "line": kept["row"], "code": kept["code"], "sentence": refusal.sentence(lang),
                "advice": refusal.advice(lang),
            }
        )  # fmt: skip
    return {"run": run, "applicable": run.created + run.changed, "refusals": refusals}


def _row(plan: Plan, lang: str) -> dict[str, Any]:
    kinds = {
        "create": say("table.create", lang),
        "change": say("table.update", lang),
        "refused": say("table.refused_short", lang),
        "same": say("table.same", lang),
    }
    return {
        "line": plan.row.number,
        "code": plan.code,
        "title": plan.title,
        "record": plan.record,
        "kind": plan.kind,
        "kind_words": kinds[plan.kind],
        "sentence": plan.refusal.sentence(lang) if plan.refusal else "",
        "advice": plan.refusal.advice(lang) if plan.refusal else "",
        "column": plan.refusal.data.get("field", "") if plan.refusal else "",
        "changes": [
            Difference(
                field_title(name, lang),
                in_words(name, old, {}, lang),
                in_words(name, new, {}, lang),
            )
            for name, (old, new) in plan.changes.items()
        ]
        if plan.refusal is None
        else [],
    }
