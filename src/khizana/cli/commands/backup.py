"""`khizana backup FILE`: the whole node in one file, consistent while people go on working."""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from khizana.adapters import settings
from khizana.cli import bundle, codes, snapshot
from khizana.cli.console import Console
from khizana.cli.node import require_made
from khizana.kernel.errors import NotValid
from khizana.kernel.words import say

# made again from the rows and the originals, or of no use elsewhere
LEFT_OUT = {"index", "derivatives", "run", "static", "tmp"}


def summary(lang: str) -> str:
    return say("cli.help.backup", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("file", metavar="FILE", help=say("cli.option.backup_file", lang))
    parser.add_argument("--no-keys", action="store_true", help=say("cli.option.no_keys", lang))


def make_backup(target: Path, *, keys: bool, console: Console) -> dict[str, Any]:
    """Rows first, files second: every row's file is then there, at worst one file too many."""
    from khizana.ledger.actions import make_checkpoint

    node = settings.current()
    checkpoint = make_checkpoint()
    with (
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".khizana-") as scratch,
        bundle.writing(target) as writer,
    ):
        rows, found = snapshot.write(Path(scratch))
        writer.add(f"database/{rows.name}", rows)
        with console.meter(console.word("cli.backup.files")) as meter:
            for folder in _folders(node.data, keys=keys):
                for done in writer.add_tree(folder, folder.name):
                    meter.to(done)
            for path in _files(node.data):
                writer.add(path.name, path)
        facts = {
            "node": node.node,
            "keys": keys,
            **found.to_json(),
            "checkpoint": checkpoint.note if checkpoint else "",
        }
        writer.close(facts)
        members, size = len(writer.members), writer.bytes
    return {
        "file": str(target),
        "files": members,
        "bytes": size,
        "tree": facts["tree"],
        "keys": keys,
    }


def _folders(data: Path, *, keys: bool) -> list[Path]:
    left_out = LEFT_OUT if keys else LEFT_OUT | {"keys"}
    return [p for p in sorted(data.iterdir()) if p.is_dir() and p.name not in left_out]


def _files(data: Path) -> list[Path]:
    """What else lies at the top of the node, its own policy for one; not the database itself."""
    found = (path for path in sorted(data.iterdir()) if path.is_file() and not path.is_symlink())
    return [path for path in found if not path.name.startswith(snapshot.SQLITE_FILE)]


def run(options: argparse.Namespace, console: Console) -> int:
    require_made()
    target = Path(options.file).absolute()
    if target.exists():
        raise NotValid("cli.file_exists", file=str(target))
    if target.is_relative_to(settings.current().data):
        raise NotValid("cli.backup_inside", file=str(target))
    if not target.parent.is_dir():
        raise NotValid("cli.no_folder", folder=str(target.parent))
    found = make_backup(target, keys=not options.no_keys, console=console)
    lines = [console.word("cli.backup.done", file=target.name, count=found["files"])]
    if found["keys"]:
        lines.append(console.word("cli.backup.holds_keys"))
    console.answer(found, lines)
    return codes.OK
