"""The OCFL 1.1 storage root: where the bytes stand, each once, and never change.

Granularity: one OCFL object for each distinct content. Its id is the RFC 6920 name of the bytes
(``nih:sha-256;…``) and extension 0003 maps the id to its folder, so the same bytes always have
the same place: a file received twice is stored once, two workers with the same bytes meet at the
same rename, and an object that a killed worker left without a row is simply found again. The
folder shows the digest, so that with nothing but ``find`` and ``sha256sum`` a file can be found
and checked. Layout 0003 rather than 0004 for that, and because more readers know it.

Order of writing (OCFL 1.1, 3.5 and 3.7): the object is built whole in the staging folder of the
same file system (content, version inventory, sidecar, root copy last), settled on the disk, then
renamed into place together with its missing parent folders, so that the root holds neither half
an object nor an empty folder (E073) at any instant. ``settle`` asks the file system once for a
whole batch: an fsync for each of seven files of ten thousand objects would cost minutes.
"""

import ctypes
import datetime as dt
import errno
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from khizana.adapters.storage_intake import Digests, Intake, digest_stream

LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
TUPLE_SIZE, TUPLES = 2, 2
LONGEST_FOLDER = 100
CONTENT = "v1/content/original"
"""The one file of an object. Its real name is the logical path of the version: a name that comes
from outside never becomes a path here."""
ROOT_DECLARATION = "ocfl_1.1"
OBJECT_DECLARATION = "ocfl_object_1.1"
_OCCUPIED = {errno.ENOTEMPTY, errno.EEXIST}


class StoredCopyDamaged(Exception):
    """The bytes are already here by their name, and what stands there is not them."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the inventory says of a version: when, who, why (OCFL 1.1, 3.5.3.1)."""

    created: dt.datetime
    message: str
    user: str
    user_address: str


@dataclass(frozen=True, slots=True)
class Built:
    """An object that is complete in staging and not yet in the root."""

    folder: Path
    ocfl_id: str
    intake: Intake


@dataclass(frozen=True, slots=True)
class Stored:
    """Where bytes stand; ``new`` is False where they were there before."""

    ocfl_id: str
    content_path: str
    new: bool


def object_id(sha256: str) -> str:
    """Return the id of the object that holds these bytes: an RFC 6920 (7) ``nih`` URI."""
    return f"nih:sha-256;{sha256}"


def object_folder(ocfl_id: str) -> str:
    """Map an id to its folder by extension 0003 (sha256, two tuples of two, the id encoded)."""
    digest = hashlib.sha256(ocfl_id.encode()).hexdigest()
    tuples = [digest[i * TUPLE_SIZE : (i + 1) * TUPLE_SIZE] for i in range(TUPLES)]
    encoded = "".join(
        chr(byte)
        if (chr(byte).isascii() and chr(byte).isalnum()) or byte in b"-_"
        else f"%{byte:02x}"
        for byte in ocfl_id.encode()
    )
    if len(encoded) > LONGEST_FOLDER:
        encoded = f"{encoded[:LONGEST_FOLDER]}-{digest}"
    return "/".join([*tuples, encoded])


def logical_name(name: bytes) -> str:
    """Return the logical path for an original name: the name itself, undecodable bytes as %XX."""
    text = name.rsplit(b"/", 1)[-1].decode("utf-8", "surrogateescape")
    text = "".join(
        f"%{ord(c) - 0xDC00:02X}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text
    ).replace("\0", "%00")
    return text if text not in {"", ".", ".."} else "original"


def inventory(intake: Intake, name: bytes, provenance: Provenance) -> bytes:
    """Write the inventory of version 1 (OCFL 1.1, 3.5); SHA-256 goes into the fixity block."""
    document: dict[str, Any] = {
        "id": object_id(intake.sha256),
        "type": "https://ocfl.io/1.1/spec/#inventory",
        "digestAlgorithm": "sha512",
        "head": "v1",
        "manifest": {intake.sha512: [CONTENT]},
        "fixity": {"sha256": {intake.sha256: [CONTENT]}},
        "versions": {
            "v1": {
                "created": provenance.created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "message": provenance.message,
                "user": {"name": provenance.user, "address": provenance.user_address},
                "state": {intake.sha512: [logical_name(name)]},
            }
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


class Storage:
    """An OCFL 1.1 root and the staging folder beside it, on one file system."""

    def __init__(self, root: Path, staging: Path) -> None:
        self.root = root
        self.staging = staging

    def prepare(self) -> None:
        """Make the root where there is none: declaration last, so half a root is no root."""
        self.staging.mkdir(parents=True, exist_ok=True, mode=0o700)
        declaration = self.root / f"0={ROOT_DECLARATION}"
        if declaration.exists():
            return
        extension = self.root / "extensions" / LAYOUT
        extension.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)
        _write(
            extension / "config.json",
            _json(
                {
                    "extensionName": LAYOUT,
                    "digestAlgorithm": "sha256",
                    "tupleSize": TUPLE_SIZE,
                    "numberOfTuples": TUPLES,
                }
            ),
        )
        description = "The sha256 of the object id in two tuples of two, then the id, encoded"
        layout = {"extension": LAYOUT, "description": description}
        _write(self.root / "ocfl_layout.json", _json(layout))
        _write(declaration, f"{ROOT_DECLARATION}\n".encode())
        self.settle()

    def build(self, intake: Intake, *, name: bytes, provenance: Provenance) -> Built:
        """Build the object in staging around the staged file, which moves into it."""
        folder = self.staging / f"object-{uuid4().hex}"
        try:
            (folder / "v1" / "content").mkdir(parents=True, mode=0o700)
            intake.staged.rename(folder / CONTENT)
            body = inventory(intake, name, provenance)
            sidecar = f"{hashlib.sha512(body).hexdigest()} inventory.json\n".encode()
            declaration = folder / f"0={OBJECT_DECLARATION}"
            _write(declaration, f"{OBJECT_DECLARATION}\n".encode())
            for place in (folder / "v1", folder):
                _write(place / "inventory.json", body)
                _write(place / "inventory.json.sha512", sidecar)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return Built(folder, object_id(intake.sha256), intake)

    def install(self, built: Built) -> Stored:
        """Move a built object to its place; where the bytes stand already, check them instead.

        Raises:
            StoredCopyDamaged: what stands there is not these bytes. The good copy stays in staging.
        """
        place = object_folder(built.ocfl_id)
        new = self._move_in(built.folder, place)
        if not new:
            found = self.digest(f"{place}/{CONTENT}")
            if (found.sha512, found.sha256) != (built.intake.sha512, built.intake.sha256):
                raise StoredCopyDamaged(f"{place}/{CONTENT}")
            shutil.rmtree(built.folder)
        return Stored(built.ocfl_id, f"{place}/{CONTENT}", new)

    def _move_in(self, folder: Path, place: str) -> bool:
        """Rename ``folder`` to ``place`` with whatever parents are missing, in one rename.

        A rename onto a folder that is not empty fails, so a parent that somebody else made in the
        meantime is noticed and the next deeper rename is tried.
        """
        parts = place.split("/")
        for depth in range(len(parts)):
            target = self.root.joinpath(*parts[: depth + 1])
            if target.exists():
                continue
            shell = self.staging / f"shell-{uuid4().hex}"
            carrier = shell.joinpath(*parts[depth:])
            carrier.parent.mkdir(parents=True, mode=0o700)
            folder.rename(carrier)
            try:
                (shell / parts[depth]).rename(target)
                return True
            except OSError as error:
                carrier.rename(folder)
                if error.errno not in _OCCUPIED:
                    raise
            finally:
                shutil.rmtree(shell, ignore_errors=True)
        return False

    def settle(self) -> None:
        """Wait until everything written so far is on the disk (syncfs where there is one)."""
        libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(libc, "syncfs"):
            os.sync()
            return
        fd = os.open(self.staging, os.O_RDONLY)
        try:
            if libc.syncfs(fd) != 0:
                code = ctypes.get_errno()
                raise OSError(code, os.strerror(code))
        finally:
            os.close(fd)

    def path(self, content_path: str) -> Path:
        """Return the file behind a stored ``content_path``; for readers, never to be changed."""
        return self.root / content_path

    def open(self, content_path: str) -> BinaryIO:
        """Open stored bytes for reading; a link in their place is refused, never followed."""
        fd = os.open(self.path(content_path), os.O_RDONLY | os.O_NOFOLLOW)
        return os.fdopen(fd, "rb", buffering=0)

    def digest(self, content_path: str) -> Digests:
        """Read stored bytes again and return their digests."""
        with self.open(content_path) as source:
            return digest_stream(source)

    def clear_staging(self) -> None:
        """Remove whatever was begun in this staging folder and did not come to its end."""
        shutil.rmtree(self.staging, ignore_errors=True)


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, indent=2).encode()


def _write(path: Path, body: bytes) -> None:
    with path.open("wb") as out:
        out.write(body)
