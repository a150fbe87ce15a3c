"""Boxes: all of them, one with its progress and its entries, trying again."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from khizana.access.actors import Actor
from khizana.kernel.errors import Refusal
from khizana.kernel.words import has, say
from khizana.preservation import actions, queries
from khizana.preservation.models import Submission, SubmittedFile
from khizana.preservation.queries import Progress
from khizana.preservation.sight import totals
from khizana.preservation.workflow import HELD_STATES
from khizana.web.actor import current_actor
from khizana.web.archive.record_forms import uuid_or_none
from khizana.web.archive.tabs import tabs
from khizana.web.paging import cut
from khizana.web.shell import page_language, render_page, render_part

_PER_PAGE = 100
_GROUPS = {
    "": "",
    "kept": ",".join(HELD_STATES),
    "waiting": "uploading,waiting,receiving",
    "refused": "refused,failed",
}


@require_safe
def submissions(request: HttpRequest) -> HttpResponse:
    """Show all boxes."""
    actor = current_actor(request)
    part = cut(queries.submissions(actor), request)
    values = {
        "slice": part,
        "boxes": named(actor, part),
        "tabs": tabs(actor, "submissions"),
        "may_receive": actor.may("preservation.receive"),
    }
    labels = [one for box in part for one in (box.label_id, box.accession.label_id)]
    return render_page(
        request, "preservation/submissions.html", values, labels=labels, room="archive"
    )


@require_safe
def submission(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one box: how far it has come, and every entry with what became of it."""
    actor = current_actor(request)
    box = queries.find_submission(actor, pk)
    group = request.GET.get("state", "")
    group = group if group in _GROUPS else ""
    part = cut(queries.files(actor, box, state=_GROUPS[group]), request, _PER_PAGE)
    found = queries.progress(actor, box)
    labels = [
        box.label_id,
        box.accession.label_id,
        *(file.object.label_id for file in part if file.object is not None),
    ]
    values = {
        "submission": box,
        "source": source_name(box),
        "slice": part,
        "entries": [_entry(actor, file) for file in part],
        "state_tabs": _tabs(box, found, group),
        "progress": shown_progress(actor, box, found),
    }
    return render_page(
        request, "preservation/submission.html", values, labels=labels, room="archive"
    )


@require_safe
def submission_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the part of the page that changes while work goes on."""
    actor = current_actor(request)
    box = queries.find_submission(actor, pk)
    found = queries.progress(actor, box)
    values = {"submission": box, "progress": shown_progress(actor, box, found)}
    return render_part(request, "preservation/progress.html", values, labels=[box.label_id])


@require_POST
def submission_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try again: one entry, or everything that failed, or a box that stands still."""
    actor = current_actor(request)
    box = queries.find_submission(actor, pk)
    wanted = uuid_or_none(request.POST.get("file"))
    if box.state == "stopped":
        actions.resume_submission(actor=actor, submission_id=pk)
    elif wanted:
        actions.retry_file(actor=actor, file_id=wanted)
    else:
        for file in queries.refused(actor, submission=box).filter(state="failed")[:1000]:
            actions.retry_file(actor=actor, file_id=file.pk)
    messages.success(request, say("box.retried", page_language()))
    return redirect("submission", pk=pk)


@require_POST
def submission_abandon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give up a box that was never closed."""
    actions.abandon_submission(actor=current_actor(request), submission_id=pk)
    messages.success(request, say("box.abandoned", page_language()))
    return redirect("submission", pk=pk)


def shown_progress(actor: Actor, box: Submission, found: Progress) -> dict[str, Any]:
    """Return how far a box has come, in numbers and in one sentence."""
    lang = page_language()
    kept = sum(found.counts.get(state, 0) for state in HELD_STATES)
    waiting = sum(found.counts.get(state, 0) for state in ("uploading", "waiting", "receiving"))
    refused = found.counts.get("refused", 0) + found.counts.get("failed", 0)
    unread = found.reading.get("refused", 0)
    read = found.reading.get("read", 0) + found.reading.get("none", 0) + unread
    offered = (
        (say("box.count_files", lang), found.total, ""),
        (say("box.count_kept", lang), kept, ""),
        (say("box.count_same", lang), found.counts.get("duplicate", 0), ""),
        (say("box.count_read", lang), found.reading.get("read", 0), ""),
        (say("box.count_waiting", lang), waiting, "warn"),
        (say("box.count_unread", lang), unread, "warn"),
        (say("box.count_refused", lang), refused, "bad"),
    )
    stopped = queries.stopped_reason(box, lang)
    headline, sentence = _said(found, refused + unread, lang)
    return {
        "headline": headline,
        "sentence": f"{stopped.sentence} {stopped.advice}" if stopped else sentence,
        "stopped": stopped is not None,
        "going": box.state in ("listing", "receiving") or (found.received and not found.complete),
        "counts": [
            {"title": title, "count": count, "css": css if count else ""}
            for place, (title, count, css) in enumerate(offered)
            if count or place < 2
        ],
        "total": found.total - refused,
        "kept": kept,
        "to_read": kept,
        "read": read,
        "may_retry": actor.may("preservation.receive")
        and (box.state == "stopped" or bool(found.counts.get("failed"))),
        "is_open": box.state == "listing",
    }


def _said(found: Progress, wanting: int, lang: str) -> tuple[str, str]:
    if found.state == "listing":
        return say("box.head_open", lang), say("box.say_open", lang)
    if found.state == "abandoned":
        return say("box.head_abandoned", lang), ""
    if not found.complete:
        return say("box.head_going", lang), say("box.say_going", lang)
    if wanting:
        return say("box.head_done_with", lang), say("box.say_done_with", lang)
    return say("box.head_done", lang), say("box.say_done", lang)


def _entry(actor: Actor, file: SubmittedFile) -> dict[str, Any]:
    """Return one entry with what became of it and what can be done."""
    lang = page_language()
    why = queries.reason(file, lang)
    sentence, advice = (why.sentence, why.advice) if why else ("", "")
    if not why and file.object is not None and file.object.reading_refusal:
        sentence, advice = refusal_words(file.object.reading_refusal, lang)
    return {
        "file": file,
        "sentence": sentence,
        "advice": advice,
        "bad": why is not None,
        "note": queries.note(file, lang),
        "may_retry": why is not None and actor.may("preservation.receive"),
    }


def source_name(box: Submission) -> str:
    """Return the name of a box: the last part of where it was taken from."""
    return box.source.rstrip("/").rsplit("/", 1)[-1] or box.source


def named(actor: Actor, boxes: Iterable[Submission]) -> list[dict[str, Any]]:
    """Return boxes with their names, and their sizes as far as the actor may know."""
    held = list(boxes)
    sizes = totals(actor, held)
    return [
        {
            "box": box,
            "name": source_name(box),
            "files": sizes[box.pk][0],
            "bytes": sizes[box.pk][1],
        }
        for box in held
    ]


def refusal_words(code: str, lang: str) -> tuple[str, str]:
    """Return sentence and advice of a kept refusal that has no data."""
    if not has(f"refusal.{code}"):
        return code, ""
    refusal = Refusal(code)
    return refusal.sentence(lang), refusal.advice(lang)


def _tabs(box: Submission, found: Progress, current: str) -> list[dict[str, Any]]:
    lang = page_language()
    here = reverse("submission", args=[box.pk])
    titles = {
        "": say("box.all_entries", lang),
        "kept": say("box.count_kept", lang),
        "waiting": say("box.count_waiting", lang),
        "refused": say("box.count_refused", lang),
    }
    return [
        {
            "url": f"{here}?state={group}" if group else here,
            "title": titles[group],
            "count": sum(found.counts.get(state, 0) for state in states.split(","))
            if group
            else found.total,
            "current": group == current,
        }
        for group, states in _GROUPS.items()
    ]
