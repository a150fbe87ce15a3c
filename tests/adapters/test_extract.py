"""Files are read as what they are, in a process that may fall without us."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pypdfium2
import pytest
import pyvips

from khizana.adapters import extract, extract_guard
from khizana.adapters.extract_pdf_lines import in_order
from khizana.adapters.extract_types import SCALE, Unreadable
from tests.adapters.made import compound, docx, pdf, zipped


@pytest.fixture
def read(tmp_path):
    def one(data: bytes, name: str = "file", **choices):
        path = tmp_path / name
        path.write_bytes(data)
        return extract.read_part(path, **choices)

    return one


def texts(part):
    return [page.text for page in part.pages]


def test_a_file_that_lies_about_its_extension_is_read_as_what_it_is(read):
    assert read(pdf(["one"]), "photo.jpg").kind == "pdf"
    assert read(docx(["نص"]), "text.pdf").kind == "docx"
    assert read("نص".encode(), "scan.tiff").kind == "text"
    assert read(b"<!DOCTYPE html><p>x", "a.txt", mime="text/plain").kind == "html"


def test_pdf_pages_come_in_order_with_places(read):
    part = read(pdf(["first page", "second page"]))
    assert texts(part) == ["first page", "second page"]
    page = part.pages[0]
    assert (page.width, page.height) == (595, 842)
    (start, end, left, top, right, bottom, sure) = page.words[1]
    assert page.text[start:end] == "page"
    assert 1200 < left < right < 3500
    assert 1400 < top < bottom < 1900
    assert sure == -1
    assert page.words[0][4] <= left <= SCALE


def test_places_follow_a_page_that_is_turned(read):
    (page,) = read(pdf(["first page"], turned=90)).pages
    assert (page.width, page.height) == (842, 595)
    _, _, left, top, right, bottom, _ = page.words[0]
    assert 8000 < left < right < 9000
    assert 1000 < top < bottom < 2500


def test_a_scan_with_a_stamp_waits_for_ocr(read):
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (600, 840), "white").save(out, "PDF", resolution=72)
    document = pypdfium2.PdfDocument(out.getvalue())
    stamp = pypdfium2.PdfDocument(pdf(["Scanned"]))
    page = document[0]
    stamped = stamp.page_as_xobject(0, document).as_pageobject()
    page.insert_obj(stamped)
    page.gen_content()
    out = io.BytesIO()
    document.save(out)
    (found,) = read(out.getvalue()).pages
    assert (found.state, found.text) == ("image", "Scanned")


def test_word_documents_keep_arabic_order_brackets_and_digits(read):
    sentence = "اجتمعت اللجنة (باماكو) بنسبة 95% يوم 12 فبراير 2025 [ملحق 3]."
    assert texts(read(docx([sentence, "Fin (1)."]))) == [f"{sentence}\n\nFin (1)."]


def test_long_texts_become_sections_that_lose_nothing(read):
    text = "\n\n".join(f"فقرة رقم {n} " + "كلمة " * 40 for n in range(100))
    part = read(text.encode())
    assert part.total > 3
    assert all(len(page.text) < 7_500 for page in part.pages)
    assert "".join("".join(texts(part)).split()) == "".join(text.split())
    assert texts(read(text.encode(), first=2, count=1)) == [part.pages[1].text]


def test_sheets_are_pages(tmp_path, repository):
    part = extract.read_part(repository / "tests" / "fixtures" / "reading" / "sheets.xlsx")
    assert [(page.kind, page.title) for page in part.pages] == [
        ("sheet", "الأعضاء"),
        ("sheet", "Budget"),
    ]
    assert part.pages[0].text == "الاسم\tالرتبة\nأحمد\tعقيد"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (pdf(["secret"], locked=True), "password"),
        (pdf(["a"] * 20)[:300], "damaged"),
        (docx(["نص"])[:400], "damaged"),
        (compound("EncryptionInfo", "EncryptedPackage"), "password"),
        (compound("Something"), "no_reader"),
        (zipped({"a.txt": "x"}), "archive"),
        (zipped({"[Content_Types].xml": "", "word/document.xml":
                 "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"}), "entities"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text",
                    "META-INF/manifest.xml": "<m:encryption-data/>"}),
            "password",
        ),
        (b"\x89PNG\r\n\x1a\n broken", "damaged"),
        (b"\0\1\2\3" * 400, "no_reader"),
        (b"disk" + bytes(9_000), "no_reader"),
    ],
)  # fmt: skip
def test_refusals(read, data, code):
    with pytest.raises(Unreadable) as refused:
        read(data)
    assert refused.value.code == f"reading.{code}"
    for language in ("ar", "fr", "en"):
        assert refused.value.sentence(language)
        assert refused.value.advice(language)


def test_script_never_becomes_text_and_entities_stay_shut(read, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("KEY")
    page = read(b"<html><title>T</title><script>steal()</script><p>seen<style>x{}</style>").pages[0]
    assert (page.title, page.text) == ("T", "seen")
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>steal()</script><text>seen</text></svg>"
    assert texts(read(svg)) == ["seen"]
    xxe = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file://{secret}'>]><a>b&x;c</a>"
    assert "KEY" not in texts(read(xxe.encode()))[0]
    bomb = "<!ENTITY a 'lol'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(20)
    )
    answer = texts(read(f"<?xml version='1.0'?><!DOCTYPE r [{bomb}]><r>&k;</r>".encode()))
    assert len(answer[0]) < 5_000


def test_html_in_an_old_encoding(read):
    page = '<html><head><meta charset="windows-1256"></head><body><p>محضر الجلسة</p></body>'
    assert texts(read(page.encode("cp1256"))) == ["محضر الجلسة"]


def test_a_multipage_tiff_waits_for_ocr_page_by_page(tmp_path):
    path = tmp_path / "scan.tif"
    page = (pyvips.Image.black(300, 400) + 255).cast("uchar")
    pages = page.join(page, "vertical").copy()
    pages.set_type(pyvips.GValue.gint_type, "page-height", 400)
    pages.tiffsave(str(path))
    part = extract.read_part(path)
    assert [(p.state, p.width, p.height) for p in part.pages] == [("image", 300, 400)] * 2


def test_jpeg_2000_is_seen(tmp_path):
    from PIL import Image

    Image.new("RGB", (40, 30), "white").save(tmp_path / "a.jp2")
    (page,) = extract.read_part(tmp_path / "a.jp2").pages
    assert (page.state, page.width) == ("image", 40)


def test_attachments_keep_their_names_as_data(tmp_path):
    mail = tmp_path / "m"
    mail.write_bytes(
        b"From: a@b\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=z\r\n\r\n--z\r\n\r\nbody\r\n"
        b'--z\r\nContent-Type: application/pdf; name="../../x.pdf"\r\n'
        b'Content-Disposition: attachment; filename="../../x.pdf"\r\n\r\n%PDF\r\n'
        b"--z\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\nFrom: c@d\r\n\r\nhi\r\n--z--"
    )
    folder = tmp_path / "out"
    folder.mkdir()
    found = extract.attachments(mail, folder)
    assert [each.name for each in found] == ["../../x.pdf", "inner.eml"]
    assert {each.name for each in folder.iterdir()} == {"0001", "0002"}
    assert extract.attachments(tmp_path / "m", folder)[1].size > 10


def test_files_inside_a_pdf_are_handed_over(tmp_path):
    document = pypdfium2.PdfDocument(pdf(["one"]))
    document.new_attachment("جدول.csv").set_data(b"a,b")
    path = tmp_path / "portfolio.pdf"
    document.save(path)
    assert extract.read_part(path).carries
    (found,) = extract.attachments(path, tmp_path)
    assert (found.name, Path(found.path).read_bytes()) == ("جدول.csv", b"a,b")


class TestTheReadingProcess:
    """It may fall; we do not."""

    def test_it_is_replaced_after_it_was_killed(self, read):
        read(b"one")
        child = extract_guard.process._child
        os.kill(child.pid, signal.SIGSEGV)
        child.wait()
        assert texts(read(b"two")) == ["two"]

    def test_falling_over_a_file_is_that_file_s_refusal(self, read, monkeypatch):
        read(b"one")
        child = extract_guard.process._child
        os.kill(child.pid, signal.SIGSTOP)
        path = read.__closure__[0].cell_contents / "file"
        with pytest.raises(Unreadable) as refused:
            extract_guard.process.ask("read", timeout=0.3, path=str(path), first=1, count=1)
        assert refused.value.code == "reading.too_long"
        assert texts(read(b"after")) == ["after"]

    def test_it_holds_no_secret_and_no_network(self, read, monkeypatch):
        monkeypatch.setenv("KHZ_SECRET_KEY", "secret")
        extract_guard.process.stop()
        read(b"x")
        pid = extract_guard.process._child.pid
        if not sys.platform.startswith("linux"):
            pytest.skip("looks into /proc")
        assert b"KHZ_" not in Path(f"/proc/{pid}/environ").read_bytes()

    def test_a_memory_hog_is_refused(self, tmp_path):
        code = (
            "from khizana.adapters import extract_worker as w\n"
            "w._MEMORY = 400 * 2**20\nw.limit()\n"
            "w._OPERATIONS['hog'] = 'builtins:bytearray'\n"
            "print(w.answer(b'[\"hog\", 5, {}]'))\n"
            "w._operation = lambda name: (lambda: bytearray(2**31))\n"
            "print(w.answer(b'[\"hog\", 5, {}]'))\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert "too_heavy" in done.stdout.splitlines()[-1]


@pytest.mark.slow
def test_five_thousand_pages_are_read_in_parts_with_flat_memory(tmp_path):
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf([f"page number {n}" for n in range(5_000)]))
    count, memory, began = 0, [], time.monotonic()
    for part in extract.read_all(path):
        assert part.total == 5_000
        count += len(part.pages)
        memory.append(_memory())
    assert count == 5_000
    assert time.monotonic() - began < 60
    assert memory[-1] < memory[3] + 80


@pytest.mark.slow
def test_a_huge_picture_is_described_and_shrunk_in_a_stream(tmp_path):
    from khizana.adapters import pages

    path = tmp_path / "huge.png"
    pyvips.Image.black(30_000, 30_000).linear(1, 255).cast("uchar").pngsave(
        str(path), compression=1
    )
    (page,) = extract.read_part(path).pages
    assert (page.width, page.height) == (30_000, 30_000)
    source = pages.Source(path, "ab" * 64, "png", 1)
    assert pages.size(source).max_level == 15
    assert pages.tile(source, level=15, column=100, row=100)
    assert _peak() < 1_500


def _memory() -> float:
    return _status("VmRSS")


def _peak() -> float:
    return _status("VmHWM")


def _status(name: str) -> float:
    pid = extract_guard.process._child.pid
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("looks into /proc")
    line = next(each for each in status.read_text().splitlines() if each.startswith(name))
    return int(line.split()[1]) / 1024


@pytest.mark.parametrize("alef", ["ا", "أ"])
@pytest.mark.parametrize("turned", [False, True])
def test_lam_alef_of_one_glyph_is_read_lam_first(alef, turned):
    """The alef has the left part of the lam's box (WeasyPrint), or both have one box."""
    lam, after = ("ل", (399.3, 686.0, 411.9, 719.0), 1), ("م", (411.9, 686.0, 420.9, 719.0), 1)
    for right in (406.2, 411.9):
        pair = [lam, (alef, (399.27, 686.0, right, 719.0), 1)]
        line = [after, *(reversed(pair) if turned else pair)]
        assert in_order(line)[0] == f"مل{alef}"


def test_alef_and_lam_side_by_side_stay_as_they_stand():
    line = [("ا", (20.0, 0.0, 24.0, 30.0), 1), ("ل", (12.0, 0.0, 20.0, 30.0), 1)]
    assert in_order(line)[0] == "ال"
