"""One served house and one Chromium for all browser tests of a worker."""

import pytest
from browser.chromium import CHROMIUM, browser, signed_in
from browser.served import serve


@pytest.fixture(scope="session")
def served():
    """The house, served."""
    with serve() as house:
        yield house


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, or a reason why not."""
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}: apt install chromium")
    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def window(chromium, served):
    """Return a window for a person and a language; opened once, since windows cost most."""
    kept = {}

    def find(who: str, lang: str, **choices):
        key = (who, lang, *sorted(choices.items()))
        if key not in kept:
            session = served.sessions.get(who, "")
            kept[key] = signed_in(chromium, served.address, session, lang=lang, **choices)
        return kept[key]

    yield find
    for context in kept.values():
        context.close()


@pytest.fixture
def tab_at(window, served):
    """Open a page in a tab of its own and return the tab, with what its console said."""
    opened = []

    def go(page, lang: str, *, width: int = 1440, height: int = 900, **choices):
        tab = window(page.who, lang, **choices).new_page()
        opened.append(tab)
        tab.said = []
        tab.on("console", lambda message: tab.said.append(message.text))
        tab.on("pageerror", lambda error: tab.said.append(str(error)))
        tab.set_viewport_size({"width": width, "height": height})
        answer = tab.goto(served.address + page.address(served))
        assert answer.status == page.status
        return tab

    yield go
    for tab in opened:
        tab.close()
