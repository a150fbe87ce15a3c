"""What the eye sees: dates, codes, numbers and file names keep their order in both directions.

The order is read from the places where Chromium paints each character, not from the source.
"""

import pytest
from browser.chromium import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.requirement("issue2.bidi")]

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


@pytest.fixture(params=["ar", "fr"])
def tab(request, chromium, served):
    context = signed_in(chromium, served.address, served.sessions["karim"], lang=request.param)
    page = context.new_page()
    page.lang = request.param
    yield page
    context.close()


def seen(locator) -> str:
    """Return what stands there from left to right."""
    return locator.evaluate(SEEN)


def test_codes_stand_as_they_are_written(tab, served):
    tab.context.add_cookies(
        [{"name": "khz_session", "value": served.sessions["hafida"], "url": served.address}]
    )
    tab.goto(served.address + "/")
    codes = tab.locator("main bdi.code")
    assert codes.count() >= 4
    for i in range(codes.count()):
        assert seen(codes.nth(i)) == codes.nth(i).inner_text()


def test_clock_times_stand_as_they_are_written(tab, served):
    tab.goto(served.address + "/ledger/")
    clocks = tab.locator("main .nowrap > time:last-child")
    assert clocks.count() > 5
    for i in range(3):
        text = clocks.nth(i).inner_text()
        assert seen(clocks.nth(i)) == text
        assert text[2] == ":"


def test_worded_days_follow_the_page(tab, served):
    tab.goto(served.address + "/ledger/")
    worded = tab.locator("main time[datetime]").first
    day, year = worded.inner_text().split()[0], worded.inner_text().split()[-1]
    places = seen(worded)
    if tab.lang == "ar":
        assert places.index(year) < places.rindex(day), "the day stands right of the year"
    else:
        assert places.startswith(day)
        assert places.endswith(year)


def test_proofs_are_left_to_right_everywhere(tab, served):
    tab.goto(served.address + "/ledger/3/")
    body = tab.locator("pre.proof").first
    assert body.evaluate("e => getComputedStyle(e).direction") == "ltr"
    assert body.inner_text().startswith("{")


def test_the_gallery_of_hard_names(chromium, served):
    """File names with right-to-left overrides and line ends do nothing to the page."""
    from khizana.web import isolates

    html = str(isolates.filename("fact\u202egpj.exe"))
    assert "\u202e" not in html
    assert "U+202E" in html
    assert "\n" not in str(isolates.filename("a\nb.txt"))
