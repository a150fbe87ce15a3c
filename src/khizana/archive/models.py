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
    number = models.CharField(max_length=20, unique=True)
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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "sequence"], name="accession_gap_free_number")
        ]
        indexes = [models.Index(fields=["label", "-year", "-sequence"])]

    def __str__(self) -> str:
        return self.number


class Record(Kept, Marked):
    """A unit of description. ``description`` holds the ISAD(G) elements of ``archive.elements``.

    ``path`` is the parent's path and an own segment, each closed by "/": a subtree is one range.
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
                fields=["institution", "reference_code"], name="record_reference_code"
            )
        ]
        indexes = [
            models.Index(fields=["parent", "sort_key", "id"]),
            models.Index(fields=["accession", "sort_key", "id"]),
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
