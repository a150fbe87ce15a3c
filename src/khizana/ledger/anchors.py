"""Checkpoints outside the database: who rewrites the rows must also rewrite these files.

They lie in `<data>/checkpoints/`, one C2SP note each, and may be copied to another machine, to
paper or to the partner: each copy makes an unseen rewriting harder.
"""

import os
from collections.abc import Iterator

from khizana.adapters import settings


def keep(size: int, note: str) -> None:
    """Write the note of a checkpoint beside the database; what is there already stays."""
    folder = settings.current().data / "checkpoints"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{size:020d}.note"
    aside = folder / f".{size}.{os.getpid()}"
    aside.write_text(note, encoding="utf-8")
    try:
        os.link(aside, path)
    except FileExistsError:
        pass  # a checkpoint is never overwritten: a differing one is evidence
    finally:
        aside.unlink()


def kept() -> Iterator[tuple[int, str]]:
    """Yield size and note of every kept checkpoint, smallest first."""
    folder = settings.current().data / "checkpoints"
    for path in sorted(folder.glob("[0-9]*.note")) if folder.is_dir() else ():
        yield int(path.stem), path.read_text(encoding="utf-8")
