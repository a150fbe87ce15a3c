"""Reading authorities: one, a list page by page, a search by any form of the name."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from khizana.access.actors import Actor
from khizana.access.policies import require
from khizana.kernel.errors import NotFound, NotValid
from khizana.kernel.folding import fold
from khizana.kernel.text import LANGUAGES, Text
from khizana.terms.models import Authority

PAGE_SIZE = 50
LONGEST = 500
"""Characters of a question that are read: SQLite refuses patterns of more than 50,000 bytes."""


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """One page of a list: the rows, how many there are in all, and where one is."""

    rows: list[Authority]
    total: int
    number: int
    pages: int


def visible_authorities(actor: Actor, kind: str = "") -> QuerySet[Authority]:
    """Authorities that the actor may see and that were not merged into another."""
    require(actor, "terms.read")
    rows = Authority.objects.visible_to(actor).filter(merged_into__isnull=True)
    if not kind:
        return rows
    if kind not in Authority.Kind.values:
        raise NotValid("terms.kind_unknown", field="kind", kind=kind)
    return rows.filter(kind=kind)


def authorities(actor: Actor, *, text: str = "", kind: str = "", page: int = 1) -> AuthorityPage:
    """A page of the list, sorted in the actor's language; ``text`` narrows by any form."""
    rows = _matching(visible_authorities(actor, kind), text)
    total = rows.count()
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    start = (number - 1) * PAGE_SIZE
    sort = f"sort_{actor.language if actor.language in LANGUAGES else 'ar'}"
    return AuthorityPage(
        list(rows.order_by(sort, "pk")[start : start + PAGE_SIZE]), total, number, pages
    )


def search_authorities(
    actor: Actor, text: str, *, kind: str = "", limit: int = 20
) -> list[Authority]:
    """The best matches for a name as somebody types it: beginnings first, then the rest."""
    folded = fold(text[:LONGEST])
    if not folded:
        return []
    rows = _matching(visible_authorities(actor, kind), text).order_by("sort_ar", "pk")
    found = list(rows[: limit * 5])
    found.sort(key=lambda one: not any(form.startswith(folded) for form in one.folded.split("\n")))
    return found[:limit]


def find_authority(actor: Actor, authority_id: uuid.UUID | str) -> Authority:
    """One authority; one that was merged leads to the one that took it in, if that is visible."""
    require(actor, "terms.read")
    rows = Authority.objects.visible_to(actor).select_related("label")
    found = rows.filter(pk=_identity(authority_id)).first()
    while found is not None and found.merged_into_id:
        found = rows.filter(pk=found.merged_into_id).first()
    if found is None:
        raise NotFound("terms.no_authority")
    return found


def authority_named(actor: Actor, name: str, kind: str = "") -> Authority | None:
    """The one visible authority of which this is a form of the name; None where none or many."""
    wanted = fold(name[:LONGEST])
    rows = visible_authorities(actor, kind).filter(folded__contains=wanted) if wanted else ()
    exact = [one for one in rows if wanted in one.folded.split("\n")]
    return exact[0] if len(exact) == 1 else None


def lookalikes(actor: Actor, name: Text, kind: str) -> list[Authority]:
    """Authorities of a kind that bear one of these names: shown before a new one is made."""
    wanted = {fold(value) for value in name.values.values()} - {""}
    found: dict[uuid.UUID, Authority] = {}
    for form in sorted(wanted):
        for one in visible_authorities(actor, kind).filter(folded__contains=form)[:50]:
            if wanted & set(one.folded.split("\n")):
                found[one.pk] = one
    return list(found.values())


def _matching(rows: QuerySet[Authority], text: str) -> QuerySet[Authority]:
    for word in fold(text[:LONGEST]).split()[:12]:
        rows = rows.filter(folded__contains=word)
    return rows


def _identity(value: uuid.UUID | str) -> uuid.UUID:
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
    except ValueError as error:
        raise NotFound("terms.no_authority") from error
