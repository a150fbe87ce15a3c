"""Pages, their text layers and the passages that everything else cites.

A preserved file is named by its id only: `preservation` and `reading` stand on one floor.
"""

from django.db import models

from khizana.access.models import Marked
from khizana.archive.models import Record
from khizana.kernel.refs import new_id
from khizana.shared.record import Kept


class Page(Marked):
    """A page, sheet or section of a preserved file; number 1 is the first.

    ``state``: read, image (its text is still to be recognised), person (only a person can go on).
    ``claimed_at``, ``claimed_by``: when which worker took it for OCR; the claim of a dead worker is
    void, and every claim lapses, so that a killed worker loses nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object_id = models.UUIDField()
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, default="page")
    title = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, default="read")
    refusal = models.CharField(max_length=80, blank=True)
    source_kind = models.CharField(max_length=12, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object_id", "number"], name="page_number_once")
        ]
        indexes = [
            models.Index(
                fields=["object_id", "number"],
                name="page_waits_for_ocr",
                condition=models.Q(state="image"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.object_id} p. {self.number}"


class TextLayer(Kept):
    """One reading of one page. Never overwritten: a correction is the next version."""

    KIND = "layer"

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="layers")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    tool = models.CharField(max_length=80)
    settings = models.JSONField(default=dict)
    input_digest = models.CharField(max_length=128)
    text = models.TextField()
    digest = models.CharField(max_length=64, db_index=True)
    boxes = models.BinaryField(null=True)
    language = models.CharField(max_length=8, blank=True)
    direction = models.CharField(max_length=3, default="ltr")
    quality = models.JSONField(default=dict)
    confidence = models.FloatField(null=True)
    made_by = models.CharField(max_length=200, blank=True)
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="layer_number_once"),
            models.UniqueConstraint(
                fields=["page"], condition=models.Q(current=True), name="one_current_layer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page} layer {self.number}"


class Passage(Kept, Marked):
    """A place in one digitally fixed text layer: characters ``start`` to ``end`` (exclusive)."""

    KIND = "passage"

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="passages")
    object_id = models.UUIDField(db_index=True)
    layer = models.ForeignKey(TextLayer, on_delete=models.PROTECT, related_name="passages")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    region = models.JSONField(null=True)
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["layer", "start", "end"], name="passage_once"),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="passage_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.layer_id} {self.start}-{self.end}"
