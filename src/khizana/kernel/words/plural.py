"""Plural categories of the three interface languages (Unicode CLDR 46, cardinal rules)."""


def category(lang: str, count: int) -> str:
    """The CLDR category of a whole number: Arabic has six, French and English two in use."""
    number = abs(count)
    if lang == "ar":
        return _arabic(number)
    if lang == "fr":
        return "one" if number < 2 else "other"
    return "one" if number == 1 else "other"


def _arabic(number: int) -> str:
    if number <= 2:
        return ("zero", "one", "two")[number]
    rest = number % 100
    if 3 <= rest <= 10:
        return "few"
    return "many" if rest >= 11 else "other"
