"""Written dates made even before they are read: digits, letters, dashes, ornaments."""

import re
import unicodedata

_BIDI = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ARABIC = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك",
    "ؤ": "و", "ئ": "ي", "ـ": None, "،": " ", "؛": " ", "؟": "?", "٪": "%",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "ʿ": "'", "ʾ": "'", "ʼ": "'",
    "`": "'", "‘": "'",
})  # fmt: skip
_ORDINALS = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er|ere|eme|e)\b")
_WEEKDAYS = re.compile(
    r"(?<!\w)(?:يوم )?(?:الاحد|الاثنين|الاتنين|الثلاثاء?|الاربعاء?|الخميس|الجمعه|السبت)(?!\w)"
    r"|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
    r"|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
)
# words that add nothing to a date
_FILLERS = re.compile(
    r"(?<!\w)(?:شهر|بتاريخ|تاريخ|يوم|خلال|ميلاديه|ميلادي|الميلادي)(?!\w)"
    r"|(?<![\w'])(?:dated|datee?s?|en date du|mois de|the month of|le|the|on|in|en|jour)\b"
    r"|\b(?:ap\. ?j\.?-?c\.?|a\.d\.|ad|c\.e\.|ce)(?!\w)"
    r"|(?<=\d)\s?م(?!\w)\.?"
)
_YEAR_WORDS = re.compile(
    r"(?<!\w)(?:سنه|عام|لسنه|لعام|من سنه|من عام|annee|l'annee|an|year)(?=\s+\d)"
)
_AH = re.compile(
    r"(?<=\d)\s?(?:هـ?|ه)(?!\w)\.?|(?<!\w)(?:هجريه|هجري|الهجريه|للهجره|الهجري)(?!\w)"
    r"|\ba\.?h\.?(?!\w)|(?<=\d)\s?h\.?(?!\w)|\b(?:de )?(?:l'hegire|hegire|hegirien(?:ne)?)\b"
)


def fold_letters(text: str) -> str:
    """Digits to 0-9, one form per letter, no vowel signs or accents, lower case."""
    stripped = _BIDI.sub("", text).translate(_ARABIC)
    decomposed = unicodedata.normalize("NFKD", stripped.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    digits = "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in bare.translate(_ARABIC)
    )
    return " ".join(digits.split())


def normal(text: str) -> str:
    """The folded text without weekdays, ordinal endings and words that add nothing."""
    folded = fold_letters(text)
    folded = _WEEKDAYS.sub(" ", folded)
    folded = _ORDINALS.sub(r"\1", folded)
    folded = _FILLERS.sub(" ", folded)
    folded = _YEAR_WORDS.sub(" ", folded)
    folded = re.sub(r"(?<=\d),(?= )|(?<=[a-z]),(?= )", " ", folded)
    return " ".join(folded.split()).strip(" ,;")


def without_hijri_mark(text: str) -> tuple[str, bool]:
    """The text without its mark of the Hijri era, and whether there was one."""
    bare, found = _AH.subn(" ", text)
    return " ".join(bare.split()), bool(found)
