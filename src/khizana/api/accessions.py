"""The accession register."""

from django.http import HttpRequest
from ninja import Router, Status

from khizana.access.actions import note_closed_read
from khizana.api.auth import actor_of
from khizana.api.schemas import (
    AccessionIn,
    AccessionList,
    AccessionOut,
    accession_out,
    text_in,
)
from khizana.archive import actions, queries
from khizana.kernel.dates import HistoricalDate

router = Router(tags=["accessions"])


@router.get("", response=AccessionList, summary="The register, newest first")
def list_accessions(
    request: HttpRequest, q: str = "", state: str = "", year: int | None = None, page: int = 1
) -> AccessionList:
    """``q``: a number, or words of the title or the source."""
    found = queries.accessions(actor_of(request), text=q, state=state, year=year, page=page)
    rows = [accession_out(row) for row in found.rows]
    return AccessionList(total=found.total, page=found.number, pages=found.pages, items=rows)


@router.get("/{accession_id}", response=AccessionOut, summary="One line of the register")
def get_accession(request: HttpRequest, accession_id: str) -> AccessionOut:
    """By id or by number."""
    actor = actor_of(request)
    accession = queries.find_accession(actor, accession_id)
    note_closed_read(actor=actor, marked=accession, ref=accession.ref)
    return accession_out(accession)


@router.post("", response={201: AccessionOut}, summary="Enter an intake in the register")
def create_accession(request: HttpRequest, given: AccessionIn) -> Status[AccessionOut]:
    """It gets the next number of the year."""
    actor = actor_of(request)
    accession = actions.create_accession(
        actor=actor,
        institution_id=queries.find_institution(actor, given.institution).pk,
        title=text_in(given.title),
        source=text_in(given.source),
        received=HistoricalDate.read(given.received) if given.received else None,
        extent=text_in(given.extent),
        custodial_history=text_in(given.custodial_history),
        agreement=text_in(given.agreement),
    )
    return Status(201, accession_out(accession))
