"""`khizana doctor`: what is missing, what does not work then, and the exact line that helps."""

import argparse
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from khizana.adapters import settings
from khizana.cli import codes, needs
from khizana.cli.console import LANGUAGES, Console
from khizana.cli.node import is_made, wake
from khizana.kernel.text import Text
from khizana.kernel.words import say

LEAST_FREE = 2 * 2**30
"""Bytes of free disk below which a box of scans can fill the disk while it is received."""


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be."""

    name: str
    sentence: Text
    line: str
    needed: bool

    def to_json(self) -> dict[str, Any]:
        """The form of `--json`."""
        sentences = dict(self.sentence.values)
        return {"name": self.name, "needed": self.needed, "line": self.line, **sentences}


def summary(lang: str) -> str:
    return say("cli.help.doctor", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    """Nothing of its own."""


def _told(name: str, sentences: dict[str, str], line: str, *, needed: bool = True) -> Finding:
    return Finding(name, Text(sentences), line, needed)


def machine() -> Iterator[Finding]:
    """What the system lacks."""
    for need in needs.missing(tests=True):
        if need.only_for_tests:
            words = {lang: say("cli.doctor.tests", lang, what=need.shown) for lang in LANGUAGES}
        else:
            words = {lang: say("cli.doctor.ocr", lang, what=need.shown) for lang in LANGUAGES}
        yield _told(need.name, words, need.line(), needed=not need.only_for_tests)


def folder(data: Path) -> Iterator[Finding]:
    """What is wrong with the place where the node lies."""
    if not data.is_dir():
        return
    free = shutil.disk_usage(data).free
    if free < LEAST_FREE:
        left = round(free / 2**20)
        words = {lang: say("cli.doctor.disk", lang, free=left) for lang in LANGUAGES}
        yield _told("disk", words, f"df -h {data}")
    keys = data / "keys"
    if keys.is_dir() and stat.S_IMODE(keys.stat().st_mode) & 0o077:
        words = {lang: say("cli.doctor.keys", lang) for lang in LANGUAGES}
        yield _told("keys", words, f"chmod -R go-rwx {keys}")


def node(data: Path) -> Iterator[Finding]:
    """What is wrong with the node itself."""
    from khizana.cli import workers

    if not data.is_dir():
        words = {lang: say("cli.doctor.no_node", lang, data=str(data)) for lang in LANGUAGES}
        yield _told("node", words, "python3 start.py init")
        return
    wake()
    if not is_made():
        words = {lang: say("cli.doctor.no_node", lang, data=str(data)) for lang in LANGUAGES}
        yield _told("node", words, "python3 start.py init")
        return
    if not workers.are_present():
        words = {lang: say("cli.doctor.no_worker", lang) for lang in LANGUAGES}
        yield _told("worker", words, "python3 start.py work", needed=False)
    chosen = settings.current()
    if chosen.debug or any("*" in host for host in chosen.hosts):
        words = {lang: say("cli.doctor.unsafe", lang) for lang in LANGUAGES}
        yield _told("unsafe", words, "unset KHZ_DEBUG KHZ_HOSTS")


def run(options: argparse.Namespace, console: Console) -> int:
    import os

    data = Path(os.environ.get("KHZ_DATA", "var")).absolute()
    found = [*machine(), *folder(data), *node(data)]
    wrong = any(finding.needed for finding in found)
    answer = {
        "ok": not wrong,
        "python": sys.version.split()[0],
        "data": str(data),
        "findings": [finding.to_json() for finding in found],
    }
    console.answer(answer, _lines(found))
    return codes.PROBLEMS if wrong else codes.OK


def _lines(found: list[Finding]) -> Iterator[str]:
    for finding in found:
        yield ("✗ " if finding.needed else "– ") + finding.name
        for lang in LANGUAGES:
            yield f"    {finding.sentence.shown(lang)}"
        yield f"    → {finding.line}"
    if not any(finding.needed for finding in found):
        for lang in LANGUAGES:
            yield "✓ " + say("cli.doctor.well", lang)
