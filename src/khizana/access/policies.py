"""Who may do what, and who may see what: the same answer for a page, a filter and a yes or no."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q

from khizana.access import labels
from khizana.access.actors import Actor
from khizana.access.models import Appointment, Clearance, Label, Marked, Membership, Person
from khizana.access.roles import PERMISSIONS, ROLES, SENSITIVE
from khizana.kernel.errors import NotAllowed
from khizana.kernel.markings import ALLOWED, Decision, Marking, dominates
from khizana.kernel.markings import Clearance as Held
from khizana.kernel.text import Text
from khizana.kernel.words import say

__all__ = [
    "PERMISSIONS",
    "ROLES",
    "Reasoned",
    "clearances_of",
    "decide",
    "is_guarded",
    "require",
    "require_password_reset",
]

_ACTION_PERMISSION = {"read": "archive.read"}


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A decision with its rule and the reason in three languages."""

    allowed: bool
    rule: str
    reason: Text

    def __bool__(self) -> bool:
        """Let a decision stand where a yes or no is asked."""
        return self.allowed


def require(actor: Actor, permission: str) -> None:
    """Refuse unless one of the actor's roles carries `permission`."""
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission: {permission}")
    if not actor.may(permission):
        raise NotAllowed("access.permission_missing", permission=permission)


def require_password_reset(actor: Actor, person: Person) -> None:
    """Refuse unless the actor may give this person a new password.

    Who resets a password can sign in with it. So an administrator does it for those who hold
    nothing that an administrator could not have given; for the others a security officer does it.
    """
    if not actor.may("access.reset_second_factor"):
        require(actor, "access.administer")
        if is_guarded(person, actor.today):
            raise NotAllowed("access.person_guarded")
    elif not actor.may("access.administer") and not is_guarded(person, actor.today):
        require(actor, "access.administer")


def is_guarded(person: Person, today: dt.date) -> bool:
    """Tell whether a person holds, now or from a later day, what only a security officer gives.

    That is a sensitive role, a need-to-know group, or a clearance for more than everybody has.
    """
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    if Appointment.objects.filter(lasting, person=person, role__in=SENSITIVE).exists():
        return True
    if Membership.objects.filter(lasting, person=person).exists():
        return True
    policy = labels.policy()
    rows = Clearance.objects.filter(lasting, person=person, withdrawn_at__isnull=True)
    plain: tuple[object, ...] = (policy.id, policy.lowest().key, [], "")
    return any((row.policy, row.level, row.caveats, row.party) != plain for row in rows)


def clearances_of(person_id: uuid.UUID | None, today: dt.date) -> list[Held]:
    """Return what a person holds on a day; who was cleared for nothing holds the lowest level.

    Each clearance stands alone: the level of one is never combined with the caveats of another.
    """
    policy = labels.policy()
    if person_id is None:
        return []
    groups = frozenset(
        Membership.objects.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=today),
            person_id=person_id,
            valid_from__lte=today,
        ).values_list("group__code", flat=True)
    )
    rows = Clearance.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        person_id=person_id,
        valid_from__lte=today,
        withdrawn_at__isnull=True,
        policy=policy.id,
    )
    held = [
        Held(policy, row.level, frozenset(row.caveats), row.party or None, groups) for row in rows
    ]
    return held or [Held(policy, policy.lowest().key, groups=groups)]


def judge(held: list[Held], marking: Marking | None) -> Decision:
    """Return the first yes of the clearances held, else the refusal that came closest."""
    if marking is None:
        return Decision(False, "markings.other_policy_held", "refusal.markings.other_policy_held")
    refusals = [] if held else [dominates(None, marking)]
    for clearance in held:
        decision = dominates(clearance, marking)
        if decision.allowed:
            return ALLOWED
        refusals.append(decision)
    order = ("need_to_know", "release", "caveat", "level")
    return min(refusals, key=lambda d: _place(order, d.rule.removeprefix("markings.")))


def _place(order: tuple[str, ...], rule: str) -> int:
    return order.index(rule) if rule in order else len(order)


def decide(actor: Actor, action: str, marked: Marked) -> Reasoned:
    """Tell whether `actor` may do `action` (a permission, or "read") to `marked`, and why.

    The answer never goes to the person refused: for them the thing does not exist. It serves the
    security and release officers, who explain markings, and the ledger.
    """
    permission = _ACTION_PERMISSION.get(action, action)
    if not actor.may(permission):
        return _reasoned(False, "access.permission_missing", permission=permission)
    if actor.sees_all:
        return _reasoned(True, "access.machine")
    if marked.label_id not in actor.label_ids:
        label = Label.objects.get(pk=marked.label_id)
        held = clearances_of(actor.person_id, actor.today)
        decision = judge(held, labels.read_key(labels.policy(), label.key))
        if decision.allowed:
            # the label was made, or the clearance given, after this request began
            return _reasoned(False, "access.not_yet")
        return _reasoned(False, decision.rule)
    if marked.open_from > actor.today and not actor.reads_closed:
        return _reasoned(False, "access.closed", day=marked.open_from.isoformat())
    return _reasoned(True, "markings.dominates")


_ALLOWED_WORDS = {
    "markings.dominates": "markings.dominates",
    "access.machine": "access.machine",
}


def _reasoned(allowed: bool, rule: str, **values: str) -> Reasoned:
    key = _ALLOWED_WORDS[rule] if allowed else "refusal." + rule
    reasons = {lang: say(key, lang, **values) for lang in ("ar", "fr", "en")}
    return Reasoned(allowed, rule, Text(reasons, None))
