"""The words of the query language in Arabic, French and English, folded."""

from typing import Final

from khizana.archive.models import Record
from khizana.kernel.folding import fold
from khizana.search.kinds import FORMATS, QUALITIES

AND: Final = frozenset({"AND", "ET"})
OR: Final = frozenset({"OR", "OU", "|"})
NOT: Final = frozenset({"NOT", "SAUF", "NON"})
"""Operators are capital words or signs. Arabic has no capitals, and و and أو stand in every other
sentence: Arabic questions use the signs ``+``, ``-`` and ``|``."""


def _folded(table: dict[str, str]) -> dict[str, str]:
    return {fold(word): name for words, name in table.items() for word in words.split("/")}


FIELDS: Final = _folded(
    {
        "title/titre/intitulé/عنوان/العنوان": "title",
        "code/cote/ref/رمز/الرمز": "code",
        "lang/language/langue/لغة/اللغة": "language",
        "type/level/niveau/نوع/النوع/مستوى/المستوى": "type",
        "date/dates/تاريخ/التاريخ/سنة": "date",
        "creator/name/producteur/nom/منشئ/المنشئ/جهة/الجهة": "names",
        "format/صيغة/الصيغة": "format",
        "text/texte/quality/نص/النص": "quality",
    }
)

LANGUAGES: Final = _folded(
    {
        "ar/arabic/arabe/عربية/العربية/عربي": "ar",
        "fr/french/français/francais/فرنسية/الفرنسية/فرنسي": "fr",
        "en/english/anglais/إنجليزية/الإنجليزية/إنجليزي/انكليزية": "en",
        "bm/bambara/bamanankan/بمبارية/البمبارية": "bm",
        "zgh/tamazight/amazigh/أمازيغية/الأمازيغية": "zgh",
    }
)

TYPES: Final = _folded(
    {
        "fonds/رصيد/الرصيد": "fonds",
        "subfonds/sous-fonds": "subfonds",
        "series/série/سلسلة/السلسلة": "series",
        "subseries/sous-série": "subseries",
        "file/dossier/ملف/الملف": "file",
        "item/pièce/وثيقة/قطعة": "item",
        "record/description/notice/وصف": "record",
        "passage/page/صفحة/مقطع": "passage",
    }
)

FORMAT_NAMES: Final = _folded(
    {
        **{name: name for name in FORMATS},
        "بريد/courriel/e-mail/email": "mail",
        "صورة": "image",
        "جدول/tableau/tableur/spreadsheet": "table",
        "مستند/word/docx": "document",
    }
)

QUALITY_NAMES: Final = _folded(
    {
        **{name: name for name in QUALITIES},
        "ocr/آلي/automatique": "machine",
        "مراجع/vérifié/verified": "checked",
        "أصلي/natif": "born",
    }
)

LEVELS: Final = frozenset(Record.Level.values)
