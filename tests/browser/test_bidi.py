"""What the eye sees: dates, codes, numbers and file names keep their order in both directions.

The order is read from the places where Chromium paints each character, not from the source.
"""

import pytest
from browser.pages import PAGES

from khizana.web import isolates

pytestmark = pytest.mark.browser

# characters in the order in which they stand on the line, from left to right
SEEN = """
element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const placed = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('.vh')) continue;
    for (let i = 0; i < node.length; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const box = range.getBoundingClientRect();
      if (box.width) placed.push([box.left, node.data[i]]);
    }
  }
  return placed.sort((a, b) => a[0] - b[0]).map(pair => pair[1]).join('');
}
"""


LANGUAGES = pytest.mark.parametrize("lang", ["ar", "fr"])


def _page(name):
    return next(page for page in PAGES if page.name == name)


def seen(locator) -> str:
    """Return what stands there from left to right."""
    return locator.evaluate(SEEN)


@LANGUAGES
@pytest.mark.parametrize("name", ["home", "search", "record", "object", "accessions"])
def test_codes_stand_as_they_are_written(tab_at, lang, name):
    codes = tab_at(_page(name), lang).locator("main bdi.code:visible")
    assert codes.count()
    for i in range(min(codes.count(), 12)):
        text = codes.nth(i).inner_text()
        if codes.nth(i).evaluate("e => e.getClientRects().length") == 1:
            assert seen(codes.nth(i)) == text


@LANGUAGES
def test_clock_times_stand_as_they_are_written(tab_at, lang):
    clocks = tab_at(_page("ledger"), lang).locator("main .nowrap > time:last-child")
    assert clocks.count() > 5
    for i in range(3):
        text = clocks.nth(i).inner_text()
        assert seen(clocks.nth(i)) == text
        assert text[2] == ":"


@LANGUAGES
def test_worded_days_follow_the_page(tab_at, lang):
    worded = tab_at(_page("ledger"), lang).locator("main time[datetime]").first
    day, year = worded.inner_text().split()[0], worded.inner_text().split()[-1]
    places = seen(worded)
    if lang == "ar":
        assert places.index(year) < places.rindex(day), "the day stands right of the year"
    else:
        assert places.startswith(day)
        assert places.endswith(year)


@LANGUAGES
def test_proofs_are_left_to_right_everywhere(tab_at, lang):
    body = tab_at(_page("ledger-line"), lang).locator("pre.proof").first
    assert body.evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert body.inner_text().startswith("{")


@LANGUAGES
def test_extension_stands_at_the_end_of_a_name_in_any_script(tab_at, lang):
    names = tab_at(_page("submission"), lang).locator("main table bdi.file:visible")
    assert names.count() >= 3
    for i in range(names.count()):
        if names.nth(i).evaluate("e => e.getClientRects().length") == 1:
            assert seen(names.nth(i)).endswith((".txt", ".pdf"))


def test_hard_names_do_nothing_to_the_page():
    """Right-to-left overrides and line ends in file names are shown, not obeyed."""
    html = str(isolates.filename("fact\u202egpj.exe"))
    assert "\u202e" not in html
    assert "U+202E" in html
    assert "\n" not in str(isolates.filename("a\nb.txt"))
