"""What a node says of itself on every page: its name, its origin, the fingerprint of its key."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import cache

from khizana.adapters import settings
from khizana.archive.models import Institution
from khizana.kernel.errors import Conflict
from khizana.kernel.text import Text
from khizana.ledger import keys

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
    """Return the beginning of SHA-256 of the node's public ledger key, in groups to read aloud."""
    path = settings.current().keys / keys.FILE
    try:
        return _read_fingerprint(str(path), path.stat().st_mtime_ns)
    except (FileNotFoundError, Conflict):
        return ""  # no key yet, or one that `khizana doctor` complains of


@lru_cache(maxsize=8)
def _read_fingerprint(path: str, changed: int) -> str:
    """Read the key once; path and time of change are in the cache's key."""
    del path, changed
    whole = hashlib.sha256(keys.verifier().public).hexdigest()
    return " ".join(whole[i : i + 4] for i in range(0, 16, 4))
