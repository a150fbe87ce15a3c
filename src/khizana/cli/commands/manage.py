"""`khizana manage …`: Django's own commands, for those who maintain a node."""

import argparse

from django.core.management import execute_from_command_line

from khizana.cli import codes
from khizana.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("rest", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace, console: Console) -> int:
    execute_from_command_line(["khizana manage", *options.rest])
    return codes.OK
