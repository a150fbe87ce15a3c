"""Boxes and preserved files are marked as what holds them."""

from collections.abc import Sequence
from uuid import UUID

from khizana.access import labels
from khizana.archive.models import Record
from khizana.kernel.markings import join
from khizana.preservation.models import DigitalObject, Submission

_AT_ONCE = 500


def carry_marking(record_ids: Sequence[UUID]) -> None:
    """After «archive.relabelled»: the files of these records take their marking, with them."""
    for at in range(0, len(record_ids), _AT_ONCE):
        rows = Record.objects.filter(pk__in=record_ids[at : at + _AT_ONCE])
        for pk, label_id, open_from in rows.values_list("pk", "label_id", "open_from"):
            DigitalObject.objects.filter(record_id=pk).update(
                label_id=label_id, open_from=open_from
            )


def raise_boxes(accession_ids: Sequence[UUID]) -> None:
    """After «archive.accession_relabelled»: its boxes are marked no lower than it, ever."""
    rows = Submission.objects.filter(accession_id__in=accession_ids)
    for box in rows.select_related("label", "accession__label"):
        both = (labels.marking_of(box.label), labels.marking_of(box.accession.label))
        box.label = labels.intern(join(both))
        box.open_from = max(box.open_from, box.accession.open_from)
        box.save(update_fields=["label", "open_from"])
