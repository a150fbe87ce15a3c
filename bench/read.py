"""Reading born-digital documents of three pages: documents a second and processor time a document.

``python -m bench.read [documents]``. A fresh node in a temporary folder (SQLite unless
KHZ_DATABASE_URL says otherwise); pages, layers, passages and ledger lines are written as the worker
writes them. The share of reading is limited to 25 ms of processor time a document, so that
receiving, reading and indexing together reach 40 documents a second on two cores.
"""

import hashlib
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT_MS = 25.0
ARABIC = (
    "عقدت اللجنة العسكرية المشتركة جلستها الأولى في باماكو يوم 12 فبراير 2025، وحضرها ممثلون. "
    "وأوصت اللجنة بحفظ الأرشيف العسكري وفهرسته، وبإعداد قاعدة بيانات مشتركة للوثائق التاريخية. "
)
FRENCH = (
    "La commission mixte a recommandé de conserver et de décrire les archives militaires, "
    "et de préparer une base commune pour les documents de la période 1956 à 1963. "
)


class Holder:
    """The files of the bench, held in memory."""

    def __init__(self) -> None:
        self.files = {}

    def file(self, object_id):
        return self.files[object_id]

    def set_reading_state(self, object_id, state, refusal=""):
        self.files[object_id] = replace(self.files[object_id], state=state)

    def unread(self, limit):
        return []

    def attach(self, object_id, files):
        pass


def make_files(folder: Path, count: int) -> list[Path]:
    """Four kinds by turns: an Arabic PDF, a Word document, a text in Windows-1256, a mail."""
    import pypdfium2

    sys.path.insert(0, str(ROOT / "tests" / "adapters"))
    import made

    one = pypdfium2.PdfDocument(ROOT / "tests" / "fixtures" / "reading" / "chromium.pdf")
    three = pypdfium2.PdfDocument.new()
    for _ in range(3):
        three.import_pages(one)
    three.save(folder / "a.pdf")
    mixed = [ARABIC * 3, FRENCH * 3] * 7
    (folder / "a.docx").write_bytes(made.docx(mixed))
    (folder / "a.txt").write_bytes("\n\n".join([ARABIC * 3] * 12).encode("cp1256"))
    head = "From: a@example.org\nTo: b@example.org\nSubject: Test\nMIME-Version: 1.0\n"
    mail = head + "Content-Type: text/plain; charset=utf-8\n\n" + "\n\n".join(mixed)
    (folder / "a.eml").write_bytes(mail.encode())
    kinds = [folder / name for name in ("a.pdf", "a.docx", "a.txt", "a.eml")]
    return [kinds[at % 4] for at in range(count)]


def child_seconds() -> float:
    """Processor time of the reading process so far."""
    from khizana.adapters.extract_guard import process

    stat = Path(f"/proc/{process._child.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures, one line a kind."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as name:
        os.environ["KHZ_DATA"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "khizana.site.settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        run(Path(name), count)


def run(folder: Path, count: int) -> None:
    from khizana.access import labels
    from khizana.access.models import OPEN
    from khizana.archive.models import Institution, Record
    from khizana.kernel.refs import new_id
    from khizana.kernel.text import Text
    from khizana.reading import reader
    from khizana.reading.models import Page, Passage
    from khizana.shared import holdings, steps
    from khizana.shared.holdings import HeldFile

    steps._steps.clear()
    holder = Holder()
    holdings.register(holder)
    house = Institution.objects.create(code="B", name=Text.of("Bench", "en"))
    label = labels.intern_lowest()
    files = make_files(folder, count + 8)
    ids = []
    for at, path in enumerate(files):
        record = Record.objects.create(
            institution=house, path=f"{at}/", level="item", reference_code=str(at),
            title=Text.of(str(at), "en"), label=label, open_from=OPEN,
        )  # fmt: skip
        object_id = new_id()
        ids.append(object_id)
        digest = hashlib.sha512(path.read_bytes()).hexdigest()
        holder.files[object_id] = HeldFile(
            object_id, record.pk, path, digest, path.name, "", "", label.pk, OPEN, "waiting"
        )
    for object_id in ids[:8]:
        reader.read_object(object_id)
    by_kind: dict[str, list[float]] = {}
    wall, own, other = time.perf_counter(), time.process_time(), child_seconds()
    for object_id in ids[8:]:
        began = time.perf_counter()
        reader.read_object(object_id)
        kind = holder.files[object_id].path.suffix
        by_kind.setdefault(kind, []).append(time.perf_counter() - began)
    wall, own = time.perf_counter() - wall, time.process_time() - own
    other = child_seconds() - other
    for kind, times in by_kind.items():
        times.sort()
        print(
            f"{kind:6} p50 {times[len(times) // 2] * 1000:6.1f} ms  max {times[-1] * 1000:6.1f} ms"
        )
    cpu = (own + other) * 1000 / count
    print(
        f"read   {count} documents, {Page.objects.count()} pages,"
        f" {Passage.objects.count()} passages:"
        f" {count / wall:.0f} documents/s by one worker, {cpu:.1f} ms CPU each"
        f" ({own * 1000 / count:.1f} room, {other * 1000 / count:.1f} reading process),"
        f" limit {LIMIT_MS:.0f}"
    )


if __name__ == "__main__":
    main()
