"""Where things lie on this node: the OCFL root, the staging folders of workers and uploads."""

import datetime as dt
import os
import shutil
from collections.abc import Collection
from pathlib import Path

from khizana.adapters import settings
from khizana.adapters.storage import Storage
from khizana.shared import tasks

RESERVE = 128 * 2**20
"""Bytes that stay free: a full disk must not stop the database from saying that it is full."""


def storage() -> Storage:
    """Return the OCFL root with a staging folder of this process alone."""
    node = settings.current()
    made = Storage(node.originals, node.staging / f"work-{tasks.worker_name()}")
    made.prepare()
    return made


def root() -> Storage:
    """Return the OCFL root for reading; nothing is made."""
    node = settings.current()
    return Storage(node.originals, node.staging)


def uploads(submission_id: object) -> Path:
    """Return the folder where the uploads of a box wait."""
    return settings.current().staging / "uploads" / str(submission_id)


def staged(relative: str) -> Path:
    """Return a waiting upload by what its row says."""
    return settings.current().staging / "uploads" / relative


def set_aside(path: Path, name: str) -> Path:
    """Keep a good copy whose place in the root is taken by something damaged."""
    folder = settings.current().staging / "set-aside"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / name
    path.rename(target)
    return target


def clean_after_the_dead() -> int:
    """Remove the staging folders of workers that do not live any more."""
    staging = settings.current().staging
    removed = 0
    for folder in staging.glob("work-*"):
        touched = dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC)
        if tasks.is_gone(folder.name.removeprefix("work-"), touched):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def forget_uploads(submission_id: object, keep: Collection[str] = ()) -> None:
    """Remove the uploads of a box that has come to its end, but for those in ``keep``."""
    folder = uploads(submission_id)
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir() if folder.is_dir() else ():
        if f"{submission_id}/{path.name}" not in keep:
            path.unlink(missing_ok=True)


def free_bytes() -> int:
    """Return the free bytes of the file system of the data folder."""
    folder = settings.current().data
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize
