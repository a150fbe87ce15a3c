"""Lines for what changes nothing but must be known: closed things read, and refusals."""

from khizana.access.actors import Actor
from khizana.access.models import Marked
from khizana.kernel.refs import Ref
from khizana.ledger import actions as ledger
from khizana.ledger.models import Entry


def note_closed_read(*, actor: Actor, marked: Marked, ref: Ref) -> Entry | None:
    """Note that something closed in time was read; does nothing for what is open.

    Call it wherever a closed thing is shown, sent or printed (ASVS 5.0.0, 16.2 and 16.3).
    """
    if marked.open_from <= actor.today:
        return None
    return ledger.append(
        actor=actor,
        action="access.read_closed",
        ref=ref,
        label_id=marked.label_id,
        open_from=marked.open_from,
    )


def note_refusal(*, actor: Actor, code: str, asked: str) -> Entry:
    """Note a refusal with what was asked for.

    What is hidden and what does not exist are noted alike, so that the time taken tells nothing.
    """
    return ledger.append(
        actor=actor, action="access.refused", ref="", detail={"code": code, "asked": asked[:500]}
    )
