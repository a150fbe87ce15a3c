"""A box of three files, received, read and indexed as a worker would do it."""

import shutil
import tempfile
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "demo" / "box" / "open"
FILES = ("archives/قائمة-الملفات.txt", "اللجنة المشتركة/محضر-تمرين-الدورة-الأولى.pdf")


def receive(house) -> None:
    """Hand in the box for the archivist, and do all the work that waits."""
    from khizana.access.queries import actor_for
    from khizana.preservation.actions import receive_box
    from khizana.preservation.models import DigitalObject
    from khizana.reading.models import Page, Passage

    with tempfile.TemporaryDirectory() as above:
        folder = Path(above, "علبة عين السدرة")
        folder.mkdir()
        for name in FILES:
            shutil.copy(DEMO / name, folder)
        (folder / "فارغ.txt").touch()
        submission = receive_box(
            actor=actor_for(house.people["hafida"]), path=folder,
            accession_id=house.things["accession"].pk, parent_id=house.things["series"].pk,
            label=house.things["restricted"],
        )  # fmt: skip
        _work()
    held = DigitalObject.objects.get(original_name__endswith=".pdf")
    text = DigitalObject.objects.get(original_name__endswith="الملفات.txt")
    house.things |= {
        "box": submission,
        "object": held,
        "text": text,
        "page": Page.objects.filter(object_id=held.pk).earliest("number"),
        "text_page": Page.objects.filter(object_id=text.pk).earliest("number"),
        "passage": Passage.objects.filter(object_id=held.pk).earliest("position"),
        "unit": held.record,
    }


def _work() -> None:
    from khizana.access.queries import system_actor
    from khizana.preservation import receiving
    from khizana.preservation.models import DigitalObject, Submission
    from khizana.reading import reader
    from khizana.search import actions as search

    for pk in Submission.objects.filter(state="receiving").values_list("pk", flat=True):
        while receiving.receive_next(pk):
            pass
        receiving.receive_next(pk)
    for pk in DigitalObject.objects.filter(reading_state="waiting").values_list("pk", flat=True):
        reader.read_object(pk)
    search.catch_up(actor=system_actor())
