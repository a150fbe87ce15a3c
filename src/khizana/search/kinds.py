"""The coarse kinds that people narrow a search by: of formats and of how a text was read."""

_BY_MIME = (
    ("application/pdf", "pdf"),
    ("image/", "image"),
    ("message/", "mail"),
    ("application/vnd.ms-outlook", "mail"),
    ("application/mbox", "mail"),
    ("text/html", "web"),
    ("application/xhtml", "web"),
    ("text/csv", "table"),
    ("application/vnd.ms-excel", "table"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "table"),
    ("application/vnd.oasis.opendocument.spreadsheet", "table"),
    ("application/vnd.ms-powerpoint", "slides"),
    ("application/vnd.openxmlformats-officedocument.presentationml", "slides"),
    ("application/vnd.oasis.opendocument.presentation", "slides"),
    ("application/msword", "document"),
    ("application/rtf", "document"),
    ("text/rtf", "document"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", "document"),
    ("application/vnd.oasis.opendocument.text", "document"),
    ("text/", "text"),
    ("audio/", "sound"),
    ("video/", "film"),
)

FORMATS = (*dict.fromkeys(family for _, family in _BY_MIME), "other")
QUALITIES = ("born", "machine", "checked")
_MACHINE = frozenset({"ocr"})
_CHECKED = frozenset({"corrected", "correction", "person", "manual"})


def format_of(mime: str) -> str:
    """The family of a media type; what none knows is ``other``."""
    return next((family for start, family in _BY_MIME if mime.startswith(start)), "other")


def quality_of(layer_kind: str) -> str:
    """How far a text may be trusted: from the file itself, read by machine, checked by a person."""
    if layer_kind in _MACHINE:
        return "machine"
    return "checked" if layer_kind in _CHECKED else "born"


WORDS = {
    "quality": {
        "born": "search.quality.born",
        "machine": "search.quality.machine",
        "checked": "search.quality.checked",
    },
    "kind": {"passage": "search.kind.passage", "record": "search.kind.record"},
    "sort": {
        "relevance": "search.sort.relevance",
        "oldest": "search.sort.oldest",
        "newest": "search.sort.newest",
        "code": "search.sort.code",
        "title": "search.sort.title",
    },
    "widened": {"near": "search.widened.near", "any": "search.widened.any"},
}
"""The words of values that are shown; pages put the same keys together from the values."""
