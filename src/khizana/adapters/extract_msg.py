"""Attachments of Outlook messages (MS-OXMSG): storages ``__attach_version1.0_#...`` of a
compound file.
"""

from pathlib import Path

import olefile

from khizana.adapters.extract_types import Attachment, Unreadable

_DATA = "__substg1.0_37010102"
_LONG_NAME = "__substg1.0_3707001F"
_SHORT_NAME = "__substg1.0_3704001F"
_MIME = "__substg1.0_370E001F"
_MOST = 1_000


def attachments(path: Path, folder: Path) -> list[Attachment]:
    """Write every attached file into ``folder``; an attached message without bytes is left out."""
    try:
        with olefile.OleFileIO(path) as message:
            storages = sorted(
                {entry[0] for entry in message.listdir() if entry[0].startswith("__attach")}
            )
            if len(storages) > _MOST:
                raise Unreadable("reading.too_heavy")
            found = [_one(message, storage, folder, at) for at, storage in enumerate(storages, 1)]
    except OSError as error:
        raise Unreadable("reading.damaged") from error
    return [each for each in found if each]


def _one(message: olefile.OleFileIO, storage: str, folder: Path, number: int) -> Attachment | None:
    if not message.exists([storage, _DATA]):
        return None
    data = message.openstream([storage, _DATA]).read()
    names = (_string(message, storage, each) for each in (_LONG_NAME, _SHORT_NAME))
    name = next((each for each in names if each), f"attachment-{number}")
    target = folder / f"{number:04d}"
    target.write_bytes(data)
    mime = _string(message, storage, _MIME) or "application/octet-stream"
    return Attachment(name, mime, str(target), len(data))


def _string(message: olefile.OleFileIO, storage: str, name: str) -> str:
    if not message.exists([storage, name]):
        return ""
    text: str = message.openstream([storage, name]).read().decode("utf-16-le", "replace")
    return text.rstrip("\0")
