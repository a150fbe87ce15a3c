"""The banner of a page: the highest level and the common release of all that the page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from khizana.access import labels
from khizana.kernel.markings import Marking, join, release_phrase

_CSS = ("", "-r", "-c")


@dataclass(frozen=True, slots=True)
class Banner:
    """What stands at both ends of a page and of every printed sheet."""

    line: str
    release: str
    css: str


def load_markings(label_ids: Iterable[int | None]) -> dict[int, Marking]:
    """Return the markings of these labels, in one query; none at all costs none."""
    wanted = {label_id for label_id in label_ids if label_id is not None}
    return labels.markings_of(wanted) if wanted else {}


def shade(marking: Marking) -> str:
    """Return the suffix of the colour of a level: plain, ochre, or brick from rank 2 upwards."""
    return _CSS[min(marking.policy.level(marking.level).rank, 2)]


def banner_of(markings: Mapping[int, Marking], lang: str) -> Banner:
    """Join the markings of everything shown (STANAG 4774: the highest member rules)."""
    policy = labels.policy()
    whole = join(markings.values(), policy=policy)
    caveats = [c.name[lang] for key, c in policy.caveats.items() if key in whole.caveats]
    parts = [policy.prefix.get(lang, ""), policy.level(whole.level).name[lang], *caveats]
    end = [release_phrase(whole, lang), *sorted(whole.groups)]
    return Banner(
        line=" · ".join(part for part in parts if part),
        release=" · ".join(part for part in end if part),
        css=f"banner{shade(whole)}" if shade(whole) else "",
    )


def chip_text(marking: Marking, lang: str) -> tuple[str, str]:
    """Return the level (with caveats) and the short release of one thing, for its chip."""
    policy = marking.policy
    caveats = [c.name[lang] for key, c in policy.caveats.items() if key in marking.caveats]
    level = " · ".join([policy.level(marking.level).name[lang], *caveats])
    release = release_phrase(marking, lang, short=True)
    return level, " · ".join(part for part in (release, *sorted(marking.groups)) if part)
