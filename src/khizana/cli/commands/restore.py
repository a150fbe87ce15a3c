"""`khizana restore FILE --data DIR`: a node out of a backup, into an empty folder, then checked."""

import argparse
import os
import shutil
from pathlib import Path
from typing import Any

from khizana.cli import bundle, codes
from khizana.cli.console import Console
from khizana.cli.node import wake
from khizana.kernel.errors import Conflict, NotFound
from khizana.kernel.words import say


def summary(lang: str) -> str:
    return say("cli.help.restore", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("file", metavar="FILE", help=say("cli.option.backup_file", lang))


def unpack(source: Path, data: Path, console: Console) -> dict[str, Any]:
    """Unpack beside the place, check every digest, and only then put it there."""
    if data.exists() and any(data.iterdir()):
        raise Conflict("cli.folder_not_empty", folder=str(data))
    beside = data.with_name(data.name + ".restoring")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    try:
        with console.meter(console.word("cli.restore.files")) as meter:
            for done in bundle.unpack(source, beside):
                meter.to(done)
        listed = bundle.manifest(beside)
        _protect(beside)
        if data.exists():
            data.rmdir()
        beside.rename(data)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return listed


def _protect(folder: Path) -> None:
    """Keys are for their owner only, whatever the umask of the moment."""
    keys = folder / "keys"
    if keys.is_dir():
        keys.chmod(0o700)
        for path in keys.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)


def load(data: Path, listed: dict[str, Any], console: Console) -> None:
    """Put the rows where the settings want them."""
    from django.core.management import call_command
    from django.db import connection

    from khizana.cli import snapshot

    folder = data / "database"
    whole, rows = folder / snapshot.SQLITE_FILE, folder / snapshot.ROWS_FILE
    if whole.exists():
        if connection.vendor != "sqlite":
            raise Conflict("cli.backup_other_database", database=connection.vendor)
        whole.rename(connection.settings_dict["NAME"])
        call_command("migrate", verbosity=0)
    else:
        call_command("migrate", verbosity=0)
        snapshot.require_same_version(listed["migrations"])
        with console.meter(console.word("cli.restore.rows"), sum(listed["counts"].values())) as bar:
            for done in snapshot.read_rows(rows):
                bar.to(done, sum(listed["counts"].values()))
    shutil.rmtree(folder)
    (data / bundle.MANIFEST).unlink()


def check(listed: dict[str, Any], console: Console) -> list[dict[str, Any]]:
    """Counts, tree head, ledger and every fingerprint."""
    from khizana.cli import snapshot
    from khizana.cli.commands.verify import walk

    found = snapshot.differences(listed, snapshot.facts())
    problems: list[dict[str, Any]] = [{"part": "backup", "what": line} for line in found]
    return problems + walk(console)


def run(options: argparse.Namespace, console: Console) -> int:
    source = Path(options.file).absolute()
    if not source.is_file():
        raise NotFound("cli.no_file", file=str(source))
    data = Path(os.environ.get("KHZ_DATA", "var")).absolute()
    listed = unpack(source, data, console)
    wake()
    load(data, listed, console)
    problems = check(listed, console)
    rebuild(console)
    found = {
        "ok": not problems,
        "problems": problems,
        "counts": listed["counts"],
        "tree": listed["tree"],
        "data": str(data),
    }
    lines = [console.word("cli.restore.done", data=str(data))]
    if not listed["keys"]:
        lines.append(console.word("cli.restore.no_keys"))
    lines += [f"✗ {problem}" for problem in problems]
    console.answer(found, lines)
    return codes.PROBLEMS if problems else codes.OK


def rebuild(console: Console) -> None:
    """The index is never in a backup: it is made again from the rows."""
    from khizana.cli.indexing import rebuild_index

    rebuild_index(console)
