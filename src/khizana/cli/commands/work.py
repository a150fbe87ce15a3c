"""`khizana work`: the processes that read and index documents in the background."""

import argparse
import os

from khizana.cli import codes, workers
from khizana.cli.console import Console
from khizana.cli.node import require_made
from khizana.kernel.words import say


def summary(lang: str) -> str:
    return say("cli.help.work", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument(
        "--processes",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help=say("cli.option.processes", lang),
    )
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace, console: Console) -> int:
    require_made()
    if options.one:
        workers.run_one()
    else:
        console.step(console.word("cli.work.started", count=options.processes))
        workers.Crew(options.processes).run()
    return codes.OK
