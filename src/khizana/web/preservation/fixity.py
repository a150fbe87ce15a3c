"""Fixity: the runs, what they found, starting one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from khizana.access.policies import require
from khizana.kernel.words import say
from khizana.preservation import queries, tasks
from khizana.preservation.models import FixityRun
from khizana.web.actor import current_actor
from khizana.web.archive.tabs import tabs
from khizana.web.paging import cut
from khizana.web.shell import page_language, render_page


@require_http_methods(["GET", "HEAD", "POST"])
def fixity(request: HttpRequest) -> HttpResponse:
    """Show the runs and what is due; POST asks a worker for what is due."""
    actor = current_actor(request)
    require(actor, "preservation.check")
    if request.method == "POST":
        tasks.check_fixity.enqueue()
        messages.success(request, say("fixity.started_now", page_language()))
        return redirect("fixity")
    part = cut(queries.fixity_runs(actor), request)
    values = {
        "slice": part,
        "tabs": tabs(actor, "fixity"),
        "due": queries.fixity_due(actor),
        "next_due": queries.next_due(actor),
    }
    return render_page(request, "preservation/fixity.html", values, room="archive")


@require_safe
def fixity_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what one run found wrong, of the files that this person may see."""
    actor, lang = current_actor(request), page_language()
    run: FixityRun = queries.find_run(actor, pk)
    part = cut(queries.fixity_problems(actor, run), request)
    words = {
        "changed": (say("fixity.changed", lang), say("fixity.changed_do", lang)),
        "missing": (say("fixity.missing", lang), say("fixity.missing_do", lang)),
        "unreadable": (say("fixity.unreadable", lang), say("fixity.unreadable_do", lang)),
    }
    problems = [
        {"held": one.object, "sentence": words[one.kind][0], "advice": words[one.kind][1]}
        for one in part
    ]
    labels = [label for one in part for label in (one.object.label_id, one.object.record.label_id)]
    values = {"run": run, "slice": part, "problems": problems}
    return render_page(
        request, "preservation/fixity_run.html", values, labels=labels, room="archive"
    )
