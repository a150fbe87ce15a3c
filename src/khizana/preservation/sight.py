"""What a person may know of boxes and their entries, beyond the marking of each row."""

import uuid
from collections.abc import Iterable

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value, When

from khizana.access.actors import Actor
from khizana.access.models import MarkedQuerySet
from khizana.archive.models import Accession
from khizana.preservation.models import DigitalObject, Submission, SubmittedFile


def visible_boxes(actor: Actor) -> MarkedQuerySet:
    """Return the boxes that the actor may know of: a box tells of its accession, so both.

    A box is marked lower than its accession where it went below a unit that is.
    """
    rows: MarkedQuerySet = Submission.objects.visible_to(actor)
    return rows.filter(accession__in=Accession.objects.visible_to(actor))


def seen_objects(actor: Actor) -> MarkedQuerySet:
    """Return the files whose marking the actor holds and whose unit was not withdrawn."""
    rows: MarkedQuerySet = DigitalObject.objects.visible_to(actor)
    return rows.filter(record__withdrawn_at__isnull=True)


def with_said_state(actor: Actor, rows: QuerySet[SubmittedFile]) -> QuerySet[SubmittedFile]:
    """Add ``said_state``: a duplicate is called so to who may see a file that came earlier.

    Else whoever hands in a file would learn whether the house holds it.
    """
    earlier = Q(created_at__lt=OuterRef("object__created_at")) | Q(
        created_at=OuterRef("object__created_at"), pk__lt=OuterRef("object_id")
    )
    same = seen_objects(actor).filter(earlier, sha512=OuterRef("object__sha512"))
    unknown = When(Q(state="duplicate") & ~Exists(same), then=Value("stored"))
    return rows.annotate(said_state=Case(unknown, default=F("state")))


def totals(actor: Actor, boxes: Iterable[Submission]) -> dict[uuid.UUID, tuple[int, int]]:
    """Return files and bytes of boxes without what was marked higher since; one query."""
    found = {box.pk: (box.total_files, box.total_bytes) for box in boxes}
    rows = SubmittedFile.objects.filter(submission__in=list(found), object__isnull=False)
    rows = rows.exclude(object__in=DigitalObject.objects.visible_to(actor)).order_by()
    gone = rows.values_list("submission").annotate(n=Count("pk"), size=Sum("size"))
    for pk, number, size in gone:
        files, in_all = found[pk]
        found[pk] = (files - number, in_all - (size or 0))
    return found
