"""The check of the words: no key used but missing, none written but never used."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from khizana.kernel.words.book import FOLDER

LANGUAGES = ("ar", "fr", "en")
FAMILIES = (
    "refusal.", "level.", "state.", "role.", "permission.", "event.", "action.", "language.",
    "format.",
)  # fmt: skip
_SAID = re.compile(r"""(?:\bsay|\bW)\(\s*["']([a-z0-9_.-]+)["']\s*[,)]""")
_TEMPLATE = re.compile(r"""\{%-?\s*w\s+["']([a-z0-9_.-]+)["']""")
_REFUSED = re.compile(
    r"""\b(?:Refusal|NotAllowed|NotValid|NotFound|Conflict)\(\s*["']([a-z0-9_.-]+)["']"""
)
_LITERAL = re.compile(r"""["']([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)["']""")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def problems(source_roots: Iterable[Path]) -> list[str]:
    """What is wrong with the words, one line each; an empty list where all is well."""
    book, found = _read_book()
    required: dict[str, str] = {}
    mentioned: set[str] = set()
    for path in _sources(source_roots):
        content = path.read_text(encoding="utf-8")
        for key in _required_keys(content):
            required.setdefault(key, path.name)
        mentioned.update(_LITERAL.findall(content))
        mentioned.update(_TEMPLATE.findall(content))
    for key, where in sorted(required.items()):
        if key not in book:
            found.append(f"{key}: used in {where} but not in the words")
    for key in sorted(book):
        if key not in required and key not in mentioned and not key.startswith(FAMILIES):
            found.append(f"{key}: in the words but never used")
    return found


def _required_keys(content: str) -> Iterator[str]:
    yield from _SAID.findall(content)
    yield from _TEMPLATE.findall(content)
    for code in _REFUSED.findall(content):
        yield f"refusal.{code}"
        yield f"refusal.{code}.advice"


def _sources(roots: Iterable[Path]) -> Iterator[Path]:
    for root in roots:
        if Path(root).is_file():
            yield Path(root)
        for pattern in ("*.py", "*.html", "*.txt"):
            yield from sorted(Path(root).rglob(pattern))


def _read_book() -> tuple[dict[str, dict[str, object]], list[str]]:
    book: dict[str, dict[str, object]] = {}
    found: list[str] = []
    for path in sorted(FOLDER.glob("*.toml")):
        for key, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in book:
                found.append(f"{key}: twice in the words ({path.name})")
            book[key] = entry
            found.extend(f"{key}: {problem}" for problem in _entry_problems(entry))
    return book, found


def _entry_problems(entry: dict[str, object]) -> Iterator[str]:
    names: dict[str, set[str]] = {}
    for lang in LANGUAGES:
        form = entry.get(lang)
        if not form:
            yield f"missing in {lang}"
            continue
        forms = list(form.values()) if isinstance(form, dict) else [form]
        if isinstance(form, dict) and "other" not in form:
            yield f"plural without 'other' in {lang}"
        names[lang] = {name for text in forms for name in _PLACEHOLDER.findall(str(text))}
    # a singular or dual may say the number in words
    different = {frozenset(found - {"count"}) for found in names.values()}
    if len(different) > 1:
        yield "the languages use different placeholders"
