"""Watching ways out: asking, and putting the answer into a form that can be compared."""

import copy
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from leaks.addresses import PARAMETERS, Address, addresses
from leaks.ways_out import ADDRESSES, ASKED, NOT_WATCHED, QUERIES
from leaks.world import World, as_text

from khizana.access.queries import actor_for
from khizana.kernel.errors import Refusal
from khizana.kernel.refs import new_id

_TOKENS = re.compile(
    rb"(csrfmiddlewaretoken\" value=\"|X-CSRFToken\": \"|nonce=\"|csrf-token\" content=\")[^\"]*"
)
_TAKEN = re.compile(rb"\d+([.,]\d+)?\s*(ms|\xd9\x85\xd9\x84\xd9\x8a)")
_SESSION_HEADERS = frozenset({"Set-Cookie", "Date", "X-Request-ID", "Expires", "Last-Modified"})


class Unwatched(Exception):
    """An address of which the harness does not know how to ask."""


@contextmanager
def undone() -> Iterator[None]:
    """Undo in the database whatever the block does."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def parameters(address: Address, world: World, *, hidden: bool = False) -> list[dict[str, Any]]:
    """Return the parameters with which an address is asked, one dict for each time."""
    if address.name in ADDRESSES and not hidden:
        return ADDRESSES[address.name](world)
    wanted: list[dict[str, Any]] = [{}]
    for parameter in address.parameters:
        kind = address.kind_of(parameter)
        if kind == "person":
            values = [] if hidden else world.people.get("other", [])
        elif kind:
            values = world.ids(kind, hidden=hidden)
            if kind == "record":
                values = values + world.ids("fonds", hidden=hidden)
        elif parameter in PARAMETERS:
            values = [PARAMETERS[parameter]]
        else:
            raise Unwatched(f"{address.name}: parameter {parameter!r} of /{address.route}")
        wanted = [one | {parameter: value} for one in wanted for value in values]
    return wanted


def known_parameters(address: Address, world: World, *, hidden: bool = False) -> list[Any]:
    """Return what to ask with; nothing for an address that another test complains of."""
    try:
        return parameters(address, world, hidden=hidden)
    except Unwatched:
        return []


def names_a_thing(address: Address) -> bool:
    """Tell whether the address names a thing that may be hidden."""
    kinds = {address.kind_of(p) for p in address.parameters}
    return bool(kinds - {None, "person"}) and address.name not in ADDRESSES


def watched() -> list[Address]:
    """Return the addresses that are watched."""
    return [a for a in addresses() if a.name not in NOT_WATCHED]


def ask(client: Client, method: str, path: str, query: dict[str, str] | None = None) -> Any:
    """Ask, undo, and return what can be compared: status, headers, body, number of statements."""
    cookies = copy.deepcopy(client.cookies)
    with undone(), CaptureQueriesContext(connection) as statements:
        if method == "GET":
            answer = client.get(path, query or {})
        else:
            answer = client.generic(method, path, "{}", content_type="application/json")
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    client.cookies = cookies
    headers = {k: v for k, v in answer.headers.items() if k not in _SESSION_HEADERS}
    headers.pop("Content-Length", None)
    return answer.status_code, headers, plain(body), len(statements)


def plain(body: bytes) -> bytes:
    """Take out what differs between any two answers: tokens and the time that the work took."""
    return _TAKEN.sub(b"[taken]", _TOKENS.sub(rb"\1[token]", body))


def said_by_addresses(client: Client, world: World) -> dict[str, Any]:
    """Ask every address about what is seen."""
    said = {}
    for address in watched():
        for values in known_parameters(address, world):
            for query in ASKED.get(address.name, [{}]):
                path = address.path(values)
                said[f"GET {path} {query}"] = ask(client, "GET", path, query)
    return said


def said_by_queries(person: Any, world: World) -> dict[str, str]:
    """Call every registered function of the rooms."""
    actor = actor_for(person)
    said = {}
    for name, way in QUERIES.items():
        with undone():
            said[name] = _answer(lambda way=way: way(actor, world))
    return said


def said_of_hidden(client: Client, world: World, method: str) -> Iterator[tuple[str, Any, Any]]:
    """Ask of hidden things and of things that never were; yield both answers."""
    client.get("/")  # the first page of a session writes when it began
    for address in watched():
        if not names_a_thing(address):
            continue
        for values in known_parameters(address, world, hidden=True):
            names = [p for p in address.parameters if address.kind_of(p)]
            missing = values | {p: _nothing(values[p]) for p in names}
            pair = []
            for chosen in (values, missing):
                path = address.path(chosen)
                status, headers, body, statements = ask(client, method, path)
                for own in [path, quote(path, safe=""), *(str(chosen[name]) for name in names)]:
                    if len(own) > 6:  # a short number stands in every page
                        body = body.replace(own.encode(), b"[own]")
                        headers = {k: v.replace(own, "[own]") for k, v in headers.items()}
                pair.append((status, headers, body, statements))
            yield f"{method} {address.name} {values}", *pair


def _nothing(value: Any) -> Any:
    """Return an id of the same form that names nothing."""
    return 900_000_000 + value if isinstance(value, int) else new_id()


def _answer(way: Callable[[], Any]) -> str:
    try:
        return as_text(way())
    except Refusal as refusal:
        return f"refused: {refusal.code} {refusal.data}"


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return a line for each way whose answer changed."""
    found = []
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name):
            found.append(f"{name}\n   {_where(before.get(name), after.get(name))}")
    return sorted(found)


def _where(a: Any, b: Any) -> str:
    """Point to the first place where two answers differ."""
    a, b = repr(a), repr(b)
    at = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    return f"...{a[max(0, at - 100) : at + 80]}\n   ...{b[max(0, at - 100) : at + 80]}"
