"""Signed notes and checkpoints: texts that any C2SP tool can verify without Khizana.

Sources: C2SP signed-note v1.0.0, C2SP tlog-checkpoint v1.0.0.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from khizana.kernel.errors import NotValid
from khizana.kernel.merkle import HASH_SIZE

ED25519 = 0x01
_SIGNATURE = re.compile(r"\u2014 ([^ ]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
# signed-note: a verifier may refuse to read on; a note with more lines is not ours
_MOST_SIGNATURES = 100


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: who, which key, the bytes."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a newline) and its signature lines."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its name, written `name+id+base64` (signed-note, verifier keys)."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Return the four bytes that point from a signature line to its key."""
        text = self.name.encode() + b"\n" + bytes([ED25519]) + self.public
        return hashlib.sha256(text).digest()[:4]

    def __str__(self) -> str:
        """Return the verifier key as it is printed and exchanged."""
        key = base64.b64encode(bytes([ED25519]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    @classmethod
    def parse(cls, vkey: str) -> "Verifier":
        """Read a verifier key; refuses a wrong id, another algorithm, a bad name."""
        name, _, rest = vkey.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = _base64(encoded)
        if len(raw) != 33 or raw[0] != ED25519:
            raise NotValid("notes.bad_key", key=vkey)
        verifier = cls(_name(name), raw[1:])
        if verifier.key_id.hex() != key_id:
            raise NotValid("notes.bad_key", key=vkey)
        return verifier


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The body of a checkpoint: whose tree, how large, with which root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the body as it is signed."""
        root = base64.b64encode(self.root).decode()
        return "\n".join([self.origin, str(self.size), root, *self.extensions]) + "\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a checkpoint body; refuses anything that would not be written back identically."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not _SIZE.fullmatch(lines[1]):
            raise NotValid("notes.bad_checkpoint")
        checkpoint = cls(lines[0], int(lines[1]), _base64(lines[2]), tuple(lines[3:-1]))
        if len(checkpoint.root) != HASH_SIZE or str(checkpoint) != text:
            raise NotValid("notes.bad_checkpoint")
        return checkpoint


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Return `text` as a note signed by `key` under `name`."""
    _check_text(text)
    verifier = Verifier(_name(name), key.public_key().public_bytes_raw())
    blob = base64.b64encode(verifier.key_id + key.sign(text.encode())).decode()
    return f"{text}\n\u2014 {name} {blob}\n"


def parse(note: str) -> Note:
    """Split a note into its text and its signature lines, or refuse it."""
    head, found, tail = note.rpartition("\n\n")
    if not found or not tail.endswith("\n"):
        raise NotValid("notes.bad_note")
    text = head + "\n"
    _check_text(text)
    lines = tail[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise NotValid("notes.bad_note")
    return Note(text, tuple(_signature(line) for line in lines))


def verify(note: str, verifiers: Sequence[Verifier]) -> Note:
    """Return the note with the signatures that the given keys made; refuses if there are none.

    Lines of unknown keys are passed over; one wrong signature of a known key spoils the note.
    """
    parsed = parse(note)
    known = {(v.name, v.key_id): v for v in verifiers}
    valid = []
    for line in parsed.signatures:
        verifier = known.get((line.name, line.key_id))
        if verifier is None:
            continue
        if not verify_ed25519(verifier.public, line.signature, parsed.text.encode()):
            raise NotValid("notes.bad_signature", name=line.name)
        valid.append(line)
    if not valid:
        raise NotValid("notes.no_known_signature")
    return Note(parsed.text, tuple(valid))


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether an Ed25519 signature (RFC 8032) is right; malformed input is simply wrong."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _signature(line: str) -> Signature:
    match = _SIGNATURE.fullmatch(line)
    if match is None:
        raise NotValid("notes.bad_note")
    blob = _base64(match[2])
    if len(blob) < 5:
        raise NotValid("notes.bad_note")
    return Signature(_name(match[1]), blob[:4], blob[4:])


def _name(name: str) -> str:
    """Check a key name: not empty, no space, no plus (signed-note, signatures)."""
    if not name or "+" in name or any(c.isspace() for c in name):
        raise NotValid("notes.bad_name", name=name)
    return name


def _check_text(text: str) -> None:
    """Check a note text: ends in a newline, no other control characters below U+0020."""
    if not text.endswith("\n") or any(c < " " and c != "\n" for c in text):
        raise NotValid("notes.bad_note")


def _base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NotValid("notes.bad_base64") from error
    if base64.b64encode(raw).decode() != text:
        raise NotValid("notes.bad_base64")
    return raw
