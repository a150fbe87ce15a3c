"""Every page, in Arabic and French: it opens, axe finds nothing serious, nothing overflows.

axe-core is MPL-2.0 and serves the tests only. Rules: WCAG 2.2 A and AA and best practices.
"""

import json
from pathlib import Path

import pytest
from browser.pages import PAGES

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")
SERIOUS = ("serious", "critical")
ALLOWED_NOISE = ("the server responded with a status of 4",)


def _page(name):
    return next(page for page in PAGES if page.name == name)


def _serious(tab) -> list[str]:
    # evaluated by the debugger, so that the page's own policy of contents stays as it is
    tab.evaluate(AXE + "; null")
    found = tab.evaluate("async () => (await axe.run(document)).violations")
    return [
        f"{one['id']}: {json.dumps([node['html'] for node in one['nodes'][:3]])}"
        for one in found
        if one["impact"] in SERIOUS
    ]


@pytest.mark.parametrize("lang", ["ar", "fr"])
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page(tab_at, page, lang):
    tab = tab_at(page, lang)
    assert tab.evaluate("document.documentElement.lang") == lang
    assert tab.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
    assert not _serious(tab), "axe finds nothing serious or critical"
    noise = [text for text in tab.said if not any(part in text for part in ALLOWED_NOISE)]
    assert not noise, "the console is silent: no blocked script, style or missing file"
    top, end = tab.locator("#banner b").inner_text(), tab.locator("#banner-end b").inner_text()
    assert top == end != "", "the marking stands at both ends"
    tab.set_viewport_size({"width": 390, "height": 844})
    width = tab.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"the page is {width} px wide on a phone of 390"


@pytest.mark.parametrize(
    "name", ["home", "people", "authority", "ledger", "login", "search", "desk"]
)
def test_page_works_without_script(tab_at, name):
    tab = tab_at(_page(name), "ar", script=False)
    assert tab.locator("main h1, main h2").first.is_visible()
    assert tab.locator("main form button[type=submit], main a").first.is_visible()


def test_phone_opens_the_rooms_without_script(tab_at):
    tab = tab_at(_page("people"), "ar", script=False, width=390, height=844)
    assert not tab.locator("#rooms").is_visible()
    tab.locator("button.menu").click()
    assert tab.locator("#rooms a[aria-current]").is_visible()


@pytest.mark.parametrize("name", ["home", "ledger", "policy", "authority-new", "record", "search"])
def test_dark_pages_keep_their_contrast(tab_at, name):
    assert not _serious(tab_at(_page(name), "ar", dark=True))


def test_paper_bears_the_marking_on_every_sheet(tab_at):
    tab = tab_at(_page("ledger"), "fr")
    tab.emulate_media(media="print")
    assert tab.locator("#banner").evaluate("e => getComputedStyle(e).position") == "fixed"
    assert not tab.locator("#rooms").is_visible()
    assert tab.pdf()[:5] == b"%PDF-"


def test_slash_goes_to_the_search_box(tab_at):
    tab = tab_at(_page("people"), "ar")
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.type") == "search"


def test_first_tab_stop_skips_to_the_content(tab_at):
    tab = tab_at(_page("people"), "ar")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#main")
