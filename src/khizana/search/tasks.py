"""The index follows the ledger in the background."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from khizana.access.queries import system_actor
from khizana.adapters import clock
from khizana.kernel.errors import Conflict
from khizana.ledger import cursors
from khizana.search import actions
from khizana.search.engine import store
from khizana.search.pending import CURSOR

_AGAIN_AFTER = dt.timedelta(seconds=5)


@task
def catch_up() -> dict[str, int]:
    """Follow the ledger; where another process writes the index, come back a little later."""
    try:
        done = actions.catch_up(actor=system_actor())
    except Conflict:
        catch_up.using(run_after=clock.now() + _AGAIN_AFTER).enqueue()
        return {"entries": 0, "lines": 0}
    return {"entries": done.entries, "lines": done.lines}


def enqueue_catch_up(ids: Sequence[UUID] = ()) -> None:
    """Have the index follow the ledger soon; one waiting task is enough for any number of changes.

    ``ids`` is what the step before has finished; the ledger names it too.
    """
    with transaction.atomic():
        if not _is_waiting():
            catch_up.enqueue()


def resume() -> int:
    """Find out whether the index is behind or missing; how many ledger lines wait."""
    waiting = cursors.behind(CURSOR)
    if waiting or store().serving() is None:
        enqueue_catch_up()
    return waiting


def _is_waiting() -> bool:
    """Whether a task waits that will see our lines.

    The row is locked until we commit, so that no worker takes the task and is done with it before
    our lines can be seen (PostgreSQL; on SQLite the whole database is locked).
    """
    ready = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path=catch_up.module_path
    )
    return ready.select_for_update().first() is not None
