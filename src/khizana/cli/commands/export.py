"""`khizana export FOLDER`: the table of records and their files, readable without Khizana."""

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from khizana.cli import codes
from khizana.cli.console import LANGUAGES, Console
from khizana.cli.node import acting, require_made
from khizana.kernel.errors import Conflict, NotValid
from khizana.kernel.words import say

if TYPE_CHECKING:
    from khizana.access.actors import Actor
    from khizana.preservation.models import DigitalObject

FILES = "files"


def summary(lang: str) -> str:
    return say("cli.help.export", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("folder", metavar="FOLDER", help=say("cli.option.export_folder", lang))
    parser.add_argument("--under", metavar="CODE", help=say("cli.option.export_under", lang))
    parser.add_argument("--no-files", action="store_true", help=say("cli.option.no_files", lang))


def run(options: argparse.Namespace, console: Console) -> int:
    require_made()
    from khizana.archive.exporting import export_csv
    from khizana.archive.queries import record_by_code

    actor = acting(options, console)
    folder = Path(options.folder).absolute()
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("cli.folder_not_empty", folder=str(folder))
    if not folder.parent.is_dir():
        raise NotValid("cli.no_folder", folder=str(folder.parent))
    top = record_by_code(actor, options.under) if options.under else None
    folder.mkdir(exist_ok=True)
    with (folder / "records.csv").open("wb") as out:
        for piece in export_csv(actor=actor, under_id=top.pk if top else None):
            out.write(piece)
    records = _records(actor, top)
    files = 0 if options.no_files else write_files(actor, records, folder, console)
    banner = write_banner(records, folder, console.lang)
    count = records.count()
    found = {"folder": str(folder), "records": count, "files": files, "banner": banner}
    console.answer(found, [console.word("cli.export.done", count=count, folder=str(folder))])
    return codes.OK


def _records(actor: "Actor", top: Any) -> Any:
    from khizana.archive.queries import records_below, visible_records

    return records_below(actor, top) if top else visible_records(actor).order_by("path")


def write_banner(records: Any, folder: Path, lang: str) -> str:
    """The highest level of all that is in the folder, in three languages, beside it."""
    from khizana.access.labels import banner_of

    label_ids = set(records.order_by().values_list("label_id", flat=True).distinct())
    banners = {lang: str(banner_of(label_ids, lang)) for lang in LANGUAGES}
    text = "".join(f"{banner}\n" for banner in banners.values())
    (folder / "BANNER.txt").write_text(text, encoding="utf-8")
    return banners[lang]


def write_files(actor: "Actor", records: Any, folder: Path, console: Console) -> int:
    """Write the original bytes under the ids of their records, and a list of them."""
    import csv

    from khizana.access.actions import note_closed_read
    from khizana.preservation.queries import open_object

    done = 0
    with (
        (folder / "files.csv").open("w", newline="", encoding="utf-8-sig") as out,
        console.meter(console.word("cli.export.files")) as meter,
    ):
        table = csv.writer(out, quoting=csv.QUOTE_ALL)
        table.writerow(["record", "file", "original_name", "size", "sha512", "puid"])
        for held in _held(actor, records):
            held, source = open_object(actor, held.pk)
            note_closed_read(actor=actor, marked=held, ref=held.ref)
            path = Path(FILES) / str(held.record_id) / _name(held)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            with source, (folder / path).open("xb") as copy:
                shutil.copyfileobj(source, copy, 1 << 20)
            row = [str(held.record_id), path.as_posix(), _plain(held.original_name)]
            table.writerow([*row, held.size, held.sha512, held.puid])
            done += 1
            meter.to(done)
    return done


def _held(actor: "Actor", records: Any) -> Iterator["DigitalObject"]:
    from khizana.preservation.queries import visible_objects

    rows = visible_objects(actor).filter(record__in=records.values("pk"))
    yield from rows.order_by("record__path", "created_at", "pk").iterator(chunk_size=500)


def _name(held: "DigitalObject") -> str:
    """A safe name: the id, and the ending that programs go by. The real name is in the list."""
    ending = Path(held.original_name).suffix.lower()
    return f"{held.pk}{ending if ending[1:].isascii() and ending[1:].isalnum() else ''}"


def _plain(name: str) -> str:
    """A name in the list that no spreadsheet takes for a formula."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name
