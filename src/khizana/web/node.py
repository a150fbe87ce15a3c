"""What a node says of itself on every page: its name, its origin, the fingerprint of its key."""

from dataclasses import dataclass

from django.core.cache import cache

from khizana.adapters import settings
from khizana.archive.models import Institution
from khizana.kernel.text import Text

_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Node:
    """Nothing here depends on what the archive holds: two readers always see the same."""

    origin: str
    name: Text
    fingerprint: str


def this_node() -> Node:
    """Return the node's card; the name of its institution is asked for once a minute."""
    origin = settings.current().node
    name = cache.get("web.node.name")
    if name is None:
        held = Institution.objects.order_by("created_at").only("name").first()
        name = held.name if held else Text()
        cache.set("web.node.name", name, _SECONDS)
    return Node(origin=origin, name=name, fingerprint=_fingerprint())


def _fingerprint() -> str:
    return ""
