"""Rules of the house that no linter knows: length of files, no relative paths, licence headers."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.either_database

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
OWN = [p for part in ("src", "tests", "demo", "bench") for p in (ROOT / part).rglob("*.py")]


@pytest.mark.parametrize("path", [*OWN, ROOT / "start.py"], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_a_whale(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST, f"{lines} lines: split it by subject (notes/style.md 15)"


def test_data_that_ships_is_licensed() -> None:
    notices = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8")
    vendor = ROOT / "src" / "khizana" / "web" / "static" / "vendor"
    for path in sorted(vendor.iterdir()) if vendor.is_dir() else []:
        assert path.name.split("-")[0].split(".")[0].lower() in notices.lower(), path.name
