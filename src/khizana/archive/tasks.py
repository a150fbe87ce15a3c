"""Long work of the room: applying a table that is too long for one request."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django_tasks import task

from khizana.access.actors import Actor
from khizana.access.models import Person
from khizana.access.queries import actor_for
from khizana.archive import importing
from khizana.archive.held import save_next
from khizana.archive.models import TableImport
from khizana.kernel.errors import Conflict
from khizana.shared import steps

AT_ONCE = 200
STARTED = "archive.table_started"
"""Step: the ids are those of tables whose application was asked for."""


def start_apply(*, actor: Actor, table_id: uuid.UUID) -> TableImport:
    """Apply a table: a short one at once, a long one by the worker; its state says how far."""
    run = importing.find_table(actor, table_id)
    if run.total <= AT_ONCE:
        return importing.apply_csv(actor=actor, table_id=run.pk)
    with transaction.atomic():
        rows = TableImport.objects.select_for_update().defer("content")
        run = rows.get(pk=run.pk)
        if run.state != "checked":
            raise Conflict("archive.table_running")
        importing.begin(run)
        save_next(run)
        steps.hand_on(STARTED, [run.pk])
    return run


@task()
def apply_table(table_id: str) -> None:
    """Carry a table to its end with the rights that its owner has today."""
    run = TableImport.objects.defer("content").get(pk=table_id)
    if run.state != "applying" or run.person_id is None:
        return
    actor = actor_for(Person.objects.get(pk=run.person_id))
    try:
        importing.apply_csv(actor=actor, table_id=run.pk)
    except Conflict as refusal:
        if refusal.code != "archive.table_running":
            raise
        # another worker is at the same table: each chunk is carried out once, by whoever is first


def enqueue_tables(ids: Sequence[uuid.UUID]) -> None:
    """Put tables into the queue."""
    for one in ids:
        apply_table.enqueue(str(one))


def resume_tables() -> int:
    """Enqueue again what was begun and is not at its end."""
    unfinished = list(TableImport.objects.filter(state="applying").values_list("pk", flat=True))
    enqueue_tables(unfinished)
    return len(unfinished)
