"""What the search has to say about a question; sentences for people, never errors."""

from dataclasses import dataclass, field
from typing import Any

from khizana.kernel.words import say


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark: ``key`` of the words, and what fills its placeholders."""

    key: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)

    def sentence(self, lang: str) -> str:
        """The remark in the person's language."""
        return say(self.key, lang, **self.values)


UNCLOSED_QUOTE = Notice("search.notice.unclosed_quote")
UNCLOSED_BRACKET = Notice("search.notice.unclosed_bracket")
STRAY_BRACKET = Notice("search.notice.stray_bracket")
TOO_LONG = Notice("search.notice.too_long")
INDEX_MISSING = Notice("search.notice.index_missing")


def operator_as_word(word: str) -> Notice:
    """An operator stood where it joins nothing."""
    return Notice("search.notice.operator_as_word", {"word": word})


def date_not_understood(date: str) -> Notice:
    """The value of ``date:`` is no date."""
    return Notice("search.notice.date_not_understood", {"date": date})


def value_unknown(value: str) -> Notice:
    """The value of a field with fixed values is none of them."""
    return Notice("search.notice.value_unknown", {"value": value})


def field_empty(name: str) -> Notice:
    """A field without a value."""
    return Notice("search.notice.field_empty", {"field": name})


def prefix_too_short(word: str) -> Notice:
    """A star after fewer than three letters."""
    return Notice("search.notice.prefix_too_short", {"word": word})
