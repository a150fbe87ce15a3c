"""Canonical JSON (RFC 8785, JCS): one value, one sequence of bytes, one digest."""

import hashlib
from typing import Any

import rfc8785

from khizana.kernel.errors import NotValid


def dumps(obj: Any) -> bytes:
    """Return the RFC 8785 bytes of a JSON value; refuses what JSON cannot carry exactly."""
    try:
        return rfc8785.dumps(obj)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotValid("canonical.not_json", reason=str(error)) from error


def digest(obj: Any) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(dumps(obj)).hexdigest()
