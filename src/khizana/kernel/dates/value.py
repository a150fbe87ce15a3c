"""A date as a source gives it: the words, what they mean, and how we know."""

from dataclasses import dataclass
from functools import total_ordering
from typing import Any, Self

from khizana.kernel.dates.bounds import OPEN_END, OPEN_START, bounds_of
from khizana.kernel.dates.reading import read_words
from khizana.kernel.dates.showing import shown_edtf, shown_hijri
from khizana.kernel.words import say

GREGORIAN = "gregorian"
CALENDARS = (GREGORIAN, "hijri:umm-al-qura", "hijri:tabular")
RESOLUTIONS = ("stated", "inferred", "converted", "anchored")

_NOTES = {
    "calendars_differ": "date.note.calendars_differ",
    "century_inferred": "date.note.century_inferred",
}


@total_ordering
@dataclass(frozen=True, slots=True, eq=True)
class HistoricalDate:
    """Words as written + EDTF + earliest and latest day + calendar + how it was resolved.

    ``native`` is the date in its own calendar where that is not the Gregorian one (ISO-like,
    ``1377-08-21``); ``anchor`` the EDTF of the document on which a relative date rests; ``note``
    a key of what a reader should know (``date.note.<note>``).
    """

    as_written: str
    edtf: str
    earliest: int | None
    latest: int | None
    calendar: str = GREGORIAN
    resolution: str = "stated"
    native: str = ""
    note: str = ""
    anchor: str = ""

    def __post_init__(self) -> None:
        if self.calendar not in CALENDARS or self.resolution not in RESOLUTIONS:
            raise ValueError(f"unknown calendar or resolution: {self!r}")
        low, high = self.bounds()
        if low > high:
            raise ValueError(f"earliest after latest: {self!r}")

    @classmethod
    def read(cls, text: str, lang: str | None = None, anchor: Self | None = None) -> Self:
        """Read EDTF or what people write in Arabic, French and English; refuse, never guess.

        ``anchor`` is the date of the document in which the words stand: relative dates and missing
        years are taken from it, never from today. What was inferred is marked so.
        """
        base = None if anchor is None else (anchor.earliest, anchor.latest)
        reading = read_words(text, lang, base)
        earliest, latest = bounds_of(reading.edtf)
        return cls(
            as_written=text.strip(),
            edtf=reading.edtf,
            earliest=earliest,
            latest=latest,
            calendar=reading.calendar,
            resolution=reading.resolution,
            native=reading.native,
            note=reading.note,
            anchor=anchor.edtf if anchor and reading.resolution == "anchored" else "",
        )

    @classmethod
    def of_edtf(cls, edtf: str, as_written: str = "", resolution: str = "stated") -> Self:
        """A date given in EDTF alone."""
        earliest, latest = bounds_of(edtf)
        return cls(as_written or edtf, edtf, earliest, latest, resolution=resolution)

    @classmethod
    def from_json(cls, data: dict[str, Any] | None) -> Self | None:
        """Read the stored form; None stays None."""
        if not data:
            return None
        return cls(
            as_written=data.get("as_written", ""),
            edtf=data["edtf"],
            earliest=data.get("earliest"),
            latest=data.get("latest"),
            calendar=data.get("calendar", GREGORIAN),
            resolution=data.get("resolution", "stated"),
            native=data.get("native", ""),
            note=data.get("note", ""),
            anchor=data.get("anchor", ""),
        )

    def to_json(self) -> dict[str, Any]:
        """The stored form; empty marks are left out."""
        data: dict[str, Any] = {
            "as_written": self.as_written,
            "edtf": self.edtf,
            "earliest": self.earliest,
            "latest": self.latest,
            "calendar": self.calendar,
            "resolution": self.resolution,
        }
        marks = {"native": self.native, "note": self.note, "anchor": self.anchor}
        return data | {name: value for name, value in marks.items() if value}

    def bounds(self) -> tuple[int, int]:
        """The bounds for columns: open ends lie before and after every day."""
        return (
            OPEN_START if self.earliest is None else self.earliest,
            OPEN_END if self.latest is None else self.latest,
        )

    def shown(self, lang: str, months: str = "maghrebi") -> str:
        """The date in words; a Hijri date in its own calendar, the Gregorian one beside it."""
        gregorian = shown_edtf(self.edtf, lang, months) or self.as_written or self.edtf
        if self.native:
            hijri = shown_hijri(self.native, lang)
            return say("date.hijri", lang, hijri=hijri, gregorian=gregorian)
        return gregorian

    def remark(self, lang: str) -> str:
        """What a reader should know of the reading, or nothing."""
        return say(_NOTES[self.note], lang) if self.note in _NOTES else ""

    def sort_key(self) -> tuple[int, int, str, str]:
        """Earliest, then latest: a month stands beside its first day; the undated come last."""
        low, high = self.bounds()
        if self.earliest is None and self.latest is None:
            low = OPEN_END
        return low, high, self.edtf, self.as_written

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, HistoricalDate):
            return NotImplemented
        return self.sort_key() < other.sort_key()
