"""What is doubtful about the format of a preserved file, in a sentence."""

from khizana.kernel.words import say
from khizana.preservation.models import DigitalObject

_MISMATCH = "extension mismatch"
_NO_MATCH = "no match; possibilities based on extension"
"""Siegfried's own words (pygfried ``warning``): the name says one format, the bytes another."""


def format_doubt(held: DigitalObject, lang: str) -> str:
    """Say that the name promises another format than the bytes show; "" where it does not."""
    if not held.size:
        return ""
    if _MISMATCH in held.format_warning:
        return say("event.preservation.note_other_format", lang, format=held.format_name)
    if held.format_warning.startswith(_NO_MATCH):
        return say("event.preservation.note_unconfirmed", lang)
    return ""
