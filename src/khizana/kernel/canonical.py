"""Canonical JSON (RFC 8785, JCS): one value, one sequence of bytes, one digest."""

import hashlib
import json
import re
from typing import Any

import rfc8785

from khizana.kernel.errors import NotValid

_LARGEST = 2**53 - 1
# from here on the order by UTF-16 units (section 3.2.3) is not that of code points
_UNUSUAL = re.compile("[\ud800-\U0010ffff]")
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)


def dumps(obj: Any) -> bytes:
    """Return the RFC 8785 bytes of a JSON value; refuses what JSON cannot carry exactly."""
    if _is_plain(obj):
        # Python's encoder, in C, writes the same for texts, whole numbers and common characters
        text = _ENCODER.encode(obj)
        if not _UNUSUAL.search(text):
            return text.encode()
    try:
        return rfc8785.dumps(obj)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise NotValid("canonical.not_json", reason=str(error)) from error


def digest(obj: Any) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(dumps(obj)).hexdigest()


def _is_plain(value: Any) -> bool:
    """Tell whether a value holds nothing on whose form the two encoders could differ."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return bool(-_LARGEST <= value <= _LARGEST)
    if kind is dict:
        return all(type(name) is str for name in value) and all(map(_is_plain, value.values()))
    return kind is list and all(map(_is_plain, value))
