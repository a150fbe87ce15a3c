"""The `khizana` command: one parser, one door for refusals, one module per command."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from khizana.adapters import settings
from khizana.cli import codes
from khizana.cli.console import Console, machine_language
from khizana.cli.room import is_full
from khizana.kernel.errors import Refusal
from khizana.kernel.words import say

COMMANDS = (
    "init",
    "demo",
    "serve",
    "work",
    "doctor",
    "ingest",
    "search",
    "verify",
    "backup",
    "restore",
    "export",
)
HIDDEN = ("manage",)


def command_module(name: str) -> ModuleType:
    """The module of a command; loaded only when asked, so that --help needs no Django."""
    return import_module(f"khizana.cli.commands.{name}")


def common(lang: str) -> argparse.ArgumentParser:
    """The options that every command takes."""
    parent = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    parent.add_argument("--data", metavar="DIR", help=say("cli.option.data", lang))
    parent.add_argument("--as", dest="person", metavar="PERSON", help=say("cli.option.as", lang))
    parent.add_argument(
        "--json", dest="as_json", action="store_true", help=say("cli.option.json", lang)
    )
    return parent


def parser(lang: str | None = None) -> argparse.ArgumentParser:
    """The whole command line."""
    lang = lang or machine_language()
    parent = common(lang)
    top = argparse.ArgumentParser(
        prog="khizana", description=say("cli.description", lang), parents=[parent], add_help=False
    )
    _translate(top, lang)
    subs = top.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title=say("cli.title.commands", lang)
    )
    for name in COMMANDS:
        module = command_module(name)
        sub = subs.add_parser(
            name,
            parents=[parent],
            help=module.summary(lang),
            description=module.summary(lang),
            argument_default=None,
            add_help=False,
        )
        _translate(sub, lang)
        module.add_arguments(sub, lang)
    for name in HIDDEN:
        command_module(name).add_arguments(subs.add_parser(name, add_help=False), lang)
    return top


def _translate(parser: argparse.ArgumentParser, lang: str) -> None:
    """Give argparse's own titles and its help option words of ours."""
    parser._optionals.title = say("cli.title.options", lang)
    parser._positionals.title = say("cli.title.values", lang)
    parser.add_argument("-h", "--help", action="help", help=say("cli.option.help", lang))


def prepare(options: argparse.Namespace) -> None:
    """Choose the node before anything reads its settings."""
    os.umask(0o077)  # whatever a node writes is its owner's alone
    if data := getattr(options, "data", None):
        os.environ["KHZ_DATA"] = str(Path(data).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khizana.site.settings")
    # page work runs one process per core; Tesseract's own threads would only fight over them
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = parser().parse_args(arguments)
    prepare(options)
    console = Console(as_json=getattr(options, "as_json", False))
    try:
        return int(command_module(options.command).run(options, console))
    except Refusal as refusal:
        console.refuse(refusal)
        return codes.REFUSED
    except KeyboardInterrupt:
        return codes.INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone (| head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return codes.OK
    except Exception as error:  # the outermost door: a full disk has many names
        if not is_full(error):
            raise
        console.refuse(Refusal("cli.disk_full", data=str(settings.current().data)))
        return codes.REFUSED


if __name__ == "__main__":
    sys.exit(main())
