"""A validator of OCFL objects that answers with the codes of the specification.

Written against OCFL 1.1 (and 1.0 for older objects) and its public fixtures; it shares no line
with the writer in ``storage`` but the names of the digests, so that each can find the other out.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from khizana.adapters.storage_rules import (
    DIGESTS,
    FIXITY,
    Finding,
    check_inventory,
    number,
    spec_of,
)

_CHUNK = 2**20
REGISTERED = {f"{n:04}" for n in range(13)}


def validate_object(folder: Path, *, digests: bool = True) -> list[Finding]:
    """Check an object; ``digests=False`` leaves out reading the content files."""
    return list(_Check(folder, digests).run())


def _read(path: Path) -> Any:
    """Read JSON; a key that stands twice is reported by making the document unreadable."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in items}) < len(items):
            raise ValueError("a key twice")
        return dict(items)

    return json.loads(path.read_bytes().decode("utf-8"), object_pairs_hook=pairs)


def _hash(path: Path, algorithm: str) -> str:
    digest = hashlib.new("blake2b" if algorithm == "blake2b-512" else algorithm)
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


class _Check:
    """One walk over one object."""

    def __init__(self, folder: Path, digests: bool) -> None:
        self.folder = folder
        self.digests = digests
        self.root: dict[str, Any] = {}
        self.known: dict[str, set[str]] = {}
        self.spec = ""

    def run(self) -> Iterator[Finding]:
        yield from self._declaration()
        if not (self.folder / "inventory.json").is_file():
            yield "E063", "inventory.json"
            return
        try:
            found = _read(self.folder / "inventory.json")
        except (ValueError, UnicodeDecodeError) as error:
            yield "E033", str(error)
            yield from self._twice()
            return
        findings = list(check_inventory(found))
        yield from findings
        if not isinstance(found, dict) or not isinstance(found.get("versions"), dict):
            return
        self.root = found
        if self.spec and spec_of(found) and spec_of(found) != self.spec:
            yield "E038", str(found.get("type"))
        yield from self._sidecar(self.folder, found)
        yield from self._outer()
        yield from self._versions()
        yield from self._content()

    def _twice(self) -> Iterator[Finding]:
        """Say which rule a repeated key breaks: JSON readers keep only the last."""
        found = json.loads((self.folder / "inventory.json").read_bytes())
        yield from check_inventory(found)

    def _declaration(self) -> Iterator[Finding]:
        names = sorted(p.name for p in self.folder.glob("0=*"))
        if len(names) != 1:
            yield "E003", ", ".join(names)
        for name in names[:1]:
            if name not in {"0=ocfl_object_1.0", "0=ocfl_object_1.1"}:
                yield "E006", name
            elif (self.folder / name).read_text() != name[2:] + "\n":
                yield "E007", name
            self.spec = name.rsplit("_", 1)[-1]

    def _sidecar(self, place: Path, inventory: dict[str, Any]) -> Iterator[Finding]:
        algorithm = str(inventory.get("digestAlgorithm"))
        if algorithm not in DIGESTS:
            return
        sidecar = place / f"inventory.json.{algorithm}"
        if not sidecar.is_file():
            yield "E058", sidecar.name
            return
        words = sidecar.read_text().split()
        if len(words) != 2 or words[1] != "inventory.json":
            yield "E061", sidecar.name
        elif words[0].lower() != _hash(place / "inventory.json", algorithm):
            yield "E060", place.name

    def _outer(self) -> Iterator[Finding]:
        algorithm = self.root.get("digestAlgorithm")
        allowed = {"inventory.json", f"inventory.json.{algorithm}"}
        versions = self.root["versions"]
        on_disk = set()
        for entry in sorted(self.folder.iterdir()):
            name = entry.name
            if entry.is_symlink():
                yield "E090", name
            elif entry.is_dir() and number(name):
                on_disk.add(name)
            elif entry.is_dir() and name == "extensions":
                yield from self._extensions(entry)
            elif not (entry.is_dir() and name == "logs") and not (
                entry.is_file() and (name in allowed or name.startswith("0="))
            ):
                yield "E001", name
        for name in sorted(on_disk - set(versions)):
            yield "E046", name
        for name in sorted(set(versions) - on_disk):
            # a version without new content may lack its folder only if nothing refers to it
            yield ("E010" if number(name) else "E046"), f"{name} is not there"

    def _extensions(self, folder: Path) -> Iterator[Finding]:
        for entry in sorted(folder.iterdir()):
            if not entry.is_dir():
                yield "E067", entry.name
            elif entry.name[:4] not in REGISTERED:
                yield "W013", entry.name

    def _versions(self) -> Iterator[Finding]:
        content = self.root.get("contentDirectory", "content")
        names = sorted((n for n in self.root["versions"] if number(n)), key=number)
        previous_spec = ""
        for name in names:
            folder = self.folder / name
            if not folder.is_dir():
                continue
            for entry in sorted(folder.iterdir()):
                if entry.is_dir() and entry.name != content:
                    yield "W002", f"{name}/{entry.name}"
                elif entry.is_file() and not entry.name.startswith("inventory.json"):
                    yield "E015", f"{name}/{entry.name}"
            inner = folder / "inventory.json"
            if not inner.is_file():
                yield "W010", name
                continue
            spec = yield from self._version_inventory(name, names[-1], inner)
            if spec < previous_spec:
                yield "E103", name
            previous_spec = spec or previous_spec

    def _version_inventory(self, name: str, last: str, path: Path) -> Any:
        try:
            inner = _read(path)
        except (ValueError, UnicodeDecodeError) as error:
            yield "E033", f"{name}: {error}"
            return ""
        yield from check_inventory(inner, id_seen=self.root.get("id"))
        if not isinstance(inner, dict):
            return ""
        yield from self._sidecar(path.parent, inner)
        if name == last:
            if path.read_bytes() != (self.folder / "inventory.json").read_bytes():
                yield "E064", name
        else:
            if inner.get("head") != name:
                yield "E040", f"{name}: head {inner.get('head')}"
            yield from self._same_past(name, inner)
        if inner.get("contentDirectory") != self.root.get("contentDirectory"):
            yield "E019", name
        self._remember(inner)
        yield from self._files_known(name, inner)
        return spec_of(inner)

    def _same_past(self, name: str, inner: dict[str, Any]) -> Iterator[Finding]:
        """Compare the version blocks of an older inventory with those of the newest (E066)."""
        if inner.get("digestAlgorithm") != self.root.get("digestAlgorithm"):
            yield "W004", f"{name}: {inner.get('digestAlgorithm')}"
        for version, block in (inner.get("versions") or {}).items():
            now = self.root["versions"].get(version)
            if not isinstance(now, dict) or not isinstance(block, dict):
                yield "E066", version
                continue
            if _state(block, inner) != _state(now, self.root) or (
                inner.get("digestAlgorithm") == self.root.get("digestAlgorithm")
                and _digests(block) != _digests(now)
            ):
                yield "E066", f"{name}: {version}"
            if any(block.get(key) != now.get(key) for key in ("created", "message", "user")):
                yield "W011", f"{name}: {version}"

    def _remember(self, inner: dict[str, Any]) -> None:
        for digest, paths in (inner.get("manifest") or {}).items():
            for path in paths:
                self.known.setdefault(path, set()).add(
                    f"{inner.get('digestAlgorithm')}:{digest.lower()}"
                )

    def _files_known(self, name: str, inner: dict[str, Any]) -> Iterator[Finding]:
        """Every content file up to a version stands in the manifest of that version (E023)."""
        listed = {path for paths in (inner.get("manifest") or {}).values() for path in paths}
        for path in self._content_files():
            if number(path.split("/", 1)[0]) <= number(name) and path not in listed:
                yield "E023", f"{name}: {path}"

    def _content_files(self) -> list[str]:
        content = self.root.get("contentDirectory", "content")
        found = []
        for name in self.root["versions"]:
            base = self.folder / name / str(content)
            if number(name) and base.is_dir():
                found += [
                    p.relative_to(self.folder).as_posix() for p in base.rglob("*") if not p.is_dir()
                ]
        return found

    def _content(self) -> Iterator[Finding]:
        self._remember(self.root)
        on_disk = set(self._content_files())
        manifest = self.root.get("manifest")
        if not isinstance(manifest, dict):
            return
        listed = {path for paths in manifest.values() for path in paths}
        for path in sorted(on_disk - listed):
            yield "E023", path
        yield from self._empty_and_links()
        for path in sorted(self.known):
            yield from self._file(path)
        yield from self._fixity()

    def _empty_and_links(self) -> Iterator[Finding]:
        content = str(self.root.get("contentDirectory", "content"))
        for name in self.root["versions"]:
            for entry in (self.folder / name / content).rglob("*"):
                if entry.is_symlink():
                    yield "E090", entry.name
                elif entry.is_dir() and not any(entry.iterdir()):
                    yield "E024", entry.name

    def _file(self, path: str) -> Iterator[Finding]:
        target = self.folder / path
        if ".." in path.split("/") or not target.is_file():
            yield "E092", f"{path} is not there"
        elif self.digests:
            for claim in sorted(self.known[path]):
                algorithm, digest = claim.split(":", 1)
                if algorithm in DIGESTS and _hash(target, algorithm) != digest:
                    yield "E092", path

    def _fixity(self) -> Iterator[Finding]:
        fixity = self.root.get("fixity")
        for algorithm, block in (fixity if isinstance(fixity, dict) else {}).items():
            if algorithm not in FIXITY or not isinstance(block, dict):
                continue  # E028: what a client does not know it ignores
            for digest, paths in block.items():
                for path in paths:
                    target = self.folder / path
                    if ".." in path.split("/") or not target.is_file():
                        yield "E093", f"{path} is not there"
                    elif self.digests and _hash(target, algorithm) != digest.lower():
                        yield "E093", path


def _state(version: dict[str, Any], inventory: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Return logical path -> content paths: comparable across digest algorithms."""
    manifest = inventory.get("manifest") or {}
    by_digest = {digest.lower(): frozenset(paths) for digest, paths in manifest.items()}
    return {
        logical: by_digest.get(digest, frozenset())
        for digest, paths in _digests(version).items()
        for logical in paths
    }


def _digests(version: dict[str, Any]) -> dict[str, list[str]]:
    state = version.get("state")
    return {d.lower(): sorted(p) for d, p in state.items()} if isinstance(state, dict) else {}
