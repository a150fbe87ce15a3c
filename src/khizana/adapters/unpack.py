"""What stands in a box: entries of a folder or a zip, each either a file or a refused thing.

Nothing here writes. A box is listed first and read entry by entry later, so that one bad entry is
refused by itself, with a code, while the good files beside it go through.
"""

from dataclasses import dataclass

FILE = ""
LINK = "link"
DEVICE = "device"
PIPE = "pipe"
UNREADABLE = "unreadable"
UNSAFE_PATH = "unsafe_path"
NAME_TOO_LONG = "name_too_long"
ENCRYPTED = "encrypted"
DAMAGED = "damaged"
BOMB = "bomb"
OVERLAP = "overlap"
METHOD = "method_unknown"
VANISHED = "vanished"
CHANGED = "changed"
CODES = (
    LINK, DEVICE, PIPE, UNREADABLE, UNSAFE_PATH, NAME_TOO_LONG, ENCRYPTED, DAMAGED, BOMB, OVERLAP,
    METHOD, VANISHED, CHANGED,
)  # fmt: skip
"""Why an entry is refused; the words of each stand under ``refusal.preservation.<code>``."""

LONGEST_NAME = 4096
"""Bytes of a path; Linux ends there (PATH_MAX), so nobody could take the file out again."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a box.

    Attributes:
        name: its path in the box, byte for byte as it was found.
        size: bytes it says it has.
        code: FILE, or why it cannot be received.
        offset: where it stands in a zip; 0 in a folder.
        encoding: how ``name`` is best read by people ("" where nothing fits for certain).
    """

    name: bytes
    size: int = 0
    code: str = FILE
    offset: int = 0
    encoding: str = "utf-8"


class BadEntry(Exception):
    """An entry turned out to be unfit while it was read; ``code`` is one of ``CODES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadBox(Exception):
    """A box cannot be listed at all: no zip, cut off, or its directory makes no sense."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
