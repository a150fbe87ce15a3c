"""`khizana ingest PATH…`: boxes into the archive; waits until they are read and can be found."""

import argparse
import contextlib
import time
from pathlib import Path
from typing import Any

from khizana.cli import codes
from khizana.cli.console import Console
from khizana.cli.node import acting, require_made
from khizana.kernel.errors import NotFound
from khizana.kernel.text import Text
from khizana.kernel.words import say


def summary(lang: str) -> str:
    return say("cli.help.ingest", lang)


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None:
    parser.add_argument("paths", metavar="PATH", nargs="+", help=say("cli.option.paths", lang))
    parser.add_argument("--title", help=say("cli.option.title", lang))
    parser.add_argument("--source", help=say("cli.option.source", lang))
    parser.add_argument("--level", help=say("cli.option.level", lang))
    parser.add_argument("--under", metavar="CODE", help=say("cli.option.under", lang))
    parser.add_argument("--no-wait", action="store_true", help=say("cli.option.no_wait", lang))


def run(options: argparse.Namespace, console: Console) -> int:
    require_made()
    from khizana.archive.queries import record_by_code
    from khizana.cli import intake, workers

    paths = [Path(path).absolute() for path in options.paths]
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise NotFound("cli.no_file", file=str(path))
    actor = acting(options, console)
    lang = actor.language
    parent_id = record_by_code(actor, options.under).pk if options.under else None
    began = time.monotonic()
    submissions: list[Any] = []
    help_out = contextlib.nullcontext() if options.no_wait else workers.helpers(intake.cores())
    with help_out:
        accession_id = None
        for path in paths:
            console.step(console.word("cli.ingest.receiving", path=path.name))
            box = intake.Box(
                path=path,
                title=Text.of(options.title or path.name, lang),
                source=Text.of(options.source, lang) if options.source else None,
                label=intake.label_of(options.level) if options.level else None,
                parent_id=parent_id,
                accession_id=accession_id,
            )
            submissions.append(intake.hand_in(actor, box))
            accession_id = box.accession_id
        if not options.no_wait:
            intake.wait(actor, submissions, console)
    seconds = time.monotonic() - began
    found = intake.outcome(actor, submissions, console.lang)
    accession = submissions[0].accession
    answer = {
        "accession": {"ref": str(accession.ref), "number": accession.number},
        "submissions": [str(submission.ref) for submission in submissions],
        "state": [submission.state for submission in submissions],
        "counts": found.counts,
        "refs": found.refs,
        "kept_back": found.kept_back,
        "not_read": found.not_read,
        "noted": found.noted,
        "stopped": found.stopped,
        "seconds": round(seconds, 2),
    }
    told = [console.word("cli.ingest.accession", number=accession.number)]
    console.answer(answer, [*told, *intake.lines(found, console, seconds)])
    stopped = any(submission.state == "stopped" for submission in submissions)
    return codes.PROBLEMS if found.kept_back or stopped else codes.OK
