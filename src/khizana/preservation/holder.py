"""What the rooms beside this one may know of preserved files, and the attachments of mails."""

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.db import transaction

from khizana.access.queries import system_actor
from khizana.adapters import clock, formats, virus
from khizana.adapters.extract_types import Attachment
from khizana.adapters.storage import Provenance
from khizana.adapters.storage_intake import take_in
from khizana.adapters.unpack_names import shown
from khizana.ledger import actions as ledger
from khizana.preservation import place, premis
from khizana.preservation.models import DigitalObject, PreservationEvent
from khizana.preservation.naming import extension_of
from khizana.preservation.premis import Examined
from khizana.preservation.storing import RECEIVED
from khizana.shared import steps
from khizana.shared.holdings import HeldFile


class Holdings:
    """The holder of the preserved files (``shared.holdings.Holder``)."""

    def file(self, object_id: UUID) -> HeldFile | None:
        """Return a preserved file, or None where there is none of that id."""
        row = DigitalObject.objects.filter(pk=object_id).first()
        if row is None:
            return None
        return HeldFile(
            id=row.pk,
            record_id=row.record_id,
            path=place.root().path(row.content_path),
            sha512=row.sha512,
            name=row.original_name,
            mime=row.mime,
            puid=row.puid,
            label_id=row.label_id,
            open_from=row.open_from,
            state=row.reading_state,
        )

    def set_reading_state(self, object_id: UUID, state: str, refusal: str = "") -> None:
        """Write how far reading has come."""
        DigitalObject.objects.filter(pk=object_id).update(
            reading_state=state, reading_refusal=refusal
        )

    def unread(self, limit: int) -> Sequence[UUID]:
        """Return files whose state is waiting or reading, oldest first."""
        rows = DigitalObject.objects.filter(reading_state__in=("waiting", "reading"))
        return list(rows.order_by("created_at", "pk").values_list("pk", flat=True)[:limit])

    def attach(self, object_id: UUID, files: Sequence[Attachment]) -> None:
        """Receive the files found inside a mail as objects attached to it."""
        mail = DigitalObject.objects.select_related("record").get(pk=object_id)
        for file in files:
            _attach(mail, file)


def _attach(mail: DigitalObject, file: Attachment) -> None:
    """Store one attachment under the unit of its mail; a second time changes nothing."""
    storage = place.storage()
    name = file.name.encode("utf-8", "surrogateescape")
    staged = storage.staging / f"mail-{mail.pk.hex}{extension_of(name)}"
    with Path(file.path).open("rb", buffering=0) as source:
        intake = take_in(source, staged)
    found = formats.identify(staged)
    scan = virus.scan([staged])[0]
    actor = system_actor()
    origin = Provenance(clock.now(), f"Attached to {mail.ref}", actor.name, str(mail.ref))
    built = storage.build(intake, name=name, provenance=origin)
    storage.settle()
    stored = storage.install(built)
    storage.settle()
    with transaction.atomic():
        DigitalObject.objects.select_for_update(of=("self",)).get(pk=mail.pk)
        same = DigitalObject.objects.filter(attached_to=mail, sha512=intake.sha512, name_bytes=name)
        if same.exists():
            return
        first = DigitalObject.objects.filter(sha512=intake.sha512, duplicate_of__isnull=True)
        made = DigitalObject(
            record=mail.record,
            label_id=mail.label_id,
            open_from=mail.open_from,
            attached_to=mail,
            original_name=shown(file.name),
            name_bytes=name,
            size=intake.size,
            sha512=intake.sha512,
            sha256=intake.sha256,
            puid=found.puid[:20],
            mime=(found.mime or file.mime or mimetypes.guess_type(file.name)[0] or "")[:120],
            format_name=f"{found.name} {found.version}".strip()[:200],
            format_warning=found.warning[:200],
            ocfl_id=stored.ocfl_id,
            content_path=stored.content_path,
            duplicate_of=first.order_by("created_at", "pk").first(),
            last_checked_at=clock.now(),
            last_check_ok=True,
        )
        made.save(force_insert=True)
        examined = Examined(intake, found, scan, stored)
        origin_of = {"attached_to": str(mail.ref)}
        events = premis.events_of_receipt(made, examined, received_from=origin_of)
        PreservationEvent.objects.bulk_create(events)
        ledger.append(
            actor=actor,
            action="preservation.attached",
            ref=made.ref,
            label_id=made.label_id,
            open_from=made.open_from,
            detail={
                "sha512": made.sha512, "sha256": made.sha256, "size": made.size,
                "puid": made.puid, "name": made.original_name, "mail": str(mail.ref),
            },
        )  # fmt: skip
        steps.hand_on(RECEIVED, [made.pk])
