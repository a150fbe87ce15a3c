"""Preservation events in the terms of PREMIS 3 (event types: Library of Congress vocabulary)."""

from dataclasses import dataclass

from khizana.adapters import clock, formats, virus
from khizana.adapters.formats import Format
from khizana.adapters.storage import Stored
from khizana.adapters.storage_intake import Intake
from khizana.preservation.models import DigitalObject, PreservationEvent

INGESTION = "ingestion"
DIGEST = "message digest calculation"
FORMAT = "format identification"
VIRUS = "virus check"
FIXITY = "fixity check"
TYPES = (INGESTION, DIGEST, FORMAT, VIRUS, FIXITY)

SUCCESS, FAILURE, NOT_PERFORMED = "success", "failure", "not performed"
AGENT = "khizana"


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything that was found out about one file before it got its row."""

    intake: Intake
    format: Format
    scan: virus.Scan
    stored: Stored


def events_of_receipt(
    held: DigitalObject, found: Examined, *, received_from: dict[str, str]
) -> list[PreservationEvent]:
    """Return the events of a receipt, all of the same moment."""
    known = found.format.known
    scanned = found.scan.outcome
    return [
        _event(held, INGESTION, SUCCESS, received_from | {"stored": found.stored.new}, AGENT),
        _event(
            held,
            DIGEST,
            SUCCESS,
            {"sha512": found.intake.sha512, "sha256": found.intake.sha256},
            AGENT,
        ),
        _event(
            held,
            FORMAT,
            SUCCESS if known else FAILURE,
            {
                "puid": found.format.puid,
                "basis": found.format.basis,
                "warning": found.format.warning,
            },
            formats.agent(),
        ),
        _event(held, VIRUS, scanned, {}, virus.agent()),
    ]


def _event(
    held: DigitalObject, kind: str, outcome: str, detail: dict[str, object], agent: str
) -> PreservationEvent:
    return PreservationEvent(
        object=held, type=kind, at=clock.now(), outcome=outcome, detail=detail, agent=agent
    )
