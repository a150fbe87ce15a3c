"""Reference codes: whether one is taken, and which comes next (ISAD(G) 3.1.1)."""

from django.db.models import Q

from khizana.access.actors import Actor
from khizana.access.models import Person
from khizana.access.queries import actor_for
from khizana.archive import tree
from khizana.archive.models import Accession, Institution, Record


def sight_behind(actor: Actor) -> Actor:
    """The person in whose name the machine works, else the actor as they are.

    The machine sees all; a number that it left out because a hidden unit bears it would tell the
    person behind it of that unit (see ``Record``).
    """
    if not actor.sees_all or actor.person_id is None:
        return actor
    person = Person.objects.filter(pk=actor.person_id).first()
    return actor_for(person) if person else actor


def code_taken(actor: Actor, record: Record) -> bool:
    """Whether another record that the actor sees, or one of the same marking, has this code."""
    same = Record.objects.filter(
        institution_id=record.institution_id, reference_code=record.reference_code
    ).exclude(pk=record.pk)
    rows = same.visible_to(actor).values_list("pk", flat=True)
    twins = same.filter(label_id=record.label_id, open_from=record.open_from)
    return rows.exists() or twins.exists()


def propose_code(
    actor: Actor,
    institution: Institution,
    parent: Record | None,
    accession: Accession | None = None,
) -> str:
    """The next code: that of the parent (or accession, or institution) and a running number."""
    actor = sight_behind(actor)
    if parent is not None:
        prefix, siblings = f"{parent.reference_code}/", Q(parent=parent)
    elif accession is not None:
        prefix, siblings = f"{accession.number}/", Q(accession=accession, parent=None)
    else:
        prefix, siblings = f"{institution.code}-", Q(institution=institution, parent=None)
    rows = Record.objects.visible_to(actor).filter(siblings, reference_code__startswith=prefix)
    ending = rows.order_by("-sort_key", "-pk").values_list("reference_code", flat=True)[:50]
    numbered = [code for code in ending if code[len(prefix) :].isdecimal()]
    last = max(numbered, key=lambda code: int(code[len(prefix) :]), default=None)
    candidate = tree.next_code(prefix, last)
    # it may be in use elsewhere in the tree: codes do not follow a unit that is moved
    while _seen(actor, institution, candidate):
        candidate = tree.next_code(prefix, candidate)
    return candidate


def _seen(actor: Actor, institution: Institution, code: str) -> bool:
    rows = Record.objects.visible_to(actor).filter(institution=institution, reference_code=code)
    return bool(rows.exists())
