"""`khizana init`: a node with its first people. Safe to repeat; also brings the tables forward."""

import argparse

from django.db import transaction

from khizana.adapters import settings
from khizana.cli import codes
from khizana.cli.console import Console
from khizana.cli.node import wake
from khizana.kernel.words import say


def summary(lang: str) -> str:
    return say("cli.help.init", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("--code", default="KHZ", help=say("cli.option.code", lang))
    parser.add_argument("--name", default="", help=say("cli.option.name", lang))


def run(options: argparse.Namespace, console: Console) -> int:
    wake()
    from khizana.cli import setup

    setup.make_tables()
    node = settings.current()
    with transaction.atomic():
        setup.make_labels()
        setup.make_institution(options.code, options.name, console.lang)
        people = setup.make_first_people(node.language)
    done = "cli.init.made" if people else "cli.init.kept"
    lines = [console.word(done, data=str(node.data))]
    issued = [person.to_json(console.lang) for person in people]
    lines += [console.word("cli.init.person", **person) for person in issued]
    console.answer({"data": str(node.data), "made": bool(people), "people": issued}, lines)
    return codes.OK
