"""The words of a search, marked in the text that the desk shows."""

from khizana.search.queries import find_marks
from khizana.web.marked import Span

LONGEST = 500


def marks_for(query: str, text: str) -> tuple[Span, ...]:
    """Return where the words of ``query`` stand in ``text``."""
    query = query.strip()[:LONGEST]
    return find_marks(text=text, query=query) if query and text else ()
