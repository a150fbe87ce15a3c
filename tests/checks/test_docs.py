"""What the documentation says of the code is what the code says."""

import importlib.util
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.either_database

ROOT = Path(__file__).resolve().parents[2]


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = generator().PAGES
OWN = [p for p in ROOT.glob("**/*.md") if not {".venv", "node_modules"} & set(p.parts)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_generated_pages_equal_the_code(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == PAGES[path](), "run: docs/generate.py"


@pytest.mark.parametrize("path", sorted(OWN), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), f"{target} is not there"
