"""Starting a fixity run by hand."""

import uuid

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.kernel.errors import NotFound, NotValid
from khizana.preservation import fixity
from khizana.preservation.models import DigitalObject, FixityRun
from khizana.preservation.queries import find_object


def run_fixity(
    *, actor: Actor, scope: str = "all", progress: fixity.Progress | None = None
) -> FixityRun:
    """Read files again and compare: ``all``, ``due``, ``accession:<id>`` or ``object:<id>``.

    The whole store is checked, whatever the actor may read: the report names only what they may.
    """
    require(actor, "preservation.check")
    kind, _, key = scope.partition(":")
    if kind not in {"all", "due", "accession", "object"} or bool(key) != (kind in _KEYED):
        raise NotValid("preservation.scope_unknown", field="scope", scope=scope)
    if key:
        _check_key(actor, kind, key)
    return fixity.run(actor, scope, progress)


_KEYED = {"accession", "object"}


def _check_key(actor: Actor, kind: str, key: str) -> None:
    try:
        identity = uuid.UUID(key)
    except ValueError as error:
        raise NotValid("preservation.scope_unknown", field="scope", scope=key) from error
    if kind == "object":
        find_object(actor, identity)
    elif not DigitalObject.objects.visible_to(actor).filter(record__accession=identity).exists():
        raise NotFound("preservation.no_object")
