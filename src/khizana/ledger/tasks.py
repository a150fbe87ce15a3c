"""Work that the ledger does by itself."""

import datetime as dt

from khizana.adapters import clock
from khizana.ledger import actions
from khizana.ledger.models import Checkpoint, Tree

DAILY = dt.timedelta(hours=24)


def sign_daily() -> int:
    """Sign the tree when the last checkpoint is a day old and lines were added; how many were."""
    last = Checkpoint.objects.order_by("-size").first()
    size = Tree.objects.values_list("size", flat=True).first() or 0
    signed = last.size if last else 0
    if size == signed or (last and last.at > clock.now() - DAILY):
        return 0
    actions.make_checkpoint()
    return size - signed


def nothing(ids: object) -> None:
    """Stand where a step only looks for what is due."""
