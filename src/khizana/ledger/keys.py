"""The node's ledger key: Ed25519, in the data folder, readable by its owner only."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from khizana.adapters import settings
from khizana.kernel.errors import Conflict
from khizana.kernel.notes import Verifier

FILE = "ledger-ed25519.pem"


def origin() -> str:
    """Return the name under which this node signs its ledger (C2SP tlog-checkpoint: origin)."""
    return f"{settings.current().node}/ledger"


def private_key() -> Ed25519PrivateKey:
    """Return the node's ledger key, made at its first use."""
    path = settings.current().keys / FILE
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise Conflict("ledger.key_exposed", file=str(path))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise Conflict("ledger.key_of_other_kind", file=str(path))
    return key


def verifier() -> Verifier:
    """Return the public half with its name: what a partner needs to check our checkpoints."""
    return Verifier(origin(), private_key().public_key().public_bytes_raw())


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    # written aside and linked: two processes at first use agree on one key, never on half a file
    aside = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(pem)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass  # the other process was first: its key holds
    finally:
        aside.unlink()
