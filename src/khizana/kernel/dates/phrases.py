"""The words around a date: about, perhaps, before, from .. to, early, decade, century."""

import re

APPROXIMATE = re.compile(
    r"^(?:vers|circa|ca\.?|c\.|environ|env\.?|autour de|aux environs de|about|around|approximately"
    r"|approx\.?|~|حوالي|نحو|قرابه|زهاء|تقريبا|في حدود)\s*(?:le |l'|سنه |عام |an )?(?=\S)"
    r"|\s*(?:~|\(?(?:approximately|approx\.?|environ|تقريبا|approximatif)\)?)$"
)
UNCERTAIN = re.compile(
    r"^(?:probablement|peut-etre|probably|possibly|perhaps|ربما|لعله|يرجح|يحتمل)\s+"
    r"|\s*(?:\(\s*\?\s*\)|\[\s*\?\s*\]|\?)$"
)
UNDATED = re.compile(
    r"(?:s\.? ?d\.?|sans date|non date|n\.? ?d\.?|undated|no date|بدون تاريخ|دون تاريخ|بلا تاريخ"
    r"|د ?\. ?ت\.?|غير مورخ|غير مورخه|xxxx)"
)
BEFORE = re.compile(r"^(?:avant|before|قبل)\s+(?:le )?(?=\S)")
AFTER = re.compile(r"^(?:apres|after|بعد)\s+(?:le )?(?=\S)")
UNTIL = re.compile(
    r"^(?:jusqu'(?:au|en|a)|jusque|until|till|up to|حتي|الي غايه|الي حدود)\s+(?:le )?(?=\S)"
)
SINCE = re.compile(
    r"^(?:depuis|a partir d[eu]|a compter d[eu]|from|since|منذ|ابتداء من|انطلاقا من|بدءا من)"
    r"\s+(?:le )?(?=\S)"
)
RANGE_OPENERS = re.compile(r"^(?:من|ما بين|بين|du|de|d'|entre|from|between)\s+(?:le )?(?=\S)")
RANGE_JOINS = re.compile(
    r"\s+(?:الي غايه|الي|حتي|au|aux|a|jusqu'au|jusqu'a|to|until|till|through|et|and|و)\s+"
    r"|\s+و(?=\d)|\s*-+\s*|\s*/\s*|\s*\.\.+\s*"
)
PAIRS = re.compile(
    r"\s*(?:الموافق(?:ه)?(?: ?ل(?:ـ)?| الي)?|المصادف ل?|موافق ل?|soit(?: le)?"
    r"|correspondant (?:au|a)|corresponding to|equivalent to|i\.e\.?)\s*(?=\S)"
    r"|\s*\((?=[^?])|\s*=\s*"
)

# part of a year or month: months (or days) from..to
EARLY = re.compile(
    r"^(?:debut(?: de)?|au debut de|early(?: in)?|beginning of|اوايل|مطلع|بدايه|مستهل)\s+(?=\S)"
)
MIDDLE = re.compile(r"^(?:mi[- ]|milieu (?:de )?|mid[- ]|middle of |اواسط |منتصف |اواسط )\s*(?=\S)")
LATE = re.compile(r"^(?:fin(?: de)?|late(?: in)?|end of|اواخر|نهايه|ختام)\s+(?=\S)")
YEAR_PARTS = {"early": ("01", "04"), "middle": ("05", "08"), "late": ("09", "12")}
MONTH_PARTS = {"early": (1, 10), "middle": (11, 20), "late": (21, 0)}

SEASONS = {
    21: r"printemps(?: de)?|spring(?: of)?|ربيع",
    22: r"ete(?: de)?|l'ete(?: de)?|summer(?: of)?|صيف",
    23: r"automne(?: de)?|l'automne(?: de)?|autumn(?: of)?|fall(?: of)?|خريف",
    24: r"hiver(?: de)?|l'hiver(?: de)?|winter(?: of)?|شتاء|شتا",
}
_NTH = (
    r"1|i|premier|1er|first|الاول",
    r"2|ii|deuxieme|second|الثاني",
    r"3|iii|troisieme|third|الثالث",
    r"4|iv|quatrieme|fourth|الرابع",
)
_OF_YEAR = r"(?: de| of)?"
_OF_YEAR_AR = r"(?: من)?(?: سنه| عام)?"
QUARTERS = {
    33 + index: (
        rf"(?:{nth}) ?(?:trimestre|quarter){_OF_YEAR}|[tq]{index + 1}|الربع (?:{nth}){_OF_YEAR_AR}"
    )
    for index, nth in enumerate(_NTH)
}
HALVES = {
    40 + index: (
        rf"(?:{nth}) ?(?:semestre|half|semester){_OF_YEAR}|[sh]{index + 1}"
        rf"|النصف (?:{nth}){_OF_YEAR_AR}"
    )
    for index, nth in enumerate(_NTH[:2])
}
PERIODS = tuple(
    (code, re.compile(rf"(?:{pattern}) (?P<year>\d{{3,4}})"))
    for code, pattern in (SEASONS | QUARTERS | HALVES).items()
)

DECADE = re.compile(
    r"(?:les )?(?:annees )(?P<a>\d{3})0|(?P<b>\d{3})0'?s|(?:سنوات|عقد|عشريه) (?P<c>\d{3})0"
)
DECADE_NAMES = (
    "العقد الأول", "العقد الثاني", "عشرينيات", "ثلاثينيات", "أربعينيات",
    "خمسينيات", "ستينيات", "سبعينيات", "ثمانينيات", "تسعينيات",
)  # fmt: skip
CENTURY_NAMES = (
    "الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع",
    "العاشر", "الحادي عشر", "الثاني عشر", "الثالث عشر", "الرابع عشر", "الخامس عشر", "السادس عشر",
    "السابع عشر", "الثامن عشر", "التاسع عشر", "العشرون", "الحادي والعشرون",
)  # fmt: skip
CENTURY = re.compile(
    r"(?P<roman>[ivx]+) ?(?:er|e)? ?(?:siecle|s\.)|(?P<n>\d{1,2})(?:e|th|st)? (?:siecle|century)"
)
CENTURY_ARABIC = re.compile(r"القرن (?:ال)?(?P<n>\d{1,2})")

# what rests on the date of the document
_RELATIVE = (
    ("year", -1, r"السنه (?:الماضيه|المنصرمه)|العام الماضي"),
    ("year", -1, r"(?:l')?annee derniere|l'an dernier|last year"),
    ("year", 0, r"(?:السنه الجاريه|العام الجاري|هذه السنه|هذا العام)"),
    ("year", 0, r"cette annee|l'annee en cours|this year"),
    ("month", -1, r"(?:الشهر )?(?:الماضي|المنصرم)|mois dernier|mois ecoule|last month"),
    ("month", 0, r"الشهر الجاري|ce mois|mois en cours|mois courant|this month"),
    ("day", -1, r"امس|بالامس|hier|yesterday"),
    ("day", 0, r"اليوم|aujourd'hui|ce jour|today"),
    ("day", 1, r"غدا|demain|tomorrow"),
)
RELATIVE = tuple((unit, step, re.compile(pattern)) for unit, step, pattern in _RELATIVE)
CURRENT_MONTH = re.compile(
    r"(?P<day>\d{1,2}) (?:من )?(?:الشهر )?(?:الجاري|courant|ct\.?|inst\.?|instant|du mois)"
)
LAST_MONTH = re.compile(
    r"(?P<day>\d{1,2}) (?:من )?(?:الشهر )?(?:الماضي|المنصرم|ecoule|dernier|ult\.?|ultimo)"
)
