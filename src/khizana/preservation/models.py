"""Boxes being received, preserved files, their PREMIS events and fixity runs."""

from django.db import models

from khizana.access.models import Marked
from khizana.adapters import clock
from khizana.archive.models import Accession, Record
from khizana.kernel.refs import new_id
from khizana.shared.record import Kept


class Submission(Kept, Marked):
    """A box (folder, zip, upload) on its way in; OAIS calls it a submission (ISO 14721).

    ``source_bytes`` is the path as the file system has it, ``source`` a reading for people.
    """

    KIND = "submission"

    accession = models.ForeignKey(Accession, on_delete=models.PROTECT, related_name="submissions")
    parent_record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    box_record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_kind = models.CharField(max_length=12)
    source = models.TextField()
    source_bytes = models.BinaryField(default=b"", blank=True)
    state = models.CharField(max_length=20, default="listing")
    stopped_by = models.CharField(max_length=80, blank=True)
    stopped_data = models.JSONField(default=dict, blank=True)
    total_files = models.PositiveIntegerField(default=0)
    total_bytes = models.BigIntegerField(default=0)
    lister = models.CharField(max_length=64, blank=True)
    submitted_by = models.UUIDField(null=True)
    submitted_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state"]), models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return self.source


class DigitalObject(Kept, Marked):
    """A preserved file (PREMIS object, category file): its bytes stand once in the OCFL root.

    Two receipts of the same bytes are two objects, each in its place of the tree; the later one
    says ``duplicate_of`` and shares ``content_path``. ``name_bytes`` is the path in the box.
    """

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
    format_warning = models.CharField(max_length=200, blank=True)
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
    last_checked_at = models.DateTimeField(null=True, blank=True, db_index=True)
    last_check_ok = models.BooleanField(null=True)

    def __str__(self) -> str:
        return self.original_name


class SubmittedFile(models.Model):
    """One entry of a box, in whatever state; nothing that was handed over is forgotten.

    Its bytes are in the folder or zip of the submission, in ``staged`` (an upload), or inside
    ``container``, a zip of the same box that is itself preserved. ``zip_offset`` is set where
    they must be unpacked. ``note`` says what is unusual about a file that was received.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    position = models.PositiveIntegerField()
    path = models.TextField()
    path_bytes = models.BinaryField()
    size = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20, default="waiting")
    refusal = models.CharField(max_length=80, blank=True)
    refusal_data = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=80, blank=True)
    staged = models.TextField(blank=True)
    container = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="contents"
    )
    depth = models.PositiveSmallIntegerField(default=0)
    zip_offset = models.BigIntegerField(null=True, blank=True)
    parent_record = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField(default=0)
    title = models.TextField(blank=True)
    lease_owner = models.CharField(max_length=64, blank=True)
    leased_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    object = models.ForeignKey(
        DigitalObject, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "position"], name="submitted_file_once")
        ]
        indexes = [models.Index(fields=["submission", "state", "position"])]

    def __str__(self) -> str:
        return self.path


class PreservationEvent(models.Model):
    """A PREMIS 3 event on a preserved file; types are those of the PREMIS event vocabulary."""

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

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    scope = models.CharField(max_length=80, default="due")
    started_by = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_object = models.UUIDField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=64, blank=True)
    leased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-started_at"])]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d} {self.checked}"


class FixityTally(Marked):
    """What a run found among files of one label and closure; what is told of a run sums these up.

    Totals over everything would tell how much there is that the reader may not see.
    """

    run = models.ForeignKey(FixityRun, on_delete=models.PROTECT, related_name="tallies")
    checked = models.PositiveIntegerField(default=0)
    bytes_read = models.BigIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "label", "open_from"], name="fixity_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.checked}"


class FixityProblem(models.Model):
    """What a fixity run found wrong with one file: missing, changed or unreadable."""

    run = models.ForeignKey(FixityRun, on_delete=models.PROTECT, related_name="problems")
    object = models.ForeignKey(DigitalObject, on_delete=models.PROTECT, related_name="problems")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "object"], name="fixity_problem_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
