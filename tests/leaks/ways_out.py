"""The register of ways out: everything by which the system says something to a person.

Whoever adds a way by which words, counts, orders or times leave the house adds it here. Pages and
API addresses are found by themselves (`addresses`); what needs more than that stands below.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from leaks.world import HIDDEN_WORDS, World

from khizana.access import queries as access
from khizana.access.actors import Actor
from khizana.archive import queries as archive
from khizana.kernel.refs import Ref
from khizana.ledger import queries as ledger
from khizana.preservation import queries as preservation
from khizana.reading import queries as reading
from khizana.terms import queries as terms

Way = Callable[[Actor, World], Any]
QUERIES: dict[str, Way] = {}
"""Functions of rooms: `(actor, world) -> anything`; refusals are part of the answer."""

NOT_WATCHED: dict[str, str] = {
    "account_signup": "does not exist here; tests/access/test_sign_in.py",
    "account_email": "does not exist here",
    "account_email_verification_sent": "does not exist here",
    "account_reset_password": "does not exist here",
    "account_reset_password_done": "does not exist here",
    "account_set_password": "does not exist here",
    "mfa_download_recovery_codes": "the person's own secrets",
    "mfa_view_recovery_codes": "the person's own secrets",
    "mfa_generate_recovery_codes": "the person's own secrets",
    "mfa_activate_totp": "the person's own secrets: new at each request",
    "mfa_deactivate_totp": "the person's own second factor",
    "mfa_add_webauthn": "the person's own keys: a new challenge at each request",
    "mfa_remove_webauthn": "the person's own keys",
    "mfa_edit_webauthn": "the person's own keys",
    "mfa_reauthenticate_webauthn": "a new challenge at each request",
    "mfa_authenticate": "before the door",
    "checkpoints": "tells who may prove a line the size of the tree (docs/security.md)",
    "gallery": "for developers only, in debug",
}
"""Addresses that say nothing of holdings, each with the reason."""

ADDRESSES: dict[str, Callable[[World], list[dict[str, Any]]]] = {
    "archive_import": lambda world: [{"pk": UUID(int=7)}],  # tables that a person handed in
    "fixity_run": lambda world: [{"pk": pk} for pk in world.ids("run")],
    "account_step": lambda world: [
        {"pk": p, "step": "disable"} for p in world.people.get("other", [])
    ],
    "appointment_end": lambda world: [],
    "clearance_withdraw": lambda world: [],
    "membership_end": lambda world: [],
    "token_revoke": lambda world: [],
    "office_close": lambda world: [],
    "group": lambda world: [],
}
"""Parameters of addresses that their names do not give away: name -> list of parameters."""

_WORDS = ["رباط", "garnison", "garrison", "Zilzalographie", "زلزال", "zilzalografie", "سجل رباط"]
ASKED: dict[str, list[dict[str, str]]] = {
    "search": [{"q": word} for word in _WORDS] + [{}, {"q": "garnison", "kind": "record"}],
    "search_suggest": [{"q": word[:4]} for word in _WORDS] + [{"q": "زل"}],
    "archive": [{}, {"after": "zzz"}],
    "accessions": [{}, {"q": "garnison"}, {"q": "Zilzal"}, {"year": "2026"}, {"page": "2"}],
    "authorities": [{}, {"q": "Zilzal"}, {"q": "garnison"}],
    "people": [{}, {"q": "o"}],
    "page": [{}, {"q": "garnison"}, {"find": "Zilzal"}],
    "list_records": [{}, {"q": "garnison"}, {"limit": "1"}],
    "list_accessions": [{}, {"q": "Zilzal"}],
    "get_record_by_code": [{"code": "DHM"}, {"code": "DHM-1"}, {"code": "DHM/1"}],
    "record_move": [{}, {"q": "Zilzal"}, {"q": "garnison"}],
}
"""What is asked of an address beside its parameters: name -> list of query strings."""


def way_out(name: str) -> Callable[[Way], Way]:
    """Register a function whose answer must not depend on what its actor may not see."""

    def register(way: Way) -> Way:
        assert name not in QUERIES, name
        QUERIES[name] = way
        return way

    return register


@way_out("archive.fonds")
def _fonds(actor, world):
    return archive.fonds(actor)


@way_out("archive.children")
def _children(actor, world):
    return [archive.children(actor, pk) for pk in world.ids("fonds")]


@way_out("archive.record_page")
def _record_pages(actor, world):
    return [archive.record_page(actor, pk) for pk in world.ids("record") + world.ids("fonds")]


@way_out("archive.accessions")
def _accessions(actor, world):
    texts = ("", "garnison", "Zilzal")
    return [archive.accessions(actor, text=text) for text in texts], archive.accession_years(actor)


@way_out("archive.accession_page")
def _accession_pages(actor, world):
    return [archive.accession_page(actor, pk) for pk in world.ids("accession")]


@way_out("archive.institutions")
def _institutions(actor, world):
    return archive.institutions(actor)


@way_out("terms.authorities")
def _authorities(actor, world):
    return [terms.authorities(actor, text=text) for text in ("", "Zilzal", "garnison")]


@way_out("terms.search_authorities")
def _found_authorities(actor, world):
    return [terms.search_authorities(actor, text) for text in ("زل", "garnison")]


@way_out("reading.view_page")
def _pages(actor, world):
    return [reading.view_page(actor, pk) for pk in world.ids("page")]


@way_out("reading.pages_of_record")
def _pages_of(actor, world):
    return [reading.pages_of_record(actor, pk) for pk in world.ids("record")]


@way_out("reading.find_in_object")
def _find(actor, world):
    ids = world.ids("object")
    return [reading.find_in_object(actor, pk, w) for pk in ids for w in ("رباط", "Zilzal")]


@way_out("preservation.fixity")
def _fixity(actor, world):
    runs = preservation.fixity_runs(actor)
    sums = [(run.seen, run.seen_bytes, run.seen_failed) for run in runs]
    problems = [preservation.fixity_problems(actor, run) for run in runs]
    return sums, problems, preservation.fixity_due(actor), preservation.next_due(actor)


@way_out("preservation.boxes")
def _boxes(actor, world):
    boxes = list(preservation.submissions(actor))
    shown = [(preservation.files(actor, b), preservation.progress(actor, b)) for b in boxes]
    return boxes, shown, preservation.refused(actor)


@way_out("ledger.history")
def _history(actor, world):
    kinds = ("record", "fonds", "accession", "authority", "object")
    refs = [(k, pk) for k in kinds for pk in world.ids(k)]
    return [
        ledger.history(Ref("test", "record" if k == "fonds" else k, pk), actor) for k, pk in refs
    ]


@way_out("access.directory")
def _directory(actor, world):
    return access.people(actor), access.groups(actor), access.offices(actor)


@way_out("access.labels")
def _labels(actor, world):
    return access.choosable_labels(actor)


def hidden_words() -> list[str]:
    """Return words that stand in hidden things only: they may appear nowhere."""
    return [word for word in HIDDEN_WORDS.split() if word not in ("garnison",)]
