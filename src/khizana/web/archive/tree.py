"""The tree: the fonds, and their parts opened one by one (htmx) or as pages."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from khizana.access.actors import Actor
from khizana.archive import queries
from khizana.archive.models import Record
from khizana.archive.queries.listing import Children, Row, children_of
from khizana.web.actor import current_actor
from khizana.web.archive.tabs import tabs
from khizana.web.shell import render_page, render_part


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in the tree, closed or with its branch."""

    record: Record
    has_children: bool
    branch: "Branch | None" = None


@dataclass(frozen=True, slots=True)
class Branch:
    """One page of the units under a unit, or of the fonds."""

    rows: list[Node]
    next_url: str

    @property
    def label_ids(self) -> list[int]:
        """Return the labels of everything in it, for the banner."""
        return [node.record.label_id for node in self.rows]


def branch_of(found: Children, url: str) -> Branch:
    """Return a page of a list as a branch whose continuation is at ``url``."""
    rows = [Node(row.record, row.children > 0) for row in found.rows]
    more = f"{url}?{urlencode({'after': found.after})}" if found.after else ""
    return Branch(rows, more)


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Show the fonds."""
    actor = current_actor(request)
    found = queries.fonds(actor, after=request.GET.get("after", ""))
    branch = branch_of(found, reverse("archive"))
    if request.htmx and "after" in request.GET:  # type: ignore[attr-defined]
        return _part(
            request, actor, "archive/branch_rows.html", {"branch": branch}, branch.label_ids
        )
    values = {
        "branch": branch,
        "tabs": tabs(actor, "archive"),
        "may_create": actor.may("archive.describe"),
        "may_receive": actor.may("preservation.receive"),
        "shown": sorted(set(branch.label_ids)),
    }
    return render_page(
        request, "archive/index.html", values, labels=branch.label_ids, room="archive"
    )


@require_safe
def record_children(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what stands under a unit: as a page, or as the opened or closed line of the tree."""
    actor = current_actor(request)
    record = queries.find_record(actor, pk)
    found = children_of(actor, record, after=request.GET.get("after", ""))
    branch = branch_of(found, reverse("record_children", args=[pk]))
    if request.htmx:  # type: ignore[attr-defined]
        return _opened(request, actor, Row(record, found.total), branch)
    above = queries.breadcrumb(actor, record)
    labels = [record.label_id, *(step.label_id for step in above), *branch.label_ids]
    values = {
        "record": record, "crumb_record": record, "ancestors": above, "branch": branch,
        "shown": sorted(set(labels)),
    }  # fmt: skip
    return render_page(request, "archive/children.html", values, labels=labels, room="archive")


def _opened(request: HttpRequest, actor: Actor, row: Row, branch: Branch) -> HttpResponse:
    if "after" in request.GET:
        return _part(
            request, actor, "archive/branch_rows.html", {"branch": branch}, branch.label_ids
        )
    node = Node(row.record, row.children > 0, branch if "open" in request.GET else None)
    labels = [row.record.label_id, *(branch.label_ids if node.branch else ())]
    return _part(request, actor, "archive/node_part.html", {"node": node}, labels)


def _part(
    request: HttpRequest, actor: Actor, template: str, values: dict[str, object], labels: list[int]
) -> HttpResponse:
    """Answer a piece of the tree with the banner over it and all that the page shows already."""
    said = [
        int(one)
        for one in request.GET.get("shown", "").split(",")
        if one.isdecimal() and len(one) < 10
    ][:500]
    whole = sorted({*labels, *(one for one in said if one in actor.label_ids)})
    return render_part(request, template, {**values, "shown": whole, "is_part": True}, labels=whole)
