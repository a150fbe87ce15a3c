"""The table of roles and permissions. Pages, API, documentation and checks all print this one.

A permission says what a person may do, a clearance what they may see: neither gives the other.
There is no role that holds everything (ANSSI hygiene guide: separation of administration).
"""

_READ = frozenset({"archive.read", "reading.read", "search.search", "terms.read"})
_STAFF = _READ | {"access.read_people", "archive.export", "preservation.download"}

ROLES: dict[str, frozenset[str]] = {
    "archivist": _STAFF
    | {
        "access.mark",
        "access.read_closed",
        "archive.accession",
        "archive.arrange",
        "archive.close",
        "archive.describe",
        "archive.import",
        "archive.manage",
        "archive.withdraw",
        "preservation.check",
        "preservation.receive",
        "reading.confirm",
        "reading.correct",
        "search.rebuild",
        "terms.edit",
    },
    "historian": _STAFF
    | {"access.mark", "access.read_closed", "preservation.receive", "reading.confirm"}
    | {"reading.correct", "terms.edit"},
    "lessons_officer": _STAFF | {"preservation.receive", "reading.confirm", "reading.correct"},
    "planner": _STAFF | {"preservation.receive"},
    "commission_secretary": _STAFF
    | {"access.mark", "archive.accession", "preservation.receive", "reading.confirm"}
    | {"reading.correct"},
    "training_officer": _STAFF | {"preservation.receive"},
    "terminologist": _STAFF | {"reading.confirm", "reading.correct", "terms.edit"},
    "release_officer": _STAFF | {"access.mark", "access.explain"},
    "security_officer": _READ
    | {
        "access.appoint_sensitive",
        "access.declassify",
        "access.explain",
        "access.grant_clearance",
        "access.manage_groups",
        "access.mark",
        "access.read_people",
        "access.reset_second_factor",
        "ledger.prove",
        "ledger.read",
        "ledger.verify",
    },
    "researcher": _READ,
    "administrator": frozenset(
        {
            "access.administer",
            "access.read_people",
            "ledger.verify",
            "preservation.check",
            "search.rebuild",
        }
    ),
    "auditor": frozenset({"access.read_people", "ledger.prove", "ledger.read", "ledger.verify"}),
}

PERMISSIONS: frozenset[str] = frozenset().union(*ROLES.values())

SENSITIVE: frozenset[str] = frozenset({"security_officer", "auditor", "release_officer"})
"""Roles that an administrator alone may not hand out: a security officer appoints to them."""

APART: tuple[tuple[str, str], ...] = (
    ("administrator", "security_officer"),
    ("administrator", "auditor"),
    ("security_officer", "auditor"),
)
"""Pairs of duties that one person may not hold at once (separation of duties)."""

SECOND_FACTOR: frozenset[str] = frozenset({"administrator", "security_officer"})
"""Roles that need a second factor where the node requires one (ASVS 5.0.0, 6.3.3)."""
