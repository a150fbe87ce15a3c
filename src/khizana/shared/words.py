"""Interface words in the language of the page, for forms and models."""

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from khizana.kernel.words import say


def word(key: str, **values: Any) -> str:
    """Return the words of ``key`` in the active language."""
    return say(key, (get_language() or "ar")[:2], **values)


W = lazy(word, str)
