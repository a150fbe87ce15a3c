"""On whose behalf the machine receives: the person who handed the box in, for the ledger."""

from dataclasses import replace

from khizana.access.actors import Actor
from khizana.access.queries import system_actor
from khizana.preservation.models import Submission


def machine_for(submission: Submission) -> Actor:
    """Return the machine at work in the name of the person who opened the box.

    What that person might do was decided when the box was opened and closed; the hours of work
    that follow carry their name, and the detail of each line says that a machine did it.
    """
    return replace(
        system_actor(),
        person_id=submission.submitted_by,
        name=submission.submitted_name or system_actor().name,
    )
