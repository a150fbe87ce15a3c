"""The whole test command: `python3 start.py test`. Each check in one line, pytest's line last.

start.py test                 everything
start.py test --quick         no PostgreSQL, no browser
start.py test tests/search -k phrase   only pytest, with these arguments
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import postgresql

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WORKERS = str(max(2, min(8, os.cpu_count() or 2)))

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "-q", "."],
    "imports": ["lint-imports", "--no-cache"],
    "types": ["mypy"],
    "templates": ["djade", "--check", "--target-version", "5.2"],
    "migrations": ["django-admin", "makemigrations", "--check", "--dry-run"],
}


def run(title: str, command: list[str], *, quiet: bool, env: dict[str, str] | None = None) -> bool:
    """Run one part, say how it went, and show its output where that is wanted or it failed."""
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=quiet,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    if quiet and not passed:
        print(done.stdout + done.stderr)
    verdict = "passed" if passed else "FAILED"
    print(f"== {title}: {verdict} in {time.monotonic() - began:.0f} s", flush=True)
    return passed


def static_checks() -> list[str]:
    """Everything that needs no test run; returns what failed."""
    failed = []
    for title, command in CHECKS.items():
        extra = []
        if title == "templates":
            extra = [str(path) for path in sorted((ROOT / "src").rglob("templates/**/*.html"))]
        env = {"DJANGO_SETTINGS_MODULE": "khizana.site.testing"}
        if not run(title, [*command, *extra], quiet=True, env=env):
            failed.append(title)
    return failed


def main(arguments: list[str]) -> int:
    quick = arguments == ["--quick"]
    if arguments and not quick:
        return subprocess.run([str(BIN / "pytest"), *arguments], cwd=ROOT, check=False).returncode
    failed = static_checks()
    pytest = ["pytest", "-q", "--durations=15"]
    plain = ["--ignore=tests/browser", "-n", WORKERS]
    if not quick:
        # one file stays with one worker: its server and its browser are started once
        spread = ["-n", "2", "--dist", "loadfile"]
        if not run("browser", [*pytest, *spread, "tests/browser"], quiet=False):
            failed.append("browser")
        with postgresql.cluster() as address:
            if address is None:
                print("== PostgreSQL: not here, its tests did not run (start.py doctor says more)")
                # CI must prove both databases; elsewhere the rest still counts
                failed.extend(["PostgreSQL"] if os.environ.get("CI") else [])
            else:
                env = {"KHZ_TEST_DATABASE_URL": address}
                chosen = [*pytest, *plain, "-m", "not browser and not either_database"]
                if not run("PostgreSQL", chosen, quiet=False, env=env):
                    failed.append("PostgreSQL")
    if failed:
        print(f"== failed so far: {', '.join(failed)}", flush=True)
    # the last run, so that its line closes the output
    last = [str(BIN / "pytest"), *pytest[1:], *plain, "-m", "not browser"]
    code = subprocess.run(last, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode
    return code or (1 if failed else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
