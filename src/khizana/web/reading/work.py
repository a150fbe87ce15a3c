"""Working on a text: correct it, read it in another encoding, name its language, ask for OCR."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.kernel.errors import Conflict, NotValid, Refusal
from khizana.kernel.words import say
from khizana.reading import actions, queries
from khizana.web.actor import current_actor
from khizana.web.archive.record_forms import uuid_or_none
from khizana.web.errors import status_of
from khizana.web.reading.desk import lay_out
from khizana.web.reading.pages import VIEWER_STYLE, links
from khizana.web.shell import page_language, render_page


@csp_update(VIEWER_STYLE)  # type: ignore[arg-type]
@require_http_methods(["GET", "HEAD", "POST"])
def page_correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct the text of a page: the next layer, never instead of the old one."""
    actor = current_actor(request)
    require(actor, "reading.correct")
    if request.method != "POST":
        return _form(request, actor, pk)
    text = request.POST.get("text", "")
    based_on = request.POST.get("layer", "")
    try:
        actions.correct_page(
            actor=actor,
            page_id=pk,
            text=text,
            based_on=int(based_on) if based_on.isdecimal() and len(based_on) < 6 else 0,
        )
    except (NotValid, Conflict) as refusal:
        return _form(request, actor, pk, text, refusal)
    messages.success(request, say("desk.corrected", page_language()))
    return redirect("page", pk=pk)


@require_POST
def page_encoding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the whole file again in the encoding that a person names."""
    actor = current_actor(request)
    found = queries.find_page(actor, pk)
    encoding = request.POST.get("encoding", "")
    actions.override_encoding(actor=actor, object_id=found.object_id, encoding=encoding)
    messages.success(request, say("desk.encoding_done", page_language()))
    return redirect("page", pk=pk)


@require_POST
def page_language_set(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say in which language a page is written."""
    actor = current_actor(request)
    actions.mark_page_language(actor=actor, page_id=pk, language=request.POST.get("language", ""))
    messages.success(request, say("desk.language_done", page_language()))
    return redirect("page", pk=pk)


@require_POST
def object_ocr(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for the text of a file's pictures to be recognised, or of the one page named."""
    actor = current_actor(request)
    page = uuid_or_none(request.POST.get("page"))
    actions.request_ocr(actor=actor, object_id=pk, page_ids=[page] if page else None)
    messages.success(request, say("object.ocr_asked", page_language()))
    return redirect("page", pk=page) if page else redirect("object", pk=pk)


def _form(
    request: HttpRequest, actor: Actor, pk: UUID, text: str | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:  # fmt: skip
    """Show the form; after a clash both texts, so that nothing typed is lost."""
    lang = page_language()
    view = queries.view_page(actor, pk)
    desk = lay_out(request, actor, view)
    present = view.layer.text if view.layer else ""
    values: dict[str, Any] = {
        "desk": desk,
        **links(request, desk),
        "text": present if text is None else text,
        "theirs": present if isinstance(refusal, Conflict) else "",
        "based_on": view.layer.number if view.layer else 0,
        "refusal": None if refusal is None else {
            "sentence": refusal.sentence(lang), "advice": refusal.advice(lang)
        },
    }  # fmt: skip
    return render_page(
        request, "reading/correct.html", values, labels=desk.label_ids, room="archive",
        status=status_of(refusal) if refusal else 200,
    )  # fmt: skip
