"""One served house and one Chromium for all browser tests of a worker."""

import pytest
from browser.chromium import CHROMIUM, browser
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
