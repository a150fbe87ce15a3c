"""Authority names in three languages (ISAAR(CPF), and subjects and places)."""

from django.db import models

from khizana.access.models import Marked
from khizana.shared.fields import HistoricalDateField, MultilingualField
from khizana.shared.record import Kept

KIND_WORDS = {
    "person": "terms.kind.person",
    "corporate_body": "terms.kind.corporate_body",
    "family": "terms.kind.family",
    "place": "terms.kind.place",
    "subject": "terms.kind.subject",
}


class Authority(Kept, Marked):
    """A person, corporate body, family, place or subject, by its authorised names."""

    KIND = "authority"

    class Kind(models.TextChoices):
        """Types of entity, ISAAR(CPF) 5.1.1, with places and subjects."""

        PERSON = "person"
        CORPORATE_BODY = "corporate_body"
        FAMILY = "family"
        PLACE = "place"
        SUBJECT = "subject"

    kind = models.CharField(max_length=20, choices=Kind)
    identifier = models.CharField(max_length=120, blank=True)
    name = MultilingualField()
    variants = models.JSONField(default=list, blank=True)
    dates = HistoricalDateField()
    history = MultilingualField()
    sort_ar = models.CharField(max_length=200, blank=True, db_index=True)
    sort_fr = models.CharField(max_length=200, blank=True, db_index=True)
    sort_en = models.CharField(max_length=200, blank=True, db_index=True)
    folded = models.TextField(blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta:
        indexes = [
            models.Index(fields=["kind", "sort_ar"]),
            models.Index(fields=["kind", "sort_fr"]),
            models.Index(fields=["kind", "sort_en"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="authority_not_into_itself"
            )
        ]

    def __str__(self) -> str:
        return str(self.name)
