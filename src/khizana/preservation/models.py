"""Boxes being received, preserved files, their PREMIS events and fixity runs."""

import uuid

from django.db import models

from khizana.access.models import Marked
from khizana.adapters import clock
from khizana.archive.models import Accession, Record
from khizana.kernel.refs import new_id
from khizana.shared.record import Kept


class Submission(Kept, Marked):
    """A box (folder, zip, upload) on its way in; OAIS calls it a submission (ISO 14721)."""

    KIND = "submission"

    accession = models.ForeignKey(Accession, on_delete=models.PROTECT, related_name="submissions")
    parent_record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_kind = models.CharField(max_length=12)
    source = models.TextField()
    state = models.CharField(max_length=20, default="listing")
    total_files = models.PositiveIntegerField(default=0)
    total_bytes = models.BigIntegerField(default=0)
    submitted_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.source


class DigitalObject(Kept, Marked):
    """A preserved file (PREMIS object, category file): its bytes stand once in the OCFL root."""

    KIND = "object"

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="objects_held")
    original_name = models.TextField()
    name_bytes = models.BinaryField()
    size = models.BigIntegerField()
    sha512 = models.CharField(max_length=128, db_index=True)
    sha256 = models.CharField(max_length=64)
    puid = models.CharField(max_length=20, blank=True)
    mime = models.CharField(max_length=120, blank=True)
    format_name = models.CharField(max_length=200, blank=True)
    ocfl_id = models.CharField(max_length=200)
    content_path = models.TextField()
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    attached_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    reading_state = models.CharField(max_length=20, default="waiting", db_index=True)
    reading_refusal = models.CharField(max_length=80, blank=True)
    last_checked_at = models.DateTimeField(null=True, blank=True)
    last_check_ok = models.BooleanField(null=True)

    def __str__(self) -> str:
        return self.original_name


class SubmittedFile(models.Model):
    """One entry of a box, in whatever state; nothing that was handed over is forgotten."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveIntegerField()
    path = models.TextField()
    path_bytes = models.BinaryField()
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20, default="waiting")
    refusal = models.CharField(max_length=80, blank=True)
    refusal_data = models.JSONField(default=dict, blank=True)
    staged = models.TextField(blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    object = models.ForeignKey(
        DigitalObject, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="submitted_file_once")
        ]
        indexes = [models.Index(fields=["submission", "state"])]

    def __str__(self) -> str:
        return self.path


class PreservationEvent(models.Model):
    """A PREMIS 3 event on a preserved file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object = models.ForeignKey(DigitalObject, on_delete=models.PROTECT, related_name="events")
    type = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    agent = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["object", "at"])]

    def __str__(self) -> str:
        return f"{self.type} {self.outcome}"


class FixityRun(models.Model):
    """A walk over preserved files that compares their digests with those on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_object = models.UUIDField(null=True, blank=True)
    checked = models.PositiveIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    problems = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d} {self.checked}"
