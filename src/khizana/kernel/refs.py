"""The address of anything the institution holds: ``khz:<node>:<kind>:<uuid7>``."""

import re
import secrets
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Self

from khizana.kernel.errors import NotValid

_NODE = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_KIND = re.compile(r"[a-z][a-z_]{0,39}")

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562 section 5.7), strictly increasing inside one process.

    The 12 bits after the milliseconds hold the fraction of the millisecond (section 6.2,
    method 3), pushed forward by one where two calls fall into the same step, so that rows
    sort in the order in which they were made.
    """
    global _last
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    step = (milliseconds << 12) | (rest * 4096 // 1_000_000)
    with _lock:
        _last = step = max(step, _last + 1)
    value = (step >> 12 & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (step & 0xFFF) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """One thing of one owner node; links between rooms are Refs, never foreign keys upwards."""

    node: str
    kind: str
    id: uuid.UUID

    def __post_init__(self) -> None:
        if not _NODE.fullmatch(self.node) or not _KIND.fullmatch(self.kind):
            raise NotValid("kernel.ref_invalid", ref=f"khz:{self.node}:{self.kind}:{self.id}")

    def __str__(self) -> str:
        return f"khz:{self.node}:{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the written form; anything else is refused, never guessed."""
        parts = text.split(":")
        if len(parts) != 4 or parts[0] != "khz":
            raise NotValid("kernel.ref_invalid", ref=text)
        try:
            identity = uuid.UUID(parts[3])
        except ValueError as error:
            raise NotValid("kernel.ref_invalid", ref=text) from error
        if str(identity) != parts[3]:
            raise NotValid("kernel.ref_invalid", ref=text)
        return cls(parts[1], parts[2], identity)
