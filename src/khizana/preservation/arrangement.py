"""From the folders of a box to units of description: the original order is kept (ISAD(G) 3.3.4).

The box becomes one unit of the accession: a file where it has no folders, else a series whose
folders are subseries, and files where they hold documents only. What cannot nest any deeper, by
the levels or by the depth of the tree, is laid flat and its path stays in the title.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from khizana.archive import tree
from khizana.archive.models import Record
from khizana.preservation.naming import name_for_people

Level = Record.Level
_FOLDER_LEVELS = (Level.SERIES, Level.SUBSERIES, Level.FILE)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that becomes a unit: its path in the box, its level, and the folder above it."""

    path: bytes
    level: str
    above: bytes | None


def parts_of(name: bytes) -> tuple[bytes, bytes]:
    """Split a path in a box into its folder and its last part."""
    folder, _, last = name.rstrip(b"/").rpartition(b"/")
    return folder, last


def wrapper_of(files: Iterable[bytes], box: str) -> bytes:
    """Return the folder around all files where it bears the box's own name, with its ``/``.

    A browser sends a folder with its name before every path; it is the box, not a unit in it.
    """
    tops = {name.split(b"/", 1)[0] if b"/" in name else b"" for name in files}
    top = tops.pop() if len(tops) == 1 else b""
    return top + b"/" if top and name_for_people(top) == box else b""


def plan(files: Iterable[bytes], top: Record | None) -> dict[bytes, Folder]:
    """Say which folders become units; ``b""`` is the box itself.

    ``top`` is the unit chosen to hold the box, None for a box that stands in its accession. Under
    a file nothing but items can stand, so there the plan is empty.
    """
    if top is not None and top.level == Level.FILE:
        return {}
    inner: set[bytes] = set()
    for name in files:
        folder, _ = parts_of(name)
        while folder and folder not in inner:
            inner.add(folder)
            folder, _ = parts_of(folder)
    holding = {parts_of(folder)[0] for folder in inner}
    planned = {b"": Folder(b"", _box_level(top, bool(inner)), None)}
    deepest = {b"": (top.depth + 1 if top else 0)}
    for folder in sorted(inner):
        above, _ = parts_of(folder)
        if above not in planned or planned[above].level == Level.FILE:
            continue
        depth = deepest[above] + 1
        # one level must remain for the documents, one more for folders inside
        nests = folder in holding and depth + 2 < tree.DEEPEST
        planned[folder] = Folder(folder, Level.SUBSERIES if nests else Level.FILE, above)
        deepest[folder] = depth
    return planned


def _box_level(top: Record | None, has_folders: bool) -> str:
    if not has_folders or (top is not None and top.depth + 3 >= tree.DEEPEST):
        return Level.FILE
    wanted = (Level.SERIES, Level.SUBSERIES)
    if top is None:
        return Level.SERIES
    return next((level for level in wanted if tree.may_hold(top.level, level)), Level.FILE)


def holder_of(name: bytes, planned: Iterable[bytes]) -> tuple[bytes, bytes]:
    """Return the planned folder that holds a file, and the rest of its path, which is its title."""
    known = planned if isinstance(planned, (set, dict, frozenset)) else set(planned)
    folder, last = parts_of(name)
    rest = [last]
    while folder and folder not in known:
        folder, part = parts_of(folder)
        rest.insert(0, part)
    return folder, b"/".join(rest)
