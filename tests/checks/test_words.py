"""No sentence is missing in a language, none is used that is not written, none is left over."""

from pathlib import Path

import pytest

from khizana.kernel.words import check

pytestmark = pytest.mark.either_database


def test_words_are_complete_and_used(repository: Path) -> None:
    roots = [repository / "src" / "khizana", repository / "start.py"]
    assert not check.problems(roots)
