"""What the machine must offer beyond Python. Standard library only: start.py reads it too."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

TESSDATA = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


@dataclass(frozen=True)
class Need:
    """One thing of the system, how to see that it is there, and how to get it."""

    name: str
    shown: str
    debian: str
    brew: str
    commands: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    only_for_tests: bool = False

    def is_met(self) -> bool:
        """Any of its commands, or any of its files, is enough."""
        if any(shutil.which(command) for command in self.commands):
            return True
        return any(any(Path("/").glob(pattern.lstrip("/"))) for pattern in self.files)

    def line(self) -> str:
        """The exact line that installs it on this machine."""
        if sys.platform == "darwin":
            return f"brew install {self.brew}"
        return f"{'' if is_root() else 'sudo '}apt install {self.debian}"


def is_root() -> bool:
    """Whether packages may be installed without asking anyone."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _recognition(code: str) -> Need:
    own = os.environ.get("TESSDATA_PREFIX")
    folders = (own, *TESSDATA) if own else TESSDATA
    return Need(
        name=f"ocr-{code}",
        shown=f"Tesseract: {code}",
        debian=f"tesseract-ocr-{code}",
        brew="tesseract-lang",
        files=tuple(f"{folder}/{code}.traineddata" for folder in folders),
    )


NEEDS = (
    _recognition("ara"),
    _recognition("fra"),
    _recognition("eng"),
    Need(
        name="browser",
        shown="Chromium",
        debian="chromium",
        brew="--cask chromium",
        commands=("chromium", "chromium-browser", "google-chrome"),
        files=("/Applications/Chromium.app",),
        only_for_tests=True,
    ),
    Need(
        name="database",
        shown="PostgreSQL",
        debian="postgresql",
        brew="postgresql@16",
        commands=("initdb",),
        files=("/usr/lib/postgresql/*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb"),
        only_for_tests=True,
    ),
)


def missing(*, tests: bool) -> list[Need]:
    """What is not there, of what running (or also testing) wants."""
    return [need for need in NEEDS if (tests or not need.only_for_tests) and not need.is_met()]
