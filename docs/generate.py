"""Writes docs/reference/ and the package table of THIRD-PARTY.md from the code.

.venv/bin/python docs/generate.py          # write
tests/checks/test_docs.py                  # refuses what is not in step
"""

import argparse
import ast
import importlib
import inspect
import os
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
LANGUAGES = ("ar", "fr", "en")
MADE = "<!-- made by docs/generate.py from the code; do not edit -->\n"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '¦') for cell in line)} |\n" for line in lines)


def settings_page() -> str:
    """Every environment variable, from the docstring of the settings object."""
    from khizana.adapters.settings import Settings

    text = inspect.cleandoc(Settings.__doc__ or "").partition("Attributes:\n")[2]
    rows = [
        [f"`{field}`", re.sub(r"\s+", " ", meaning).strip()]
        for field, meaning in re.findall(r"^    (\w+): (.*(?:\n        .*)*)", text, re.MULTILINE)
    ]
    return "# Settings\n\nRead once, from the environment, into one frozen object.\n\n" + table(
        ["field", "environment variable and meaning"], rows
    )


def commands_page() -> str:
    """Every command with its options, and the exit codes."""
    from khizana.cli import codes
    from khizana.cli.main import COMMANDS, command_module, common
    from khizana.kernel.words import say

    parts = ["# Commands\n\n`python3 start.py COMMAND …`, or `khizana COMMAND …` inside `.venv`.\n"]
    parts.append("\n## Every command\n\n" + table(["option", "meaning"], options_of(common("en"))))
    for name in COMMANDS:
        parser = argparse.ArgumentParser(add_help=False)
        module = command_module(name)
        module.add_arguments(parser, "en")
        rows = options_of(parser)
        parts.append(f"\n## {name}\n\n{module.summary('en')}\n")
        parts.append("\n" + table(["option", "meaning"], rows) if rows else "")
    exits = [[str(code), say(key, "en")] for code, key in codes.TABLE.items()]
    return "".join(parts) + "\n## Exit codes\n\n" + table(["code", "meaning"], exits)


def options_of(parser: argparse.ArgumentParser) -> list[list[str]]:
    """The options that people may use."""
    return [
        [f"`{', '.join(action.option_strings) or action.metavar or action.dest}`", action.help]
        for action in parser._actions
        if action.help and action.help != argparse.SUPPRESS
    ]


def permissions_page() -> str:
    """Roles, in three languages, and what each may do."""
    from khizana.access.roles import APART, PERMISSIONS, ROLES, SECOND_FACTOR, SENSITIVE
    from khizana.kernel.words import say

    out = ["# Roles and permissions\n\nA permission says what a person may do, a clearance what "]
    out.append("they may see; neither gives the other, and no role holds everything.\n\n")
    rows = []
    for role, held in ROLES.items():
        names = [say("role." + role, lang) for lang in LANGUAGES]
        marks = ["yes" if role in group else "" for group in (SENSITIVE, SECOND_FACTOR)]
        rows.append([f"`{role}`", *names, *marks, ", ".join(f"`{p}`" for p in sorted(held))])
    heads = ["role", *LANGUAGES, "appointed by a security officer", "second factor", "permissions"]
    out.append(table(heads, rows))
    pairs = ", ".join(f"`{one}` and `{other}`" for one, other in APART)
    out.append(f"\nNobody holds both of: {pairs}.\n\n## Permissions\n\n")
    held_by = {p: [r for r, held in ROLES.items() if p in held] for p in sorted(PERMISSIONS)}
    out.append(
        table(
            ["permission", *LANGUAGES, "held by"],
            [
                [f"`{p}`", *(say("permission." + p, lang) for lang in LANGUAGES), ", ".join(roles)]
                for p, roles in held_by.items()
            ],
        )
    )
    return "".join(out)


def own_modules(package: str) -> Iterator[object]:
    """Every module of a package of ours, without migrations and commands."""
    import khizana

    for found in pkgutil.walk_packages(khizana.__path__, "khizana."):
        if found.name.startswith(package) and ".migrations" not in found.name:
            yield importlib.import_module(found.name)


def workflows_page() -> str:
    """Every workflow table of the rooms."""
    from khizana.kernel.workflow import Workflow

    rooms = ("access", "ledger", "terms", "archive", "preservation", "reading", "search")
    found: dict[str, Workflow] = {}
    for room in rooms:
        for module in own_modules(f"khizana.{room}"):
            for value in vars(module).values():
                if isinstance(value, Workflow):
                    found[value.name] = value
    parts = ["# Workflows\n\nThe same tables that the pages and the API follow.\n"]
    for name in sorted(found):
        flow = found[name]
        parts.append(f"\n## {name}\n\nBegins as *{flow.state_name(flow.initial, 'en')}*.\n\n")
        arabic = {
            (a, b): s for (_, s, _, _), (a, b) in zip(flow.rows("ar"), keys(flow), strict=True)
        }
        rows = []
        for (source, step, target, permission), key in zip(
            flow.rows("en"), keys(flow), strict=True
        ):
            rows.append(
                [source, step, arabic[key], target, f"`{permission}`" if permission else ""]
            )
        parts.append(table(["from", "step", "الخطوة", "to", "permission"], rows))
    return "".join(parts)


def keys(flow: object) -> list[tuple[str, str]]:
    """(state, step) in the order of ``rows``."""
    return [
        (source, step.name)
        for step in flow.transitions.values()
        for source in flow.states
        if source in step.sources
    ]


PLACES = {
    "A2.2": "`/pages/…`",
    "A2.3": "`/records/…/history/`, `/fixity/`, `/ledger/`",
    "A2.4": "`/receive/`, `/accessions/`, `khizana ingest`",
    "A3.1": "`/archive/`, `/archive/table/`",
    "B3.2": "`/search/`, `khizana search`",
    "B6.1": "`/authorities/`, `/search/`",
}
"""Where a person meets what serves a clause."""


def requirements_page() -> str:
    """Which tests prove which clause of the requirements."""
    proved: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.ClassDef):
                for clause in clauses_of(function):
                    proved[clause].add(f"`{path.relative_to(ROOT).as_posix()}::{function.name}`")
    rows = [
        [clause, PLACES.get(clause, ""), "<br>".join(sorted(proved[clause]))]
        for clause in sorted(proved, key=natural)
    ]
    return (
        "# Requirements\n\nClauses of the two source articles and the tests that prove them. "
        "Clauses that later rooms will serve are not in this table yet.\n\n"
        + table(["clause", "page", "tests"], rows)
    )


def clauses_of(function: ast.FunctionDef | ast.ClassDef) -> list[str]:
    """The arguments of ``@pytest.mark.requirement``."""
    return [
        argument.value
        for mark in function.decorator_list
        if isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr == "requirement"
        for argument in mark.args
        if isinstance(argument, ast.Constant)
    ]


def natural(clause: str) -> list[object]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", clause)]


def imports_page() -> str:
    """The floors of the house, as import-linter checks them."""
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    floors = re.search(r"exhaustive = True\nlayers =\n((?:    .+\n)+)", text).group(1)
    rule = "Imports run downwards only; `lint-imports` refuses the rest."
    return f"# Floors\n\n{rule}\n\n```\n{floors}```\n"


def licence_of(name: str) -> tuple[str, str]:
    """Version and licence of an installed package."""
    found = distribution(name)
    data = found.metadata
    licence = data.get("License-Expression") or ""
    if not licence:
        classes = [c.split("::")[-1].strip() for c in data.get_all("Classifier") or []
                   if c.startswith("License ::")]  # fmt: skip
        licence = "; ".join(classes) or (data.get("License") or "").splitlines()[0][:60]
    return found.version, licence


def third_party() -> str:
    """THIRD-PARTY.md with the table of Python packages brought up to date."""
    text = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
    pinned = re.findall(
        r"^([A-Za-z0-9_.-]+)==(\S+)(.*)$", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )
    rows = []
    for name, version, rest in sorted(pinned):
        # packages of other systems (colorama on Windows) are not installed here
        if "sys_platform == 'win32'" in rest or "python_full_version" in rest:
            continue
        rows.append([name, version, licence_of(name)[1]])
    head, mark, _ = text.partition("<!-- packages -->\n")
    return head + mark + "\n" + table(["package", "version", "licence"], rows)


PAGES: dict[Path, Callable[[], str]] = {
    REFERENCE / "settings.md": lambda: MADE + settings_page(),
    REFERENCE / "commands.md": lambda: MADE + commands_page(),
    REFERENCE / "permissions.md": lambda: MADE + permissions_page(),
    REFERENCE / "workflows.md": lambda: MADE + workflows_page(),
    REFERENCE / "requirements.md": lambda: MADE + requirements_page(),
    REFERENCE / "floors.md": lambda: MADE + imports_page(),
    ROOT / "THIRD-PARTY.md": third_party,
}


def main() -> None:
    """Write every page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khizana.site.testing")
    import django

    django.setup()
    for path, make in PAGES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf-8")
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
