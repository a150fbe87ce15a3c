"""The one place that asks what time it is, so that tests and sealed nodes can set it."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

_frozen: dt.datetime | None = None


def now() -> dt.datetime:
    """Return the present moment, aware and in UTC."""
    return _frozen or dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """Return the present day in UTC; closure periods are counted in whole days."""
    return now().date()


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (tests)."""
    global _frozen
    before, _frozen = _frozen, moment
    try:
        yield
    finally:
        _frozen = before
