"""A validator of OCFL storage roots (OCFL 1.1, 4) that answers with the specification's codes."""

import json
from collections.abc import Iterator
from pathlib import Path

from khizana.adapters.storage_rules import Finding
from khizana.adapters.storage_validate import REGISTERED, validate_object

Placed = tuple[str, Finding]
"""A place under the root and what was found there."""


def validate_root(root: Path) -> Iterator[Placed]:
    """Yield every finding about a storage root and its objects: the place and the finding."""
    yield from validate_top(root)
    for folder in objects_of(root):
        for finding in validate_object(folder):
            yield folder.relative_to(root).as_posix(), finding


def objects_of(root: Path) -> Iterator[Path]:
    """Yield the object roots under a storage root."""
    for _, folder in _entries(root):
        if isinstance(folder, Path):
            yield folder


def validate_top(root: Path) -> Iterator[Placed]:
    """Yield every finding about a storage root, its layout and the folders above its objects."""
    declarations = [p.name for p in root.glob("0=ocfl_*")]
    if len(declarations) != 1:
        yield "", ("E069" if not declarations else "E076", ", ".join(declarations))
    elif (root / declarations[0]).read_text() != declarations[0][2:] + "\n":
        yield "", ("E080", declarations[0])
    yield from _check_layout(root)
    for place, found in _entries(root):
        if not isinstance(found, Path):
            yield place, found


def _entries(root: Path) -> Iterator[tuple[str, Path | Finding]]:
    for entry in sorted(root.iterdir()):
        if entry.is_symlink():
            yield entry.name, ("E090", entry.name)
        elif entry.is_dir() and entry.name != "extensions":
            yield from _walk(root, entry)


def _check_layout(root: Path) -> Iterator[Placed]:
    layout = root / "ocfl_layout.json"
    if layout.exists():
        document = json.loads(layout.read_bytes())
        if not {"extension", "description"} <= set(document):
            yield "ocfl_layout.json", ("E070", "extension, description")
    for entry in (root / "extensions").glob("*"):
        if entry.is_file():
            yield f"extensions/{entry.name}", ("E112", entry.name)
        elif entry.name[:4] not in REGISTERED:
            yield f"extensions/{entry.name}", ("W016", entry.name)


def _walk(root: Path, folder: Path) -> Iterator[tuple[str, Path | Finding]]:
    place = folder.relative_to(root).as_posix()
    entries = sorted(folder.iterdir())
    if any(entry.name.startswith("0=ocfl_object_") for entry in entries):
        yield place, folder
        return
    if not entries:
        yield place, ("E073", "empty directory")
    for entry in entries:
        if entry.is_symlink():
            yield f"{place}/{entry.name}", ("E090", "link")
        elif entry.is_dir():
            yield from _walk(root, entry)
        else:
            yield f"{place}/{entry.name}", ("E084", "file outside an object")
