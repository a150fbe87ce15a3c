"""Every template compiles, and none loads anything from elsewhere."""

import re
from pathlib import Path

import pytest
from django.template import engines

pytestmark = pytest.mark.either_database

SOURCE = Path(__file__).resolve().parents[2] / "src" / "khizana"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.*"))
ELSEWHERE = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|\son[a-z]+=|\sstyle=")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_compiles(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    engines["django"].from_string(text)
    assert not ELSEWHERE.search(text), "nothing is loaded from elsewhere"
    assert not INLINE.search(text), "the content security policy refuses inline script and style"
