"""The institutions of the node; they are known to everybody who reads the archive."""

import uuid

from django.db.models import QuerySet

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.archive.models import Institution
from khizana.kernel.errors import NotFound


def institutions(actor: Actor) -> QuerySet[Institution]:
    """All institutions, the oldest first: that of the node itself."""
    require(actor, "archive.read")
    return Institution.objects.order_by("created_at", "pk")


def find_institution(actor: Actor, institution_id: uuid.UUID | None = None) -> Institution:
    """One institution; without an id the node's own, which is the first."""
    rows = institutions(actor)
    found = rows.first() if institution_id is None else rows.filter(pk=institution_id).first()
    if found is None:
        raise NotFound("archive.no_institution")
    return found
