"""`khizana demo`: exercise material, entered as people would enter it. Safe to repeat."""

import argparse

from khizana.cli import codes
from khizana.cli.console import Console
from khizana.cli.node import acting, require_made
from khizana.kernel.words import say


def summary(lang: str) -> str:
    return say("cli.help.demo", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """Nothing of its own."""


def run(options: argparse.Namespace, console: Console) -> int:
    require_made()
    from khizana.cli import demonstration, intake

    spoken = console.lang
    actor = acting(options, console)
    console.lang = spoken  # whoever builds a demonstration reads the terminal, not the archive
    people, submissions = demonstration.build(actor, console)
    found = intake.outcome(actor, submissions, console.lang)
    done = "cli.demo.made" if submissions else "cli.demo.kept"
    lines = [console.word(done)]
    issued = [person.to_json(console.lang) for person in people]
    lines += [console.word("cli.init.person", **person) for person in issued]
    answer = {
        "made": bool(submissions),
        "people": issued,
        "counts": found.counts,
        "not_read": found.not_read,
    }
    console.answer(answer, lines)
    return codes.OK
