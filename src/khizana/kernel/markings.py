"""The label algebra: how markings combine and when a clearance suffices.

Markings of one policy form a join-semilattice: levels by maximum, caveats and need-to-know
groups by union, releases by intersection. `dominates` is monotone over it, so a page, a
package or a pack may be judged by the join of its members (STANAG 4774: the highest member rules).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from khizana.kernel.errors import NotValid
from khizana.kernel.policy import Caveat, Level, Party, Policy, check_key
from khizana.kernel.words import say

__all__ = [
    "Caveat",
    "Clearance",
    "Decision",
    "Level",
    "Marking",
    "Party",
    "Policy",
    "banner",
    "dominates",
    "join",
    "release_phrase",
]

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marking:
    """What a thing bears: level, caveats, the parties it may be released to, need-to-know groups.

    `releasable_to=None` means that the marking does not limit release; an empty set means
    that no common release is left.
    """

    policy: Policy
    level: str
    caveats: frozenset[str] = _NONE
    releasable_to: frozenset[str] | None = None
    groups: frozenset[str] = _NONE

    def __post_init__(self) -> None:
        """Refuse what the policy does not know: an unreadable marking protects nothing."""
        rank = self.policy.level(self.level).rank
        for key in sorted(self.caveats):
            caveat = self.policy.caveats.get(key)
            if caveat is None:
                raise NotValid("markings.unknown_caveat", caveat=key, policy=self.policy.id)
            if rank < caveat.lowest_rank:
                raise NotValid("markings.level_too_low", caveat=key, level=self.level)
        for key in sorted(self.releasable_to or _NONE):
            if key not in self.policy.parties:
                raise NotValid("markings.unknown_party", party=key, policy=self.policy.id)
        for key in self.groups:
            check_key(key)

    @classmethod
    def lowest(cls, policy: Policy) -> "Marking":
        """Return the neutral element of `join`: lowest level, nothing else."""
        return cls(policy, policy.lowest().key)

    def key(self) -> str:
        """Return the canonical text of the marking; equal markings have equal keys."""
        parts = [f"{self.policy.id}@{self.policy.version}", self.level]
        parts.append("+".join(sorted(self.caveats)))
        parts.append("*" if self.releasable_to is None else "+".join(sorted(self.releasable_to)))
        parts.append("+".join(sorted(self.groups)))
        return "/".join(parts)

    @classmethod
    def from_key(cls, policy: Policy, key: str) -> "Marking":
        """Read what `key()` wrote; refuses keys of another policy."""
        parts = key.split("/")
        if len(parts) != 5 or parts[0] != f"{policy.id}@{policy.version}":
            raise NotValid("markings.other_policy", key=key, policy=policy.id)
        _, level, caveats, parties, groups = parts
        release = None if parties == "*" else _split(parties)
        return cls(policy, level, _split(caveats), release, _split(groups))


@dataclass(frozen=True, slots=True)
class Clearance:
    """What a person may read: a level, the caveats held, the party belonged to, the groups."""

    policy: Policy
    level: str
    caveats: frozenset[str] = _NONE
    party: str | None = None
    groups: frozenset[str] = _NONE


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or no with the rule that gave it; `reason_key` is a key of the words files."""

    allowed: bool
    rule: str
    reason_key: str

    def __bool__(self) -> bool:
        """Let a decision stand where a yes or no is asked."""
        return self.allowed


def _refused(rule: str) -> Decision:
    return Decision(False, f"markings.{rule}", f"refusal.markings.{rule}")


ALLOWED = Decision(True, "markings.dominates", "markings.dominates")


def dominates(clearance: Clearance | None, marking: Marking) -> Decision:
    """Tell whether `clearance` suffices for `marking`, and by which rule; unknown means no."""
    policy = marking.policy
    if clearance is None:
        return _refused("no_clearance")
    if clearance.policy != policy or clearance.level not in policy.levels:
        return _refused("other_policy_held")
    if policy.level(clearance.level).rank < policy.level(marking.level).rank:
        return _refused("level")
    if not policy.restrictive(marking.caveats) <= clearance.caveats:
        return _refused("caveat")
    if marking.releasable_to is not None and clearance.party not in marking.releasable_to:
        return _refused("release")
    if not marking.groups <= clearance.groups:
        return _refused("need_to_know")
    return ALLOWED


def join(markings: Iterable[Marking], *, policy: Policy | None = None) -> Marking:
    """Return the least marking that is at least as strict as each; of none, the lowest."""
    found = list(markings)
    if not found:
        if policy is None:
            raise ValueError("the join of no markings needs a policy")
        return Marking.lowest(policy)
    policy = found[0].policy
    if any(m.policy != policy for m in found):
        raise NotValid("markings.mixed_policies")
    releases = [m.releasable_to for m in found if m.releasable_to is not None]
    return Marking(
        policy,
        max((policy.level(m.level) for m in found), key=lambda level: level.rank).key,
        frozenset().union(*(m.caveats for m in found)),
        frozenset.intersection(*releases) if releases else None,
        frozenset().union(*(m.groups for m in found)),
    )


def banner(marking: Marking, lang: str) -> str:
    """Return the line that stands on top of a page: prefix, level, caveats, release, groups."""
    policy = marking.policy
    parts = [policy.prefix.get(lang, ""), policy.level(marking.level).name[lang]]
    parts += [c.name[lang] for key, c in policy.caveats.items() if key in marking.caveats]
    parts += [release_phrase(marking, lang), *sorted(marking.groups)]
    return " · ".join(part for part in parts if part)


def release_phrase(marking: Marking, lang: str, *, short: bool = False) -> str:
    """Return the common release in words; empty where the marking does not limit it."""
    if marking.releasable_to is None:
        return ""
    parties = [p for key, p in marking.policy.parties.items() if key in marking.releasable_to]
    if not parties:
        return say("markings.no_common_release", lang)
    if len(parties) == 1 and not short:
        return parties[0].alone[lang]
    return " + ".join(p.short[lang] for p in parties)


def _split(text: str) -> frozenset[str]:
    return frozenset(text.split("+")) if text else _NONE
