"""The two texts that the project began with, and the words by which they must be found."""

from pathlib import Path
from typing import Any

import pytest

from khizana.search.results import Filters


@pytest.mark.parametrize(
    "question", ["الارشيف العسكري", "الأرشيف العسكرى", "إرهاب", "ارهاب", "الارهاب"]
)
@pytest.mark.requirement("A2.4")
def test_the_source_texts_are_found(
    archive: Any, found: Any, standards: Path, question: str
) -> None:
    texts = sorted((standards.parent / "input").glob("source-*.txt"))
    if not texts:
        pytest.skip(f"no source texts beside {standards}")
    for path in texts:
        archive.record(path.stem, path.read_text("utf-8"), code=path.stem)
    archive.index()
    page = found(question, filters=Filters(near="no"))
    assert page.total_passages > 0
    assert page.widened == ""
    assert all(hit.marks for hit in page.hits)
