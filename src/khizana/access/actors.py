"""The one who acts: what every query and action is told instead of a request."""

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, with everything decided about them for one request.

    Attributes:
        person_id: the person; None for the machine's own work.
        name: how the ledger names the actor.
        label_ids: ids of the labels that the actor may read (``decide()``, once a request).
        reads_closed: may read what is closed in time; such reads are logged.
        sees_all: only the machine's own work (indexing, fixity). It processes, it never shows.
        today: the day on which the decision holds.
    """

    person_id: uuid.UUID | None
    name: str
    language: str
    roles: frozenset[str]
    permissions: frozenset[str]
    label_ids: frozenset[int]
    reads_closed: bool
    today: dt.date
    sees_all: bool = False

    def may(self, permission: str) -> bool:
        """Tell whether one of the actor's roles carries ``permission``."""
        return permission in self.permissions
