"""Handing in a box: as one form, or in pieces that may be taken up again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive import queries as archive
from khizana.kernel.errors import Conflict, Refusal
from khizana.kernel.words import say
from khizana.preservation import actions, queries
from khizana.preservation.models import Submission
from khizana.web.actor import current_actor
from khizana.web.archive.record_forms import uuid_or_none
from khizana.web.errors import status_of
from khizana.web.fields import form_status, refused_into
from khizana.web.preservation.forms import BoxForm, accession_labels
from khizana.web.preservation.parts import Part, keep_paths, parts_of
from khizana.web.shell import page_language, render_page

CHUNK = 4 << 20


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """Let paths be kept before the body is read; the token is checked right behind."""
    if request.method == "POST":
        # before the body is read: nobody else fills the disk with what they may not hand in
        require(current_actor(request), "preservation.receive")
        keep_paths(request)
    return _upload(request)


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def _upload(request: HttpRequest) -> HttpResponse:
    actor, lang = current_actor(request), page_language()
    require(actor, "preservation.receive")
    sent = parts_of(request) if request.method == "POST" else []
    data = request.POST if request.method == "POST" else None
    box = _begun(request, actor)
    form = BoxForm(data, actor=actor, initial=_initial(request, actor))
    if request.method == "POST" and not sent:
        form.nothing_sent = [say("receive.nothing", lang)]
        form.add_error(None, say("receive.nothing", lang))
    elif request.method == "POST" and form.is_valid():
        with refused_into(form):
            pk = _go_on(actor, box, sent) if box else _receive(actor, form, sent)
            return redirect("submission", pk=pk)
    values = {
        "form": form,
        "box": box,
        "chunk_size": CHUNK,
        "failed": say("receive.not_sent", lang),
        "words_of_upload": _words(lang),
    }
    return render_page(
        request, "preservation/upload.html", values, room="receive",
        labels=[box.label_id, box.accession.label_id] if box else accession_labels(actor),
        status=form_status(form),
    )  # fmt: skip


def _initial(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """Return the place that the link here named."""
    parent = uuid_or_none(request.GET.get("parent"))
    code = archive.find_record(actor, parent).reference_code if parent else ""
    return {"accession": request.GET.get("accession", ""), "parent": code}


def _begun(request: HttpRequest, actor: Actor) -> Submission | None:
    """Return the open box that the link here named: its sending broke off."""
    wanted = uuid_or_none(request.GET.get("box"))
    box = queries.find_submission(actor, wanted) if wanted else None
    if box is None or box.state != "listing" or box.submitted_by != actor.person_id:
        return None
    return box


def _go_on(actor: Actor, box: Submission, sent: list[Part]) -> UUID:
    for part in sent:
        actions.receive_upload(
            actor=actor, submission_id=box.pk, path=part.path, chunks=part.chunks()
        )
    actions.close_submission(actor=actor, submission_id=box.pk)
    return box.pk


def _receive(actor: Actor, form: BoxForm, sent: list[Part]) -> UUID:
    """Take everything in; what breaks off leaves an abandoned box, never half a one."""
    place = form.place()
    place["source"] = place["source"] or sent[0].path.split("/")[0]
    box = actions.open_submission(actor=actor, kind="upload", **place)
    try:
        for part in sent:
            actions.receive_upload(
                actor=actor, submission_id=box.pk, path=part.path, chunks=part.chunks()
            )
        actions.close_submission(actor=actor, submission_id=box.pk)
    except BaseException:
        actions.abandon_submission(actor=actor, submission_id=box.pk)
        raise
    return box.pk


@require_POST
def upload_start(request: HttpRequest) -> HttpResponse:
    """Open a box that will come in pieces."""
    actor = current_actor(request)
    require(actor, "preservation.receive")
    form = BoxForm(request.POST, actor=actor)
    if not form.is_valid():
        errors = [str(error) for held in form.errors.values() for error in held]
        return JsonResponse({"sentence": " ".join(errors), "advice": ""}, status=422)
    place = form.place()
    place["source"] = place["source"] or request.POST.get("first", "").split("/")[0][:500]
    try:
        box = actions.open_submission(actor=actor, kind="upload", **place)
    except Refusal as refusal:
        return told(refusal)
    return JsonResponse(
        {
            "page": reverse("submission", args=[box.pk]),
            "piece": reverse("submission_piece", args=[box.pk]),
            "close": reverse("submission_close", args=[box.pk]),
        }
    )


@require_POST
def submission_piece(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one piece of one file; answers how much of the file is here.

    The first piece announces the file by its path and size, the last one ends it: a small file
    is one request. 409 says where to go on after a break.
    """
    actor = current_actor(request)
    path = request.GET.get("path", "")
    size, offset = _number(request.GET.get("size")), _number(request.GET.get("offset"))
    data = request.read(CHUNK + 1)
    try:
        if len(data) > CHUNK:
            return JsonResponse({"have": offset}, status=413)
        if queries.has_upload(actor, pk, path, size):
            return JsonResponse({"have": size})
        file = actions.begin_upload(actor=actor, submission_id=pk, path=path, size=size)
        if file.state == "refused":
            refusal = Refusal(file.refusal)
            said = refusal.sentence(page_language())
            return JsonResponse({"have": size, "refused": said})
        have = actions.append_chunk(actor=actor, file_id=file.pk, offset=offset, data=data)
        if have >= size:
            actions.finish_upload(actor=actor, file_id=file.pk, size=size)
    except Conflict as refusal:
        if "expected" not in refusal.data:
            return told(refusal)
        return JsonResponse({"have": refusal.data["expected"]}, status=409)
    except Refusal as refusal:
        return told(refusal)
    return JsonResponse({"have": have})


@require_POST
def submission_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that every piece is here: receiving begins."""
    actor = current_actor(request)
    try:
        box = actions.close_submission(actor=actor, submission_id=pk)
    except Refusal as refusal:
        return told(refusal)
    return JsonResponse({"page": reverse("submission", args=[box.pk])})


def told(refusal: Refusal) -> JsonResponse:
    """Return a refusal as the script of the page shows it."""
    lang = page_language()
    said: dict[str, Any] = {
        "code": refusal.code, "sentence": refusal.sentence(lang), "advice": refusal.advice(lang)
    }  # fmt: skip
    return JsonResponse(said, status=status_of(refusal))


def _number(text: str | None) -> int:
    text = text or ""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 15 else 0


def _words(lang: str) -> list[tuple[str, str]]:
    """Return the sentences of the script, for the attributes of the form."""
    return [
        ("gone", say("receive.js_gone", lang, name="{name}")),
        ("again", say("receive.js_again", lang, seconds="{seconds}")),
        ("reading", say("receive.js_listing", lang)),
        ("sending", say("receive.js_sending", lang, name="{name}", done="{done}", total="{total}")),
        ("done", say("receive.js_done", lang)),
        ("counted", say("receive.js_counted", lang, number="{number}", size="{size}")),
    ]
