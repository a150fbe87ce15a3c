"""How the place of a thing in its workflow is drawn: ring empty, half, full, and its colour."""

_SHAPES = {
    "done": "state-done state-on",
    "going": "state-done state-half",
    "draft": "",
    "half": "state-half",
    "wait": "state-wait",
    "late": "state-late state-on",
    "refused": "state-late",
    "past": "state-on",
}

_STATES = {
    # archive: the accession register and its tables
    "accession.registered": "draft",
    "accession.receiving": "going",
    "accession.received": "half",
    "accession.described": "done",
    "accession.closed": "done",
    "accession.withdrawn": "past",
    "table_import.checked": "wait",
    "table_import.applying": "going",
    "table_import.applied": "done",
    # preservation: a box and its files
    "submission.listing": "draft",
    "submission.receiving": "going",
    "submission.stopped": "wait",
    "submission.received": "done",
    "submission.abandoned": "past",
    "file.uploading": "going",
    "file.waiting": "draft",
    "file.receiving": "going",
    "file.stored": "done",
    "file.duplicate": "past",
    "file.refused": "refused",
    "file.failed": "late",
    # reading
    "reading.waiting": "wait",
    "reading.reading": "going",
    "reading.read": "done",
    "reading.refused": "refused",
    "reading.none": "past",
    "page.read": "half",
    "page.image": "wait",
    "page.person": "done",
    # access
    "person.active": "done",
    "person.inactive": "past",
    "clearance.valid": "done",
    "clearance.future": "wait",
    "clearance.expired": "past",
    "clearance.withdrawn": "refused",
    # the node
    "check.ok": "done",
    "check.off": "wait",
    "check.broken": "late",
}


def shape_of(workflow: str, name: str) -> str:
    """Return the classes of a state; an unknown one is drawn as an empty ring."""
    return _SHAPES[_STATES.get(f"{workflow}.{name}", "draft")]
