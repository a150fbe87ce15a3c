"""Dates of sources: as written, EDTF, bounds, Hijri, and how each was resolved."""

from khizana.kernel.dates.bounds import OPEN_END, OPEN_START, bounds_of
from khizana.kernel.dates.value import HistoricalDate

__all__ = ["OPEN_END", "OPEN_START", "HistoricalDate", "bounds_of"]
