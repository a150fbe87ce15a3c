"""Look at the pages: ``PYTHONPATH=tests python -m browser.shots <out folder> [page ...]``.

Takes a picture of every page (or of those whose names begin so) in Arabic and French, wide and
narrow, and in the dark.
"""

import sys
from pathlib import Path

from browser.chromium import browser, signed_in
from browser.pages import PAGES
from browser.served import Served, serve

WAYS = (("ar", 1440, False), ("fr", 1440, False), ("ar", 390, False), ("ar", 1440, True))


def main(out: Path, only: list[str]) -> None:
    """Take the pictures."""
    out.mkdir(parents=True, exist_ok=True)
    chosen = [page for page in PAGES if not only or page.name.startswith(tuple(only))]
    with serve() as house, browser() as opened:
        for lang, width, dark in WAYS:
            for page in chosen:
                _take(house, opened, page, out, lang, width, dark)


def _take(house: Served, opened, page, out: Path, lang: str, width: int, dark: bool) -> None:
    session = house.sessions.get(page.who, "")
    context = signed_in(opened, house.address, session, lang=lang, width=width, dark=dark)
    tab = context.new_page()
    tab.on("console", lambda message: _say(page.name, message.text))
    answer = tab.goto(house.address + page.address(house))
    tab.wait_for_function("document.fonts.status === 'loaded'")
    tab.screenshot(path=out / f"{page.name}-{lang}-{width}{'-dark' if dark else ''}.png")
    if answer and answer.status != page.status:
        _say(page.name, answer.status, "instead of", page.status)
    context.close()


def _say(*what) -> None:
    sys.stderr.write(" ".join(map(str, what)) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
