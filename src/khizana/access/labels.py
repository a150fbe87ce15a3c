"""Labels: interned markings, the policy of the node, and the banner of what is shown together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from khizana.access.models import Label
from khizana.adapters import settings
from khizana.kernel.errors import NotValid
from khizana.kernel.markings import Marking, Policy, banner, join, release_phrase

LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands over a page: the highest level and the common release of all that it shows."""

    text: str
    level: str
    rank: int
    release: str
    marking: Marking

    def __str__(self) -> str:
        """Return the whole line."""
        return self.text


def policy() -> Policy:
    """Return the node's policy: `policy.toml` of the data folder, else the neutral one."""
    path = settings.current().data / "policy.toml"
    if not path.is_file():
        return Policy.neutral()
    return _read_policy(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read_policy(path: Path, changed: int) -> Policy:
    """Read a policy file; `changed` is in the key so that a new version is seen."""
    del changed
    return Policy.load(path)


def read_key(policy: Policy, key: str) -> Marking | None:
    """Return the marking of a label, or None where the policy cannot read it: nobody sees it."""
    try:
        return Marking.from_key(policy, key)
    except NotValid:
        return None


def intern(marking: Marking) -> Label:
    """Return the one row for this marking, made at its first use."""
    key = marking.key()
    if len(key) > LONGEST_KEY:
        raise NotValid("access.marking_too_long")
    release = None if marking.releasable_to is None else sorted(marking.releasable_to)
    label, _ = Label.objects.get_or_create(
        key=key,
        defaults={
            "policy": marking.policy.id,
            "level": marking.level,
            "rank": marking.policy.level(marking.level).rank,
            "caveats": sorted(marking.caveats),
            "releasable_to": release,
            "groups": sorted(marking.groups),
        },
    )
    return label


def intern_lowest() -> Label:
    """Return the label of the lowest level of the node's policy."""
    return intern(Marking.lowest(policy()))


def marking_of(label: Label) -> Marking:
    """Return the marking of a label; refuses labels of a policy that the node left."""
    return Marking.from_key(policy(), label.key)


def markings_of(label_ids: Iterable[int]) -> dict[int, Marking]:
    """Return the markings of labels by id, in one query."""
    current = policy()
    rows = Label.objects.filter(pk__in=set(label_ids)).values_list("pk", "key")
    return {pk: Marking.from_key(current, key) for pk, key in rows}


def join_of(label_ids: Iterable[int]) -> Marking:
    """Return the join of labels: what a thing made of all of them must at least bear."""
    return join(markings_of(label_ids).values(), policy=policy())


def banner_of(label_ids: Iterable[int], lang: str) -> Banner:
    """Return the banner of a page, print or export that shows things of these labels."""
    return banner_for(join_of(label_ids), lang)


def banner_for(marking: Marking, lang: str) -> Banner:
    """Return the banner of one marking."""
    level = marking.policy.level(marking.level)
    return Banner(
        text=banner(marking, lang),
        level=level.key,
        rank=level.rank,
        release=release_phrase(marking, lang),
        marking=marking,
    )
