"""Lines for what changes nothing but must be known: closed things read, and refusals."""

from khizana.access.actors import Actor
from khizana.access.models import Marked, Person
from khizana.access.queries import actor_for, system_actor
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


def note_sign_in(*, person: Person) -> Entry:
    """Note that a person came in."""
    return ledger.append(actor=actor_for(person), action="access.sign_in", ref=person.ref)


def note_failed_sign_in(*, username: str) -> Entry:
    """Note a failed attempt; for a name that is nobody's only that it was tried.

    What was typed into the field of the name may be a password (ASVS 5.0.0, 16.2.5).
    """
    person = Person.objects.filter(username__iexact=username).first()
    ref = person.ref if person else ""
    return ledger.append(actor=system_actor(), action="access.sign_in_failed", ref=ref)
