"""The first page over the line: under 200 KB with its fonts, nothing from elsewhere."""

from urllib.parse import urlsplit

import pytest
from browser.chromium import signed_in

pytestmark = pytest.mark.browser
LIMIT = 200_000


@pytest.mark.parametrize("lang", ["ar", "fr"])
@pytest.mark.parametrize("path", ["/account/login/", "/"])
def test_first_page_is_small(chromium, served, lang, path):
    session = served.sessions["hafida"] if path == "/" else ""
    context = signed_in(chromium, served.address, session, lang=lang)
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Network.enable")
    received: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    tab.goto(served.address + path, wait_until="networkidle")
    tab.wait_for_function("document.fonts.status === 'loaded'")
    context.close()
    assert sum(received) < LIMIT, f"{sum(received):.0f} bytes"
    home = urlsplit(served.address).netloc
    assert {urlsplit(url).netloc for url in asked} <= {home, ""}
