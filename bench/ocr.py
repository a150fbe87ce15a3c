"""OCR beside the bare ``tesseract`` command, on the same pages at 300 dpi, by turns in one run.

``python -m bench.ocr [rounds]``. *bare* is one process with the languages of the page told to it
and OMP_THREAD_LIMIT=1; ours finds the languages itself, straightens, cleans and gives the place of
each word, in one reading process a core. Limit: ours >= 0.9 x cores x bare. Processor seconds stand
beside the clock, which means little on a machine that does other work.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 0.9


def make_pages(folder: Path) -> list[tuple[Path, str]]:
    """A page of Arabic, one of French and English, one of both, made from the fixture's blocks."""
    import pyvips

    from khizana.adapters import pages_render

    fixture = ROOT / "tests" / "fixtures" / "reading" / "chromium.pdf"
    whole = pages_render.pdf_picture(fixture, 1, dpi=300, longest=5_000, grey=True)

    def block(top: float, bottom: float) -> pyvips.Image:
        height = int(whole.height * (bottom - top))
        return whole.crop(0, int(whole.height * top), whole.width, height)

    arabic, latin = block(0.142, 0.294), block(0.305, 0.424)
    pages = []
    for name, blocks, languages in (
        ("arabic", [arabic] * 7, "ara"),
        ("latin", [latin] * 8, "fra"),
        ("both", [arabic, latin] * 4, "ara+fra"),
    ):
        page = pyvips.Image.arrayjoin(blocks, across=1, background=255)
        path = folder / f"{name}.png"
        page.copy(xres=300 / 25.4, yres=300 / 25.4).pngsave(str(path))
        pages.append((path, languages))
    return pages


def bare(path: Path, languages: str) -> tuple[float, float]:
    """Seconds and processor seconds of one page with the command."""
    began, used = time.perf_counter(), children_seconds()
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    subprocess.run(
        ["tesseract", str(path), "-", "-l", languages, "tsv"],
        capture_output=True, check=True, env=environment,
    )  # fmt: skip
    return time.perf_counter() - began, children_seconds() - used


def children_seconds() -> float:
    """Processor time of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def child_seconds(process: object) -> float:
    """Processor time of a reading process so far."""
    stat = Path(f"/proc/{process._child.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def ours(process: object, path: Path, tessdata: str, languages: list[str]) -> tuple[float, float]:
    """Seconds and processor seconds of one page in a reading process."""
    began, used = time.perf_counter(), child_seconds(process) if process._child else 0.0
    process.ask(
        "ocr", timeout=300, path=str(path), page=1, tessdata=tessdata, languages=languages,
        seconds=120,
    )  # fmt: skip
    return time.perf_counter() - began, child_seconds(process) - used


def main() -> None:
    """Print seconds a page by kind, and pages a second of all cores."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    if not shutil.which("tesseract"):
        sys.exit("the tesseract command is not installed: nothing to compare with")
    with tempfile.TemporaryDirectory() as name:
        os.environ["KHZ_DATA"] = name
        run(Path(name), rounds)


def run(folder: Path, rounds: int) -> None:
    from khizana.adapters import ocr
    from khizana.adapters.extract_guard import ReadingProcess

    cores = os.cpu_count() or 1
    pages = make_pages(folder)
    processes = [ReadingProcess() for _ in range(cores)]
    data = f"{ocr.tessdata()}/"
    languages = list(ocr.languages())
    for process in processes:
        for path, _ in pages:
            ours(process, path, data, languages)
    total_bare = cpu_bare = cpu_ours = 0.0
    for path, names in pages:
        one, two = [], []
        for _ in range(rounds):
            one.append(bare(path, names))
            two.append(ours(processes[0], path, data, languages))
        (a, b), (c, d) = (tuple(map(min, zip(*times, strict=True))) for times in (one, two))
        print(
            f"{path.stem:7} bare {a:5.2f} s ({b:5.2f} CPU)   ours {c:5.2f} s ({d:5.2f} CPU) a page"
            f"   speed {a / c:.2f} (CPU {b / d:.2f}) x bare"
        )
        total_bare += a
        cpu_bare += b
        cpu_ours += d
    jobs = pages * rounds * cores
    single = len(pages) / total_bare

    def of_ours(share: int) -> None:
        for path, _ in jobs[share::cores]:
            ours(processes[share], path, data, languages)

    def of_bare(share: int) -> None:
        for path, names in jobs[share::cores]:
            bare(path, names)

    rates = {}
    for name, work in (("bare", of_bare), ("ours", of_ours)):
        began = time.perf_counter()
        with ThreadPoolExecutor(cores) as pool:
            list(pool.map(work, range(cores)))
        rates[name] = len(jobs) / (time.perf_counter() - began)
    for process in processes:
        process.stop()
    print(
        f"all     one bare process {single:.2f} pages/s; {cores} at once: bare {rates['bare']:.2f},"
        f" ours {rates['ours']:.2f} pages/s = {rates['ours'] / single / cores:.2f} x cores x one"
        f" bare, limit {LIMIT} (by CPU {cpu_bare / cpu_ours:.2f})"
    )


if __name__ == "__main__":
    main()
