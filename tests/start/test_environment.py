"""What start.py relies on: requirements that follow the lock, tests with their own folder."""

import shutil
import subprocess
from pathlib import Path

import pytest

from khizana.adapters import settings

pytestmark = pytest.mark.either_database


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("requirements.txt", ["--no-dev", "--extra", "postgresql"]),
        ("requirements-dev.txt", ["--all-extras"]),
    ],
)
def test_requirements_follow_the_lock(repository: Path, name: str, options: list[str]) -> None:
    uv = shutil.which("uv")
    if not uv:
        pytest.skip("uv is not on this machine")
    command = [uv, "export", "--frozen", "--offline", "--no-emit-project", "--no-header", "-q"]
    done = subprocess.run(
        [*command, *options], cwd=repository, capture_output=True, text=True, check=True
    )
    assert done.stdout == (repository / name).read_text(), (
        f"run: uv export --frozen --no-emit-project --no-header {' '.join(options)} -o {name}"
    )


def test_tests_never_touch_the_node_of_the_developer(data_folder: Path) -> None:
    assert settings.current().data == data_folder
