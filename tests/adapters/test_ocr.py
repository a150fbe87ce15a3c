"""Scans are straightened, cleaned and read in their languages; places are the original's."""

import random
from pathlib import Path

import pytest
import pyvips

from khizana.adapters import ocr, ocr_clean, pages_render, settings
from khizana.adapters.extract_types import Unreadable

pytestmark = pytest.mark.skipif(
    {"ara", "fra"} - set(ocr.languages()), reason="no Tesseract data for Arabic and French"
)
WANTED = (
    *("اللجنة", "العسكرية", "المشتركة", "باماكو", "البلدين", "الأعضاء", "وأوصت", "بحفظ"),
    *("العسكري", "مشتركة", "للوثائق", "الطرفان", "commission", "mixte", "première"),
    *("session", "délégués", "approuvé", "joint", "recommendations"),
)
FIXTURE = Path(__file__).parents[1] / "fixtures" / "reading" / "chromium.pdf"


@pytest.fixture(scope="module")
def sheet() -> pyvips.Image:
    """The text of the fixture as a picture of 200 dpi."""
    page = pages_render.pdf_picture(FIXTURE, 1, dpi=200, longest=5_000, grey=True)
    return page.crop(0, 0, page.width, int(page.height * 0.45)).copy_memory()


@pytest.fixture
def read(tmp_path):
    def one(image: pyvips.Image, **choices):
        path = tmp_path / "scan.png"
        image.pngsave(str(path))
        return ocr.read_page(path, page=1, kind="png", **choices)

    return one


def share_of_words(text: str) -> float:
    return sum(word in text for word in WANTED) / len(WANTED)


@pytest.mark.requirement("A2.4")
def test_a_page_of_two_scripts_is_read_in_both(read, sheet):
    page = read(sheet)
    assert share_of_words(page.text) > 0.85
    assert set(page.settings["languages"].split("+")) == {"ara", "fra"}
    assert page.confidence > 75
    assert page.settings["cleaned"] is False


def test_words_have_places_on_the_page(read, sheet):
    page = read(sheet)
    places = {page.text[w[0] : w[1]]: w for w in page.words}
    _, _, left, top, right, bottom, sure = places["commission"]
    assert left < right < 3_000
    assert 6_000 < top < bottom < 9_500
    assert sure > 60
    assert places["محضر"][2] > 7_000


@pytest.mark.parametrize("degrees", [1.5, -2.5])
def test_a_crooked_page_is_straightened_and_places_are_turned_back(read, sheet, degrees):
    straight = read(sheet)
    crooked = sheet.similarity(angle=degrees, background=255)
    page = read(crooked)
    assert abs(page.settings["skew"] - degrees) < 0.3
    assert share_of_words(page.text) > 0.8
    there = {straight.text[w[0] : w[1]]: w for w in straight.words}["commission"]
    here = {page.text[w[0] : w[1]]: w for w in page.words}["commission"]
    assert abs(there[2] - here[2]) < 700
    assert abs(there[3] - here[3]) < 900


def test_a_harsh_scan_is_cleaned(read, sheet):
    rng = random.Random(5)  # noqa: S311
    shade = pyvips.Image.identity().resize(sheet.width / 256, vscale=sheet.height)
    dark = (sheet.cast("float") * (shade * 0.25 + 150) / 255).cast("uchar").gaussblur(0.8)
    dots = bytearray(dark.copy_memory().write_to_memory())
    for at in rng.sample(range(len(dots)), len(dots) // 80):
        dots[at] = rng.choice((0, 255))
    noisy = pyvips.Image.new_from_memory(bytes(dots), dark.width, dark.height, 1, "uchar")
    page = read(noisy)
    assert page.settings["cleaned"]
    assert share_of_words(page.text) > 0.7


def test_a_clean_page_is_left_alone(sheet):
    assert not ocr_clean.needs_cleaning(sheet)
    assert ocr_clean.skew(sheet) == 0.0


def test_an_empty_page_has_no_text(read):
    page = read((pyvips.Image.black(800, 1000) + 255).cast("uchar"))
    assert page.text == ""
    assert page.words == []


def test_time_is_limited(read, sheet):
    with pytest.raises(Unreadable) as refused:
        read(sheet, seconds=0.01)
    assert refused.value.code == "reading.too_long"


def test_without_data_it_is_off(monkeypatch, tmp_path):
    monkeypatch.setattr(ocr, "_USUAL", ())
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    ocr.tessdata.cache_clear()
    try:
        assert not ocr.available()
        assert ocr.missing() == ("ara", "fra", "eng")
        with pytest.raises(Unreadable) as refused:
            ocr.read_page(FIXTURE, page=1, kind="pdf")
        assert refused.value.code == "reading.ocr_off"
        folder = settings.current().data / "tessdata"
        folder.mkdir()
        (folder / "ara.traineddata").write_bytes(b"x")
        ocr.tessdata.cache_clear()
        assert ocr.languages() == ("ara",)
    finally:
        ocr.tessdata.cache_clear()
