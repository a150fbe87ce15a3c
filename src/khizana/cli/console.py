"""What a command says: sentences and progress on stderr, the answer on stdout."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console as RichConsole
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from khizana.kernel.errors import Refusal
from khizana.kernel.words import say

LANGUAGES = ("ar", "fr", "en")


def machine_language() -> str:
    """The language of the terminal, as POSIX names it; English where it names none of ours."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return value[:2].lower() if value[:2].lower() in LANGUAGES else "en"
    return "en"


class Meter:
    """One progress bar, or nothing where nobody watches."""

    def __init__(self, progress: Progress | None, title: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=total) if progress else None

    def to(self, done: int, total: int | None = None) -> None:
        """Move the bar to ``done`` of ``total``."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)


class Console:
    """Speaks one language, to a person or (``--json``) to a machine."""

    def __init__(self, *, as_json: bool, lang: str | None = None) -> None:
        self.as_json = as_json
        self.lang = lang or machine_language()
        self._rich = RichConsole(stderr=True, highlight=False, soft_wrap=True)

    def word(self, key: str, **values: Any) -> str:
        """The words of a key in the language of this console."""
        return say(key, self.lang, **values)

    def step(self, text: str) -> None:
        """One step in one line."""
        sys.stderr.write(f"· {text}\n")
        sys.stderr.flush()

    def answer(self, found: Mapping[str, Any], lines: Iterable[str] = ()) -> None:
        """The answer: one JSON object, or lines for a person."""
        if self.as_json:
            sys.stdout.write(json.dumps(found, ensure_ascii=False, default=str) + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in lines)
        sys.stdout.flush()

    def refuse(self, refusal: Refusal) -> None:
        """Why not, and what to do next."""
        sentence, advice = refusal.sentence(self.lang), refusal.advice(self.lang)
        if self.as_json:
            self.answer({"code": refusal.code, "sentence": sentence, "advice": advice})
        self.step(f"{sentence} {advice}")

    @contextmanager
    def meter(self, title: str, total: int | None = None) -> Iterator[Meter]:
        """A progress bar on stderr where a person watches."""
        if self.as_json or not sys.stderr.isatty():
            yield Meter(None, title, total)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=self._rich, transient=True) as bar:
            yield Meter(bar, title, total)
