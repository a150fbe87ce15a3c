"""What an OCFL inventory must say by itself (OCFL 1.0 and 1.1, 3.5), with the codes of the spec."""

import re
from collections.abc import Iterator
from typing import Any

DIGESTS = {"sha512": 128, "sha256": 64}
FIXITY = {"md5": 32, "sha1": 40, "blake2b-512": 128, **DIGESTS}
_KEYS = {
    "id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest", "versions", "fixity",
}  # fmt: skip
_VERSION_KEYS = {"created", "state", "message", "user"}
_VERSION = re.compile(r"v(?:[1-9]\d*|0\d+)")
_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
_TYPE = re.compile(r"https://ocfl\.io/(1\.[01])/spec/#inventory")

Finding = tuple[str, str]
"""A code of the specification (E… is an error, W… a warning) and what it is about."""


def number(version: str) -> int:
    """Return the number of a version directory name, 0 where it is none."""
    return int(version[1:]) if _VERSION.fullmatch(version) else 0


def spec_of(inventory: dict[str, Any]) -> str:
    """Return the OCFL version that an inventory declares ("" where it declares none)."""
    found = _TYPE.fullmatch(str(inventory.get("type", "")))
    return found[1] if found else ""


def check_inventory(inventory: Any, *, id_seen: str | None = None) -> Iterator[Finding]:
    """Yield everything that an inventory says wrongly on its own."""
    if not isinstance(inventory, dict):
        yield "E033", "not a JSON object"
        return
    for key in sorted(set(inventory) - _KEYS):
        yield "E102", key
    for key in ("id", "type", "digestAlgorithm", "head"):
        if not inventory.get(key):
            yield "E036", key
    yield from _check_head(inventory, id_seen)
    yield from _check_content_directory(inventory)
    manifest = yield from _check_block(inventory, "manifest", ("E041", "E106"), "E092")
    yield from _check_digests(manifest, inventory.get("digestAlgorithm"), "E096")
    yield from _check_paths([p for ps in manifest.values() for p in ps], "E100", "E099", "E101")
    yield from _check_versions(inventory, set(manifest))
    yield from _check_fixity(inventory)


def _check_head(inventory: dict[str, Any], id_seen: str | None) -> Iterator[Finding]:
    identity = inventory.get("id")
    if identity and (not isinstance(identity, str) or not re.match(r"[A-Za-z][\w+.-]*:", identity)):
        yield "W005", f"id {identity}"
    if id_seen is not None and identity and identity != id_seen:
        yield "E037", f"id {identity}"
    if inventory.get("type") and not spec_of(inventory):
        yield "E038", str(inventory["type"])
    algorithm = inventory.get("digestAlgorithm")
    if algorithm and algorithm not in DIGESTS:
        yield "E025", str(algorithm)
    elif algorithm == "sha256":
        yield "W004", "sha256"


def _check_content_directory(inventory: dict[str, Any]) -> Iterator[Finding]:
    if "contentDirectory" not in inventory:
        return
    name = inventory["contentDirectory"]
    if not isinstance(name, str) or "/" in name or not name:
        yield "E017", str(name)
    elif name in {".", ".."}:
        yield "E018", name


def _check_block(
    inventory: dict[str, Any], key: str, codes: tuple[str, str], array_code: str
) -> Any:
    """Yield what is wrong with a block of digests to paths; return what is sound in it."""
    missing, no_object = codes
    if key not in inventory:
        yield missing, key
        return {}
    block = inventory[key]
    if not isinstance(block, dict):
        yield no_object, key
        return {}
    sound = {}
    for digest, paths in block.items():
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            yield array_code, digest
        else:
            sound[digest] = paths
    return sound


def _check_digests(block: dict[str, list[str]], algorithm: Any, twice: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for digest in block:
        if digest.lower() in seen:
            yield twice, digest
        seen.add(digest.lower())
        size = FIXITY.get(str(algorithm))
        if size and not re.fullmatch(rf"[0-9a-fA-F]{{{size}}}", digest):
            yield ("E031" if algorithm == "sha512" else "E030"), digest


def _check_paths(paths: list[str], edge: str, element: str, twice: str) -> Iterator[Finding]:
    """Check paths: no slash at an end, no "", "." or "..", unique, none inside another."""
    for path in paths:
        if path.startswith("/") or path.endswith("/") or not path:
            yield edge, path
        if {"", ".", ".."} & set(path.strip("/").split("/")):
            yield element, path
    known = set(paths)
    if len(known) < len(paths):
        yield twice, "the same path more than once"
    for path in known:
        parts = path.split("/")
        if any("/".join(parts[:i]) in known for i in range(1, len(parts))):
            yield twice, path


def _check_versions(inventory: dict[str, Any], manifest: set[str]) -> Iterator[Finding]:
    versions = inventory.get("versions")
    if "versions" not in inventory:
        yield "E043", "versions"
        return
    if not isinstance(versions, dict):
        yield "E044", "versions"
        return
    if not versions:
        yield "E008", "no version"
        return
    yield from _check_names(list(versions), str(inventory.get("head", "")))
    used: set[str] = set()
    for name, version in versions.items():
        used |= yield from _check_version(name, version, manifest)
    for digest in sorted(manifest - used):
        yield "E107", digest


def _check_names(names: list[str], head: str) -> Iterator[Finding]:
    bad = [name for name in names if not _VERSION.fullmatch(name)]
    for name in bad:
        yield "E046", name
    numbers = sorted(number(name) for name in names if name not in bad)
    if numbers != list(range(1, len(numbers) + 1)):
        yield "E010", ", ".join(names)
    widths = {len(name) for name in names if name.startswith("v0")}
    if widths:
        yield "W001", ", ".join(names)
        if len(widths) > 1:
            yield "E012", ", ".join(names)
        for name in names:
            if not name.startswith("v0"):
                yield "E011", name
                yield "E013", name
    if head and (head not in names or number(head) != max(numbers, default=0)):
        yield "E040", head


def _check_version(name: str, version: Any, manifest: set[str]) -> Any:
    if not isinstance(version, dict):
        yield "E047", name
        return set()
    for key in sorted(set(version) - _VERSION_KEYS):
        yield "E102", f"{name}: {key}"
    created = version.get("created")
    if "created" not in version:
        yield "E048", f"{name}: created"
    elif not isinstance(created, str) or not _RFC3339.fullmatch(created):
        yield "E049", f"{name}: {created}"
    yield from _check_authorship(name, version)
    state = yield from _check_block(version, "state", ("E048", "E050"), "E051")
    # digests may be written in either case, yet inside one inventory the key names its entry
    for digest in sorted(set(state) - manifest):
        yield "E050", f"{name}: {digest}"
    yield from _check_paths([p for ps in state.values() for p in ps], "E053", "E052", "E095")
    return set(state)


def _check_authorship(name: str, version: dict[str, Any]) -> Iterator[Finding]:
    if "message" in version and not isinstance(version["message"], str):
        yield "E094", name
    user = version.get("user")
    if "message" not in version or "user" not in version:
        yield "W007", name
    if "user" not in version:
        return
    if not isinstance(user, dict) or not isinstance(user.get("name"), str) or not user["name"]:
        yield "E054", name
        return
    if "address" not in user:
        yield "W008", name
    elif not re.match(r"[A-Za-z][\w+.-]*:", str(user["address"])):
        yield "W009", name


def _check_fixity(inventory: dict[str, Any]) -> Iterator[Finding]:
    fixity = inventory.get("fixity", {})
    if not isinstance(fixity, dict):
        yield "E111", "fixity"
        return
    for algorithm in fixity:
        block = yield from _check_block(fixity, algorithm, ("E057", "E057"), "E057")
        yield from _check_digests(block, algorithm if algorithm in FIXITY else None, "E097")
        paths = [path for group in block.values() for path in group]
        yield from _check_paths(paths, "E100", "E099", "E101")
