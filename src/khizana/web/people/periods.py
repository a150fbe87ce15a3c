"""Where a row with a period stands today: it will hold, it holds, it held, it was taken back."""

import datetime as dt
from typing import Any


def state_of(row: Any, today: dt.date) -> str:
    """Return the name of the state (words ``state.clearance.*``)."""
    if getattr(row, "withdrawn_at", None):
        return "withdrawn"
    if row.valid_to is not None and row.valid_to < today:
        return "expired"
    return "future" if row.valid_from > today else "valid"
