"""A small archive made of rows alone, and its index."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from khizana.access import labels
from khizana.access.models import OPEN, Label
from khizana.access.queries import system_actor
from khizana.archive.models import Institution, Record, RecordAuthority
from khizana.archive.tree import natural_key, segment
from khizana.kernel.dates import HistoricalDate
from khizana.kernel.markings import Marking
from khizana.kernel.policy import Policy
from khizana.kernel.refs import new_id
from khizana.kernel.text import Text
from khizana.ledger import actions as ledger
from khizana.preservation.models import DigitalObject
from khizana.reading.models import Page, Passage, TextLayer
from khizana.search import actions
from khizana.terms.models import Authority


class Archive:
    """Makes records with texts, each with the ledger line that its room would write."""

    def __init__(self) -> None:
        self.policy = Policy.neutral()
        self.lowest = labels.intern_lowest()
        self.highest = labels.intern(Marking(self.policy, list(self.policy.levels)[-1]))
        self.institution = Institution.objects.create(code="MA-TEST", name=Text.of("T", "fr"))
        self.made = 0

    def record(
        self,
        title: str | Text,
        *texts: str,
        parent: Record | None = None,
        level: str = "file",
        label: Label | None = None,
        open_from: dt.date = OPEN,
        date: str = "",
        language: str = "ar",
        kind: str = "extract",
        mime: str = "application/pdf",
        description: dict[str, Any] | None = None,
        code: str = "",
    ) -> Record:
        """A record with one file, one page per text and one passage per line of it."""
        self.made += 1
        identity = new_id()
        read = HistoricalDate.read(date) if date else None
        low, high = read.bounds() if read else (-99991231, 99991231)
        code = code or f"MA/T/{self.made}"
        marking = {"label": label or self.lowest, "open_from": open_from}
        with transaction.atomic():
            record = Record.objects.create(
                id=identity,
                institution=self.institution,
                parent=parent,
                path=(parent.path if parent else "") + segment(identity),
                depth=parent.depth + 1 if parent else 0,
                sort_key=natural_key(code),
                level=level,
                reference_code=code,
                title=title if isinstance(title, Text) else Text.of(title, language),
                dates=read,
                date_low=low,
                date_high=high,
                description=description or {},
                **marking,
            )
            self.line("archive.record_created", record)
            if texts:
                self.file(record, texts, language=language, kind=kind, mime=mime)
        return record

    def file(
        self, record: Record, texts: tuple[str, ...], *, language: str, kind: str, mime: str
    ) -> DigitalObject:
        """A preserved and read file of a record."""
        marking = {"label": record.label, "open_from": record.open_from}
        held = DigitalObject.objects.create(
            record=record,
            original_name="file",
            name_bytes=b"file",
            size=1,
            sha512=hashlib.sha512(repr((record.pk, texts)).encode()).hexdigest(),
            sha256="0" * 64,
            mime=mime,
            ocfl_id=f"test:{new_id()}",
            content_path="file",
            **marking,
        )
        for number, text in enumerate(texts, 1):
            page = Page.objects.create(object_id=held.pk, record=record, number=number, **marking)
            self.layer(page, text, number=1, kind=kind, language=language)
        self.line("reading.read", record, ref=held.ref)
        return held

    def layer(
        self, page: Page, text: str, *, number: int, kind: str, language: str = "ar"
    ) -> TextLayer:
        """A reading of a page, current, with a passage per line."""
        page.layers.update(current=False)
        layer = TextLayer.objects.create(
            page=page,
            number=number,
            kind=kind,
            tool="test",
            input_digest="0",
            text=text,
            digest=hashlib.sha256(text.encode()).hexdigest(),
            language=language,
            direction="rtl" if language == "ar" else "ltr",
        )
        start = 0
        for position, line in enumerate(text.split("\n"), 1):
            if line:
                Passage.objects.create(
                    record=page.record,
                    object_id=page.object_id,
                    layer=layer,
                    position=position,
                    start=start,
                    end=start + len(line),
                    language=language,
                    label=page.label,
                    open_from=page.open_from,
                )
            start += len(line) + 1
        return layer

    def authority(self, record: Record | None = None, **names: str) -> Authority:
        """A body with names, creator of ``record``."""
        from khizana.kernel.folding import fold

        body = Authority.objects.create(
            kind="corporate_body",
            name=Text(names, None),
            label=self.lowest,
            folded=fold(" ".join(names.values())),
        )
        if record:
            RecordAuthority.objects.create(record=record, authority=body, role="creator")
            self.line("archive.authority_linked", record)
        return body

    def line(self, action: str, record: Record, *, ref: Any = None, **more: Any) -> None:
        """The ledger line of a change."""
        with transaction.atomic():
            ledger.append(
                actor=system_actor(), action=action, ref=ref or record.ref,
                label_id=record.label_id, open_from=record.open_from, **more,
            )  # fmt: skip

    def index(self) -> actions.Indexed:
        """Bring the index up to the ledger."""
        return actions.catch_up(actor=system_actor())


@pytest.fixture
def archive(db: None) -> Iterator[Archive]:
    yield Archive()


@pytest.fixture
def house(archive: Archive) -> Archive:
    """A fonds with documents in three languages, indexed."""
    fonds = archive.record("رصيد مديرية التاريخ العسكري", level="fonds", code="MA/DHM")
    archive.record(
        "محضر اللجنة العسكرية المشتركة",
        "اجتمعت اللجنة في باماكو لدراسة الأرشيف العسكري.\nوتناولت محاربة إرهاب الساحل.",
        "وقّع القائد على المحضر.",
        parent=fonds,
        date="1957..1961",
        code="MA/DHM/1",
    )
    archive.record(
        Text({"fr": "Journal de marche", "ar": "يومية العمليات"}, "fr"),
        "L’état-major de l’armée visita Bamako en mai 1958.",
        parent=fonds,
        language="fr",
        kind="ocr",
        mime="image/tiff",
        date="1958",
        code="MA/DHM/2",
    )
    archive.record(
        "Minutes of the commission",
        "The commission met at Bamako to discuss the military archives.",
        parent=fonds,
        language="en",
        mime="message/rfc822",
        code="MA/DHM/10",
        description={
            "scope_content": {"en": "Correspondence about the treaty.", "_original": "en"}
        },
    )
    archive.index()
    return archive


@pytest.fixture
def found(reader: Any) -> Callable[..., Any]:
    """Search as somebody who sees what is open."""
    from khizana.search.queries import search

    def ask(query: str, **more: Any) -> Any:
        return search(actor=more.pop("actor", reader), query=query, **more)

    return ask
