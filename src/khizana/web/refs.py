"""From a Ref to the page of the thing; kinds without a page of their own lead nowhere."""

from django.urls import NoReverseMatch, reverse

from khizana.kernel.errors import Refusal
from khizana.kernel.refs import Ref

_PAGES = {
    "record": "record",
    "accession": "accession",
    "object": "object",
    "submission": "submission",
    "passage": "passage",
    "authority": "authority",
    "person": "person",
    "group": "group",
}


def address(ref: str) -> str:
    """Return the address of the page of what ``ref`` names, empty where there is none."""
    try:
        read = Ref.parse(ref)
    except Refusal:
        return ""
    if read.kind not in _PAGES:
        return ""
    try:
        return reverse(_PAGES[read.kind], args=[read.id])
    except NoReverseMatch:
        return ""
