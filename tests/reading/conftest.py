"""A holder of files in memory, and small files made on the spot."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from khizana.access import labels
from khizana.access.models import OPEN
from khizana.archive.models import Institution, Record
from khizana.kernel.refs import new_id
from khizana.kernel.text import Text
from khizana.shared import holdings
from khizana.shared.holdings import HeldFile

MADE = Path(__file__).parents[1] / "fixtures" / "reading"


class MemoryHolder:
    """What preservation does, without it."""

    def __init__(self) -> None:
        self.files = {}
        self.refusals = {}
        self.attached = {}

    def file(self, object_id):
        return self.files.get(object_id)

    def set_reading_state(self, object_id, state, refusal=""):
        self.files[object_id] = replace(self.files[object_id], state=state)
        self.refusals[object_id] = refusal

    def unread(self, limit):
        found = [f.id for f in self.files.values() if f.state in {"waiting", "reading"}]
        return found[:limit]

    def attach(self, object_id, files):
        read = [(each.name, each.mime, Path(each.path).read_bytes()) for each in files]
        self.attached[object_id] = read


@pytest.fixture
def record(db):
    institution = Institution.objects.create(code="T", name=Text.of("Test", "en"))
    return Record.objects.create(
        institution=institution,
        path="a/",
        level="item",
        reference_code="T/1",
        title=Text.of("محضر", "ar"),
        label=labels.intern_lowest(),
        open_from=OPEN,
    )


@pytest.fixture
def holder(monkeypatch):
    made = MemoryHolder()
    monkeypatch.setattr(holdings, "_holders", [made])
    return made


@pytest.fixture
def hold(holder, record, tmp_path):
    """Return a maker of held files: ``hold(bytes or path, name)`` gives the object's id."""

    def make(content, name="file", *, mime="", puid="", state="waiting"):
        path = content if isinstance(content, Path) else tmp_path / f"{new_id()}-held"
        if not isinstance(content, Path):
            path.write_bytes(content)
        object_id = new_id()
        holder.files[object_id] = HeldFile(
            id=object_id,
            record_id=record.pk,
            path=path,
            sha512=hashlib.sha512(path.read_bytes()).hexdigest(),
            name=name,
            mime=mime,
            puid=puid,
            label_id=record.label_id,
            open_from=record.open_from,
            state=state,
        )
        return object_id

    return make
