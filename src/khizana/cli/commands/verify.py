"""`khizana verify`: the ledger line by line, then every file against its fingerprints."""

import argparse
from typing import Any

from khizana.cli import codes
from khizana.cli.console import Console
from khizana.cli.node import require_made
from khizana.kernel.words import say


def summary(lang: str) -> str:
    return say("cli.help.verify", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument(
        "--ledger-only", action="store_true", help=say("cli.option.ledger_only", lang)
    )


def walk_ledger(console: Console) -> list[dict[str, Any]]:
    """What is wrong in the ledger, and where."""
    from khizana.ledger import verify

    with console.meter(console.word("cli.verify.ledger")) as meter:
        found = verify.walk(meter.to)
    return [
        {
            "part": "ledger",
            "code": problem.code,
            "where": problem.position,
            "what": problem.sentence(console.lang),
        }
        for problem in found
    ]


def walk_files(console: Console) -> list[dict[str, Any]]:
    """What is wrong with the preserved files, and where."""
    from khizana.preservation import verify

    with console.meter(console.word("cli.verify.files")) as meter:
        found = verify.walk(meter.to)
    return [
        {
            "part": "files",
            "code": f"preservation.{problem.code}",
            "where": problem.where,
            "ref": problem.ref,
            "what": problem.sentence(console.lang),
        }
        for problem in found
    ]


def walk(console: Console) -> list[dict[str, Any]]:
    """Everything that is wrong."""
    return walk_ledger(console) + walk_files(console)


def run(options: argparse.Namespace, console: Console) -> int:
    require_made()
    problems = walk_ledger(console) if options.ledger_only else walk(console)
    lines = [f"✗ {problem['what']}" for problem in problems]
    console.answer(
        {"ok": not problems, "problems": problems}, lines or [console.word("cli.verify.well")]
    )
    return codes.PROBLEMS if problems else codes.OK
