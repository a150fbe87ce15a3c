"""Institutions, the accession register and the tree of records, fonds to item (ISAD(G))."""

from django.db import models

from khizana.access.models import Marked
from khizana.shared.fields import HistoricalDateField, MultilingualField
from khizana.shared.record import Kept
from khizana.terms.models import Authority

NO_DATE_LOW, NO_DATE_HIGH = -99991231, 99991231


class Institution(Kept):
    """An institution that holds archives (ISDIAH 5.1)."""

    KIND = "institution"

    code = models.CharField(max_length=40, unique=True)
    name = MultilingualField()
    country = models.CharField(max_length=2, blank=True)
    address = MultilingualField()
    history = MultilingualField()

    def __str__(self) -> str:
        return self.code


class Accession(Kept, Marked):
    """A line of the accession register: what came in, from whom, under which agreement."""

    KIND = "accession"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    number = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    title = MultilingualField()
    source = MultilingualField()
    received = HistoricalDateField()
    received_low = models.IntegerField(default=NO_DATE_LOW)
    custodial_history = MultilingualField()
    scope_content = MultilingualField()
    extent = MultilingualField()
    agreement = MultilingualField()
    acquisition_type = models.CharField(max_length=20, blank=True)
    notes = MultilingualField()
    state = models.CharField(max_length=20, default="registered")
    folded = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "year", "sequence"], name="accession_gap_free_number"
            )
        ]
        indexes = [models.Index(fields=["-year", "-sequence", "-id"])]

    def __str__(self) -> str:
        return self.number


class Record(Kept, Marked):
    """A unit of description. ``description`` holds the ISAD(G) elements of ``archive.elements``.

    ``path`` is the parent's path and an own segment, each closed by "/": a subtree is one range.
    It is compared by code point on every database (migration 0002).

    A reference code is unique among what one reader sees, and unique in the database for one
    marking and opening day: were it unique over all, "this code is taken" would tell a person of
    a record that they may not know of (polyinstantiation; Sandhu and Jajodia 1992).
    """

    KIND = "record"

    class Level(models.TextChoices):
        """Levels of description, ISAD(G) 3.1.4."""

        FONDS = "fonds"
        SUBFONDS = "subfonds"
        SERIES = "series"
        SUBSERIES = "subseries"
        FILE = "file"
        ITEM = "item"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=240, unique=True)
    depth = models.PositiveSmallIntegerField(default=0)
    sort_key = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=12, choices=Level)
    reference_code = models.CharField(max_length=120)
    title = MultilingualField()
    dates = HistoricalDateField()
    date_low = models.IntegerField(default=NO_DATE_LOW)
    date_high = models.IntegerField(default=NO_DATE_HIGH)
    description = models.JSONField(default=dict, blank=True)
    accession = models.ForeignKey(
        Accession, null=True, blank=True, on_delete=models.PROTECT, related_name="records"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "reference_code", "label", "open_from"],
                name="record_reference_code",
            ),
            models.CheckConstraint(
                condition=models.Q(date_low__lte=models.F("date_high")), name="record_dates_ordered"
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "sort_key", "id"]),
            models.Index(fields=["accession", "sort_key", "id"]),
            # the count of visible children is read from this index alone
            models.Index(
                fields=["parent", "label", "open_from"],
                name="record_children_visible",
                condition=models.Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference_code


class RecordAuthority(models.Model):
    """A record and an authority: creator (ISAD(G) 3.2.1), subject, place or custodian."""

    class Role(models.TextChoices):
        """What the authority is to the record."""

        CREATOR = "creator"
        SUBJECT = "subject"
        PLACE = "place"

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="authority_links")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="record_links")
    role = models.CharField(max_length=12, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "authority", "role"], name="record_authority_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.role} {self.authority_id}"


class TableImport(Kept):
    """A table handed in to create and change records; seen only by the person who handed it in.

    ``position`` counts the rows that are settled: a broken run goes on from there.
    """

    KIND = "table_import"

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    person_id = models.UUIDField(null=True, db_index=True)
    original_name = models.TextField()
    content = models.BinaryField()
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    state = models.CharField(max_length=20, default="checked")
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    refusals = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.original_name
