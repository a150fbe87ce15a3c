"""What the archive's pages show of preserved files: those of a unit, and where one came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from khizana.access.actors import Actor
from khizana.archive.models import Accession, Record
from khizana.kernel.errors import NotFound
from khizana.preservation import queries as preservation
from khizana.preservation.models import DigitalObject, Submission
from khizana.reading import queries as reading

_MOST_BOXES = 50


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A preserved file of a unit; ``readable`` where it has pages."""

    held: DigitalObject
    readable: bool


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """The preserved files of a unit."""

    files: Sequence[HeldFile]

    @property
    def label_ids(self) -> list[int]:
        """Return their labels."""
        return [file.held.label_id for file in self.files]

    @property
    def first_page_url(self) -> str:
        """Return the address of the first page that can be read."""
        first = next((file.held for file in self.files if file.readable), None)
        return reverse("object_page", args=[first.pk, 1]) if first else ""


@dataclass(frozen=True, slots=True)
class Origin:
    """A preserved file and the box that it came in, as far as this person may know."""

    held: DigitalObject | None
    submission: Submission | None

    @property
    def label_ids(self) -> list[int]:
        """Return their labels."""
        return [one.label_id for one in (self.held, self.submission) if one is not None]


def files_of(actor: Actor, record: Record) -> HeldFiles:
    """Return the preserved files of a unit, what was inside a mail behind the mail."""
    rows = preservation.objects_of_record(actor, record.pk)
    if not rows:
        return HeldFiles([])
    pages = reading.pages_of_record(actor, record.pk).filter(number=1)
    readable = set(pages.values_list("object_id", flat=True))
    return HeldFiles([HeldFile(row, row.pk in readable) for row in rows])


def boxes_of(actor: Actor, accession: Accession) -> list[Submission]:
    """Return the boxes of an accession, the newest first, for those who receive boxes."""
    if not actor.may("preservation.receive"):
        return []
    return list(preservation.submissions(actor, accession_id=accession.pk)[:_MOST_BOXES])


def origin_of(actor: Actor, object_id: UUID) -> Origin:
    """Return a preserved file and the box it came in."""
    try:
        held = preservation.find_object(actor, object_id)
    except NotFound:
        return Origin(None, None)
    if not actor.may("preservation.receive"):
        return Origin(held, None)
    boxes = preservation.submissions(actor).filter(files__object=held)
    return Origin(held, boxes.order_by("created_at").first())
