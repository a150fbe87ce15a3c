"""What the API says and understands. Texts are objects by language, dates as they were written."""

import datetime as dt
import uuid
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from khizana.access.models import OPEN, UNDETERMINED
from khizana.archive.models import Accession, Record
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.text import Text

TextJson = dict[str, str]
"""``{"ar": "…", "fr": "…", "_original": "ar"}``"""


class Told(Schema):
    """A refusal."""

    code: str
    sentence: str
    advice: str


class Input(Schema):
    """What is sent to us; an unknown name is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid")


class DateOut(Schema):
    """A historical date: the words, EDTF, bounds (YYYYMMDD), calendar, how it was resolved."""

    as_written: str
    edtf: str
    earliest: int | None
    latest: int | None
    calendar: str
    resolution: str


class RecordRow(Schema):
    """A unit of description in a list."""

    ref: str
    id: uuid.UUID
    reference_code: str
    level: str
    title: TextJson
    dates: DateOut | None
    label: str
    open_from: dt.date | None
    version: int
    children: int | None = None


class RecordList(Schema):
    """One page of units; ``after`` asks for the next one, empty on the last."""

    total: int
    after: str
    items: list[RecordRow]


class AuthorityOut(Schema):
    """A name that a record is linked to."""

    ref: str
    kind: str
    role: str
    name: TextJson


class RecordOut(RecordRow):
    """A unit of description with its ISAD(G) elements, as far as the caller may see them."""

    above: list[RecordRow]
    elements: dict[str, TextJson]
    authorities: list[AuthorityOut]
    accession: str | None
    banner: str


class RecordIn(Input):
    """A new unit; marking and opening day come from what holds it."""

    title: TextJson
    level: str
    parent: uuid.UUID | None = None
    institution: uuid.UUID | None = None
    reference_code: str = ""
    dates: str = ""
    elements: dict[str, TextJson] = Field(default_factory=dict)


class RecordChange(Input):
    """What is to change; ``version`` is the one that was seen."""

    version: int
    title: TextJson | None = None
    level: str | None = None
    reference_code: str | None = None
    dates: str | None = None
    elements: dict[str, TextJson | None] | None = None


class AccessionOut(Schema):
    """A line of the accession register."""

    ref: str
    id: uuid.UUID
    number: str
    title: TextJson
    source: TextJson
    received: DateOut | None
    extent: TextJson
    custodial_history: TextJson
    agreement: TextJson
    state: str
    label: str
    version: int


class AccessionList(Schema):
    """One page of the register, newest first."""

    total: int
    page: int
    pages: int
    items: list[AccessionOut]


class AccessionIn(Input):
    """A new line of the register."""

    title: TextJson
    institution: uuid.UUID | None = None
    source: TextJson = Field(default_factory=dict)
    received: str = ""
    extent: TextJson = Field(default_factory=dict)
    custodial_history: TextJson = Field(default_factory=dict)
    agreement: TextJson = Field(default_factory=dict)


class HistoryLine(Schema):
    """One step in the life of a thing."""

    at: dt.datetime
    actor: str
    action: str
    words: str
    changes: dict[str, list[Any]]


class Me(Schema):
    """Who the caller is to the house."""

    name: str
    language: str
    roles: list[str]
    permissions: list[str]


def date_out(value: HistoricalDate | None) -> DateOut | None:
    """A historical date as the API says it."""
    return DateOut.model_validate(value.to_json(), extra="ignore") if value else None


def opening(day: dt.date) -> dt.date | None:
    """The day on which a thing opens; null for what is open or waits for a decision."""
    return None if day in (OPEN, UNDETERMINED) else day


def text_in(value: TextJson | None) -> Text:
    """A text as the rooms take it."""
    return Text.from_json(value)


def record_row(record: Record, children: int | None = None) -> RecordRow:
    """A record in a list."""
    return RecordRow(**_row(record), children=children)


def _row(record: Record) -> dict[str, Any]:
    return {
        "ref": str(record.ref),
        "id": record.pk,
        "reference_code": record.reference_code,
        "level": record.level,
        "title": record.title.to_json(),
        "dates": date_out(record.dates),
        "label": record.label.key,
        "open_from": opening(record.open_from),
        "version": record.version,
    }


def accession_out(accession: Accession) -> AccessionOut:
    """A line of the register."""
    return AccessionOut(
        ref=str(accession.ref),
        id=accession.pk,
        number=accession.number,
        title=accession.title.to_json(),
        source=accession.source.to_json(),
        received=date_out(accession.received),
        extent=accession.extent.to_json(),
        custodial_history=accession.custodial_history.to_json(),
        agreement=accession.agreement.to_json(),
        state=accession.state,
        label=accession.label.key,
        version=accession.version,
    )
