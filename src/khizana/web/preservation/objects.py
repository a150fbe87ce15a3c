"""Preserved files: their page, the bytes, a check of the bytes."""

import unicodedata
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from khizana.access.actions import note_closed_read
from khizana.archive import queries as archive
from khizana.kernel.words import say
from khizana.preservation import actions, premis, queries
from khizana.preservation.doubts import format_doubt
from khizana.preservation.models import DigitalObject, PreservationEvent
from khizana.reading import queries as reading
from khizana.web.actor import current_actor
from khizana.web.preservation.boxes import refusal_words
from khizana.web.shell import page_language, render_page


@require_safe
def object_view(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a preserved file: what it is, what was done with it, its twins."""
    actor, lang = current_actor(request), page_language()
    page = queries.object_page(actor, pk)
    held = page.held
    above = archive.breadcrumb(actor, held.record)
    mother = None
    if held.attached_to_id is not None:
        mother = queries.visible_objects(actor).filter(pk=held.attached_to_id).first()
    boxes = {receipt.submission.pk: receipt.submission for receipt in page.receipts}
    boxes = boxes if actor.may("preservation.receive") else {}
    others = [*page.duplicates, *page.attachments, *([mother] if mother else [])]
    values = {
        "held": held,
        "ancestors": above,
        "events": [_event(event, lang) for event in page.events],
        "twins": page.duplicates,
        "attachments": page.attachments,
        "mother": mother,
        "boxes": list(boxes.values()),
        "page_count": reading.pages_of(actor, pk).count(),
        "name_odd": _odd_bytes(held),
        "reading_refusal": _refused(held, lang),
        "format_doubt": format_doubt(held, lang),
        "may_download": actor.may("preservation.download"),
        "may_ocr": actor.may("reading.correct"),
        "may_check": actor.may("preservation.check"),
    }
    labels = [
        held.label_id,
        held.record.label_id,
        *(step.label_id for step in above),
        *(one.label_id for other in others for one in (other, other.record)),
        *(one for box in boxes.values() for one in (box.label_id, box.accession.label_id)),
    ]
    return render_page(request, "preservation/object.html", values, labels=labels, room="archive")


@require_safe
def object_original(request: HttpRequest, pk: UUID) -> FileResponse:
    """Send the preserved bytes, always to be saved, never to be run in this site's name."""
    actor = current_actor(request)
    held, opened = queries.open_object(actor, pk)
    note_closed_read(actor=actor, marked=held, ref=held.ref)
    response = FileResponse(
        opened, as_attachment=True, filename=safe_name(held.original_name),
        content_type="application/octet-stream",
    )  # fmt: skip
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@require_POST
def object_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read the bytes of one file again and compare."""
    actor, lang = current_actor(request), page_language()
    run = actions.run_fixity(actor=actor, scope=f"object:{pk}")
    done = say("object.fixity_bad", lang) if run.failed else say("object.fixity_ok", lang)
    (messages.warning if run.failed else messages.success)(request, done)
    return redirect("object", pk=pk)


def safe_name(name: str) -> str:
    """Return a name that no header and no file dialogue can be led astray by."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join("_" if unicodedata.category(char) in _ODD else char for char in last)
    return plain.strip(" .") or "file"


_ODD = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _odd_bytes(held: DigitalObject) -> str:
    """Return the name in bytes where what is shown is not what was written."""
    raw = bytes(held.name_bytes)
    last = raw.rsplit(b"/", 1)[-1]
    same = held.original_name.encode("utf-8", "surrogateescape") in (raw, last)
    return "" if same else raw.hex(" ")


def _refused(held: DigitalObject, lang: str) -> dict[str, str] | None:
    if not held.reading_refusal:
        return None
    sentence, advice = refusal_words(held.reading_refusal, lang)
    return {"sentence": sentence, "advice": advice}


def _event(event: PreservationEvent, lang: str) -> dict[str, Any]:
    names = {
        premis.INGESTION: say("object.premis_ingestion", lang),
        premis.DIGEST: say("object.premis_digest", lang),
        premis.FORMAT: say("object.premis_format", lang),
        premis.VIRUS: say("object.premis_virus", lang),
        premis.FIXITY: say("object.premis_fixity", lang),
    }
    outcomes = {
        premis.SUCCESS: say("object.outcome_success", lang),
        premis.FAILURE: say("object.outcome_failure", lang),
        premis.NOT_PERFORMED: say("object.outcome_none", lang),
    }
    return {
        "words": names.get(event.type, event.type),
        "at": event.at,
        "outcome": outcomes.get(event.outcome, event.outcome),
        "bad": event.outcome == premis.FAILURE,
        "agent": event.agent,
    }
