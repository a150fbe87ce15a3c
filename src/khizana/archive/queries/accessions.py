"""The accession register: its lines by year, state and words, and the page of one line."""

import uuid
from dataclasses import dataclass

from django.db.models import Q

from khizana.access.actors import Actor
from khizana.access.models import MarkedQuerySet
from khizana.access.policies import require
from khizana.archive.models import Accession
from khizana.archive.queries.listing import PAGE_SIZE, Children, unarranged
from khizana.archive.queries.records import visible_records
from khizana.archive.workflow import ACCESSION
from khizana.kernel.errors import NotFound
from khizana.kernel.folding import fold
from khizana.kernel.workflow import Transition

LONGEST = 500
"""Characters of a question that are read: SQLite refuses patterns of more than 50,000 bytes."""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of the register: the lines, how many there are in all, and where one is."""

    rows: list[Accession]
    total: int
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class AccessionPage:
    """The page of one accession: its steps, and its units in the tree and outside it."""

    accession: Accession
    transitions: list[Transition]
    records: int
    unarranged: Children


def visible_accessions(actor: Actor) -> MarkedQuerySet:
    """Lines of the register that the actor may see."""
    require(actor, "archive.read")
    rows: MarkedQuerySet = Accession.objects.visible_to(actor)
    return rows


def accessions(
    actor: Actor, *, text: str = "", state: str = "", year: int | None = None, page: int = 1
) -> RegisterPage:
    """A page of the register, newest first; ``text``: a number or words of title or source."""
    rows = visible_accessions(actor)
    for word in fold(text[:LONGEST]).split()[:12]:
        rows = rows.filter(Q(folded__contains=word) | Q(number__startswith=word))
    if state:
        rows = rows.filter(state=state)
    if year is not None:
        rows = rows.filter(year=year)
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    start = (number - 1) * PAGE_SIZE
    ordered = rows.select_related("label").order_by("-year", "-sequence", "-pk")
    return RegisterPage(list(ordered[start : start + PAGE_SIZE]), total, number, pages)


def accession_years(actor: Actor) -> list[int]:
    """The years in which the actor sees accessions, the newest first."""
    rows = visible_accessions(actor).order_by("-year").values_list("year", flat=True)
    return list(rows.distinct())


def find_accession(actor: Actor, accession_id: uuid.UUID | str) -> Accession:
    """One line of the register, by id or by number."""
    rows = visible_accessions(actor).select_related("label", "institution")
    try:
        wanted = Q(pk=uuid.UUID(str(accession_id)))
    except ValueError:
        wanted = Q(number=str(accession_id))
    found: Accession | None = rows.filter(wanted).order_by("pk").first()
    if found is None:
        raise NotFound("archive.no_accession")
    return found


def accession_page(
    actor: Actor, accession_id: uuid.UUID | str, *, after: str = ""
) -> AccessionPage:
    """A line of the register with the steps that the actor may take and the units it brought."""
    accession = find_accession(actor, accession_id)
    steps = ACCESSION.allowed(accession.state)
    return AccessionPage(
        accession=accession,
        transitions=[step for step in steps if actor.may(step.permission)],
        records=visible_records(actor).filter(accession=accession).count(),
        unarranged=unarranged(actor, accession.pk, after=after),
    )
