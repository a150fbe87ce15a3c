"""Preserved files as other rooms may know them: `reading` stands beside `preservation` and asks
here.

`preservation` registers itself as the holder in its ``AppConfig.ready``.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from khizana.adapters.extract_types import Attachment


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One preserved file: where its bytes lie, what they are, whose record it belongs to.

    ``state`` is how far reading has come: waiting, reading, read, refused or none.
    """

    id: UUID
    record_id: UUID
    path: Path
    sha512: str
    name: str
    mime: str
    puid: str
    label_id: int
    open_from: dt.date
    state: str


class Holder(Protocol):
    """What the room of the preserved files does for the rooms beside it."""

    def file(self, object_id: UUID) -> HeldFile | None:
        """Return a preserved file, or None where there is none of that id."""

    def set_reading_state(self, object_id: UUID, state: str, refusal: str = "") -> None:
        """Write how far reading has come; called inside the reader's transaction."""

    def unread(self, limit: int) -> Sequence[UUID]:
        """Return files whose state is waiting or reading, oldest first."""

    def attach(self, object_id: UUID, files: Sequence[Attachment]) -> None:
        """Receive the files found inside a mail as objects attached to it.

        Their bytes lie at ``Attachment.path`` until this returns. Doing it twice changes nothing.
        """


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    """Name the holder of the preserved files; a later one replaces the earlier."""
    _holders[:] = [holder]


def holder() -> Holder:
    """Return the holder; LookupError in a node built without the room of preservation."""
    if not _holders:
        raise LookupError("no room holds preserved files here")
    return _holders[0]
