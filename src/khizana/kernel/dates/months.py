"""Month names: three Arabic traditions, French, English, and the Hijri months.

Maghrebi: Morocco; Algeria and Tunisia are read too. Levantine: Syria, Lebanon, Iraq, Jordan.
Standard: Egypt, Sudan, the Gulf, and Mali's Arabic press.
"""

ARABIC = {
    "maghrebi": (
        "يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو",
        "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر",
    ),
    "standard": (
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
        "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ),
    "levantine": (
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ),
}  # fmt: skip
FRENCH = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
ENGLISH = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# spellings that are read but never written
OTHER = {
    1: ("جانفي", "janv", "jan"), 2: ("فيفري", "févr", "fév", "feb"),
    3: ("mar",), 4: ("إبريل", "أفريل", "avr", "apr"), 5: ("مايس",),
    6: ("يونيه", "جوان", "jun"), 7: ("يوليه", "جويلية", "juil", "jul"),
    8: ("أوت", "اغسطس", "aug"), 9: ("شتمبر", "sept", "sep"), 10: ("oct", "تشرين أول"),
    11: ("نوفبر", "nov", "تشرين ثاني"), 12: ("ديسنبر", "déc", "dec"),
}  # fmt: skip

HIJRI = {
    "ar": (
        "محرم", "صفر", "ربيع الأول", "ربيع الثاني", "جمادى الأولى", "جمادى الثانية",
        "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
    ),
    "fr": (
        "mouharram", "safar", "rabia I", "rabia II", "joumada I", "joumada II",
        "rajab", "chaabane", "ramadan", "chaoual", "dhou al-qiʿda", "dhou al-hijja",
    ),
    "en": (
        "Muharram", "Safar", "Rabiʿ I", "Rabiʿ II", "Jumada I", "Jumada II",
        "Rajab", "Shaʿban", "Ramadan", "Shawwal", "Dhu al-Qaʿda", "Dhu al-Hijja",
    ),
}  # fmt: skip
HIJRI_OTHER = {
    1: ("محرم الحرام", "المحرم", "moharram", "moharrem", "muharam"),
    2: ("صفر الخير", "safar al-khayr"),
    3: ("ربيع أول", "ربيع الأنور", "ربيع النبوي", "rabi al-awwal", "rabi i", "rabi' al-awal",
        "rabia al-awal", "rabia al aoual", "rabi el aouel", "rabia premier"),
    4: ("ربيع الآخر", "ربيع ثاني", "rabi al-thani", "rabi al-akhir", "rabi ii", "rabia at-tani",
        "rabi eth-thani", "rabi ath-thani"),
    5: ("جمادى الأول", "جمادى أولى", "جمادي الاولى", "jumada al-ula", "jumada al-awwal",
        "joumada al-oula", "joumada el oula"),
    6: ("جمادى الآخرة", "جمادى الثاني", "جمادى الآخر", "جمادى ثانية", "jumada al-akhira",
        "jumada al-thani", "jumada al-thaniya", "joumada at-tania", "joumada al-akhira"),
    7: ("رجب الفرد", "rajeb", "redjeb"),
    8: ("شعبان المبارك", "shaban", "chaaban", "chaabane", "cha'bane", "chabane"),
    9: ("رمضان المبارك", "ramadhan", "ramazan"),
    10: ("شوال المبارك", "shawwal", "chaoual", "chawwal", "choual", "chawal"),
    11: ("ذي القعدة", "ذو القعدة الحرام", "ذي القعدة الحرام", "ذو قعدة", "dhu al-qidah",
         "dhu al-qadah", "dhou al-qi'da", "dou al-kiada", "dhou al-kaada"),
    12: ("ذي الحجة", "ذو الحجة الحرام", "ذي الحجة الحرام", "ذو حجة", "dhu al-hijjah",
         "dhou al-hijja", "dou al-hijja", "doul hijja", "dhoul hijja"),
}  # fmt: skip


def month_name(month: int, lang: str, months: str = "maghrebi") -> str:
    """The Gregorian month in a language; ``months`` chooses the Arabic tradition."""
    if lang == "ar":
        return ARABIC[months][month - 1]
    return (FRENCH if lang == "fr" else ENGLISH)[month - 1]


def hijri_month_name(month: int, lang: str) -> str:
    """The Hijri month in a language."""
    return HIJRI.get(lang, HIJRI["en"])[month - 1]
