"""The state of the node, for those who run it: what works, what is off, and what helps."""

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import django
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from khizana.access.policies import require
from khizana.adapters import ocr, settings
from khizana.kernel.words import say
from khizana.ledger import triggers
from khizana.web.actor import current_actor
from khizana.web.shell import page_language, render_page

LEAST_FREE = 2 * 10**9


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: its state, and the line that helps where it is not well."""

    title: str
    state: str
    told: str
    line: str = ""
    octets: int | None = None


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Show the checks of `khizana doctor` that a running server can make of itself."""
    actor = current_actor(request)
    if not actor.may("ledger.verify"):
        require(actor, "access.administer")
    values = {
        "checks": list(_checks(page_language())),
        "versions": _versions(),
        "node": settings.current(),
    }
    return render_page(request, "status/status.html", values, room="status")


def _checks(lang: str) -> Iterator[Check]:
    yield _database(lang)
    yield _space(lang)
    yield _recognition(lang)
    yield from _work(lang)
    yield _guards(lang)
    yield _keys(lang)


def _database(lang: str) -> Check:
    with connection.cursor() as cursor:
        sql = "select sqlite_version()" if connection.vendor == "sqlite" else "show server_version"
        cursor.execute(sql)
        version = str(cursor.fetchone()[0])
    return Check(say("status.database", lang), "ok", f"{connection.display_name} {version}")


def _space(lang: str) -> Check:
    free = shutil.disk_usage(settings.current().data).free
    good = free >= LEAST_FREE
    told = say("status.space.good" if good else "status.space.low", lang)
    return Check(say("status.space", lang), "ok" if good else "broken", told, octets=free)


def _recognition(lang: str) -> Check:
    present = sorted(ocr.languages())
    title = say("status.ocr", lang)
    if not present:
        line = "apt install tesseract-ocr-ara tesseract-ocr-fra tesseract-ocr-eng"
        return Check(title, "off", say("status.ocr.off", lang), line)
    return Check(title, "ok", ", ".join(present))


def _work(lang: str) -> Iterator[Check]:
    counts = {
        state: DBTaskResult.objects.filter(status=state).count()
        for state in (TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED)
    }
    waiting, running = counts[TaskResultStatus.READY], counts[TaskResultStatus.RUNNING]
    told = say("status.work.counts", lang, waiting=waiting, running=running)
    stuck = waiting > 0 and running == 0
    line = "khizana work" if stuck else ""
    yield Check(say("status.work", lang), "off" if stuck else "ok", told, line)
    if failed := counts[TaskResultStatus.FAILED]:
        told = say("status.work.failed", lang, count=failed)
        yield Check(say("status.work.failures", lang), "broken", told)


def _guards(lang: str) -> Check:
    good = triggers.present(connection)
    told = say("status.guards.good" if good else "status.guards.missing", lang)
    line = "" if good else "khizana verify"
    return Check(say("status.guards", lang), "ok" if good else "broken", told, line)


def _keys(lang: str) -> Check:
    folder: Path = settings.current().keys
    exposed = folder.is_dir() and bool(folder.stat().st_mode & 0o077)
    told = say("status.keys.open" if exposed else "status.keys.good", lang)
    line = f"chmod -R go-rwx {folder}" if exposed else ""
    return Check(say("status.keys", lang), "broken" if exposed else "ok", told, line)


def _versions() -> list[tuple[str, str]]:
    names = ("khizana", "tantivy", "pypdfium2", "pygfried", "tesserocr", "kreuzberg")
    found = [("Python", platform.python_version()), ("Django", django.get_version())]
    for name in names:
        try:
            found.append((name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            continue
    return found


urlpatterns = [path("status/", status, name="status")]
