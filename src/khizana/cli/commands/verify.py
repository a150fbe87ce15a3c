"""`khizana verify`: the ledger line by line, then every file against its fingerprints."""

import argparse
from collections.abc import Callable
from typing import Any

from khizana.cli import codes
from khizana.cli.console import Console, Meter
from khizana.cli.node import require_made
from khizana.kernel.words import say


def summary(lang: str) -> str:
    return say("cli.help.verify", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument(
        "--ledger-only", action="store_true", help=say("cli.option.ledger_only", lang)
    )


def _report(meter: Meter) -> Callable[[int, int], None]:
    return lambda done, total: meter.to(done, total)


def walk_ledger(console: Console) -> list[dict[str, Any]]:
    """What is wrong in the ledger, and where."""
    from khizana.ledger import verify

    with console.meter(console.word("cli.verify.ledger")) as meter:
        found = verify.walk(_report(meter))
    return [
        {
            "part": "ledger",
            "code": problem.code,
            "position": problem.position,
            "what": problem.sentence(console.lang),
        }
        for problem in found
    ]
