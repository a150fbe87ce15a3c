"""The whole way of a document: born-digital files received, read and indexed, documents a second.

``python -m bench.way [documents]`` (default 600). A fresh node, a box of unlike files by turns (an
Arabic and a French PDF of three pages, a Word document, a text in Windows-1256, a mail), and the
command that people type: ``khizana ingest``, with its own two workers. Its time runs until all of
it is found by the search, with the start of the workers. Limit: 40 documents a second on 2 cores.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.read import ARABIC, FRENCH, ROOT

LIMIT = 40.0
KHIZANA = str(Path(sys.executable).with_name("khizana"))


def make_box(box: Path, count: int) -> None:
    """Write ``count`` files that differ from one another in their bytes."""
    import pypdfium2

    sys.path.insert(0, str(ROOT / "tests" / "adapters"))
    import made

    pdfs = []
    for name in ("محضر*.pdf", "note*.pdf"):
        source = pypdfium2.PdfDocument(next((ROOT / "demo" / "box").rglob(name)))
        three = pypdfium2.PdfDocument.new()
        three.import_pages(source, [0, min(1, len(source) - 1), 0])
        three.save(box / "three.pdf")
        pdfs.append((box / "three.pdf").read_bytes())
        (box / "three.pdf").unlink()
    mixed = [ARABIC * 3, FRENCH * 3] * 7
    head = "From: a@example.org\nTo: b@example.org\nSubject: {}\nMIME-Version: 1.0\n"
    head += "Content-Type: text/plain; charset=utf-8\n\n"
    for at in range(count):
        kind = at % 5
        if kind < 2:
            data, ending = pdfs[kind] + b"\n%% %d\n" % at, "pdf"
        elif kind == 2:
            data, ending = made.docx([*mixed, f"Document {at}"]), "docx"
        elif kind == 3:
            data, ending = "\n\n".join([ARABIC * 3] * 12 + [str(at)]).encode("cp1256"), "txt"
        else:
            data, ending = (head.format(at) + "\n\n".join(mixed)).encode(), "eml"
        (box / f"{at:05}.{ending}").write_bytes(data)


def main() -> None:
    """Print documents a second beside the limit."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory() as name:
        box, data = Path(name, "box"), str(Path(name, "node"))
        box.mkdir()
        make_box(box, count)
        subprocess.run([KHIZANA, "init", "--data", data], check=True, capture_output=True)
        began = time.perf_counter()
        done = subprocess.run(
            [KHIZANA, "ingest", str(box), "--data", data, "--json"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        spent = time.perf_counter() - began
        told = json.loads(done.stdout)
        assert told["counts"]["stored"] == count, told["counts"]
        print(
            f"way    {count} documents in {spent:.1f} s, of it {told['seconds']} s by its own count"
        )
        print(f"       {count / told['seconds']:.1f} documents a second (limit {LIMIT:.0f})")


if __name__ == "__main__":
    main()
