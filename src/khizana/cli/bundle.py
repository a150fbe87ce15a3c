"""A backup file: a plain tar whose last member lists every other one with its digest."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from khizana.kernel.errors import NotValid

MANIFEST = "manifest.json"
VERSION = 1
BLOCK = 1 << 20


class _Hashed(io.RawIOBase):
    """Reads a file once for the tar and for its digest."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.source.read(size)
        self.digest.update(block)
        return block


class Writer:
    """Adds members one after another; memory stays flat whatever their size."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.members: dict[str, dict[str, Any]] = {}
        self.bytes = 0

    def add(self, name: str, path: Path) -> None:
        """Add one file; its size is fixed at the moment it is opened."""
        with path.open("rb") as source:
            info = self._tar.gettarinfo(fileobj=source, arcname=name)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            hashed = _Hashed(source)
            self._tar.addfile(info, hashed)
        self.members[name] = {"size": info.size, "sha256": hashed.digest.hexdigest()}
        self.bytes += info.size

    def add_tree(self, folder: Path, name: str) -> Iterator[int]:
        """Add every file below a folder; yields after each, for the progress bar."""
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                self.add(f"{name}/{path.relative_to(folder).as_posix()}", path)
                yield len(self.members)

    def close(self, facts: dict[str, Any]) -> None:
        """Write the list of members, with what restoring compares."""
        body = {"khizana_backup": VERSION, **facts, "members": self.members}
        text = json.dumps(body, ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A backup that appears under its name only when it is whole; only its owner may read it."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("xb") as out:
            part.chmod(0o600)
            with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                yield Writer(tar)
        part.rename(path)
    except FileExistsError as error:
        raise NotValid("cli.backup_running", file=str(part)) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _safe(name: str) -> PurePosixPath:
    """A member may lie only below the folder it is unpacked into."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise NotValid("cli.backup_damaged", name=name)
    return path


def unpack(path: Path, folder: Path) -> Iterator[int]:
    """Unpack into ``folder``, checking every digest; yields the number of members so far."""
    found: dict[str, dict[str, Any]] = {}
    try:
        with tarfile.open(path, mode="r|") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None:
                    raise NotValid("cli.backup_damaged", name=member.name)
                found[member.name] = _write(source, folder / _safe(member.name))
                yield len(found)
    except (tarfile.TarError, EOFError) as error:
        raise NotValid("cli.backup_damaged", name=path.name) from error
    listed = manifest(folder)["members"]
    found.pop(MANIFEST, None)
    for name in listed.keys() | found.keys():
        if listed.get(name) != found.get(name):
            raise NotValid("cli.backup_damaged", name=name)


def _write(source: IO[bytes], target: Path) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as out:
        while block := source.read(BLOCK):
            digest.update(block)
            size += len(block)
            out.write(block)
    return {"size": size, "sha256": digest.hexdigest()}


def manifest(folder: Path) -> dict[str, Any]:
    """The list of an unpacked backup; a file without one is not a backup of ours."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = found["khizana_backup"]
        found["members"].keys()
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotValid("cli.not_a_backup") from error
    if version != VERSION:
        raise NotValid("cli.backup_version", version=version)
    return dict(found)
