"""A full disk is named as what it is, whatever part of the node met it first."""

import errno
import sqlite3
from collections import namedtuple

import pytest

from khizana.cli import codes, main, room
from khizana.kernel.words import say

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def no_room(monkeypatch):
    monkeypatch.setattr(room.shutil, "disk_usage", lambda folder: Usage(100, 100, 0))


@pytest.mark.parametrize(
    "error",
    [OSError(errno.ENOSPC, "full"), sqlite3.OperationalError("unable to open database file")],
)
@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_a_full_disk_is_said_with_what_to_do(error, lang, no_room, monkeypatch, capsys):
    class Command:
        @staticmethod
        def run(options, console):
            console.lang = lang
            raise error

    monkeypatch.setattr(main, "prepare", lambda options: None)
    parser = main.parser("en")
    monkeypatch.setattr(main, "parser", lambda: parser)
    monkeypatch.setattr(main, "command_module", lambda name: Command)
    assert main.main(["verify"]) == codes.REFUSED
    assert say("refusal.cli.disk_full.advice", lang) in capsys.readouterr().err


def test_an_error_of_ours_stays_an_error(monkeypatch):
    assert not room.is_full(ValueError("x"))
    assert not room.is_full(OSError(errno.EACCES, "no"))
    assert not room.is_full(sqlite3.OperationalError("no such table"))
