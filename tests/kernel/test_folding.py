"""Folding, tokens and light10 against the spellings that careful and careless people type."""

import unicodedata

import pytest

from khizana.kernel.folding import (
    Analyser,
    fold,
    fold_word,
    forms,
    four_grams,
    light10,
    plurals,
    shipped_protected,
    stopwords,
    tokens,
)


@pytest.mark.parametrize(
    ("written", "careless"),
    [
        ("الأرشيف العسكري", "الارشيف العسكرى"),
        ("إرهاب", "ارهاب"),
        ("إرهابيّ", "ارهابى"),
        ("المدرسة العسكرية", "المدرسه العسكريه"),
        ("مُحَاضَرَة", "محاضره"),
        ("مـحـاضـر", "محاضر"),
        ("آسفي", "اسفى"),
        ("ٱلقوات", "القوات"),
        ("علیٰ کتاب", "علي كتاب"),
        ("سنة ١٩٥٧", "سنه 1957"),
        ("سنة ۱۹۵۷", "سنه 1957"),
        ("\u200fالجيش\u200e", "الجيش"),
        ("می\u200cخواهم", "ميخواهم"),
        ("ﺍﻟﺠﻴﺶ", "الجيش"),
        ("ﷲ", "الله"),
        ("أحمد", unicodedata.normalize("NFD", "أحمد")),
        ("Œuvre de l’Étât-Major", "oeuvre de l’etat-major"),
        ("ÆTERNUM", "aeternum"),
        ("cafe\u0301", "café"),
        ("ﬁche", "fiche"),
    ],
)
@pytest.mark.requirement("A2.4")
def test_two_spellings_fold_to_one(written: str, careless: str) -> None:
    assert fold(written) == fold(careless)


def test_hamza_seats_are_kept() -> None:
    assert fold("مسؤول") == "مسؤول"
    assert fold(unicodedata.normalize("NFD", "مسؤول")) == "مسؤول"


def test_isolated_vowel_mark_does_not_cut_a_word() -> None:
    assert fold_word("م\ufe76ن") == ("من",)


def test_one_sign_may_be_four_words_at_one_place() -> None:
    assert [(t.form, t.start, t.end) for t in tokens("قال ﷺ")] == [
        ("قال", 0, 3),
        ("صلي", 4, 5),
        ("الله", 4, 5),
        ("عليه", 4, 5),
        ("وسلم", 4, 5),
    ]


def test_tokens_point_at_the_original() -> None:
    text = "إِنَّ الأَرْشِيفَ: L’Armée d'Alger / ﬁche_12"
    found = [(token.form, text[token.start : token.end]) for token in tokens(text)]
    assert found == [
        ("ان", "إِنَّ"),
        ("الارشيف", "الأَرْشِيفَ"),
        ("armee", "Armée"),
        ("alger", "Alger"),
        ("fiche", "ﬁche"),
        ("12", "12"),
    ]


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("الجيش", "جيش"),
        ("والجيش", "جيش"),
        ("بالجيش", "جيش"),
        ("كالجيش", "جيش"),
        ("فالجيش", "جيش"),
        ("للجيش", "جيش"),
        ("وجيش", "جيش"),
        ("الله", "له"),
        ("ولد", "ولد"),  # و needs three letters left
        ("معلمون", "معلم"),
        ("معلمين", "معلم"),
        ("كتابها", "كتاب"),
        ("عسكريه", "عسكر"),
        ("عسكري", "عسكر"),
        ("مالي", "مال"),
        ("وجده", "جد"),
        ("وهران", "هر"),
        ("العيون", "عي"),
        ("كاتي", "كات"),
        ("وزير", "زير"),
        ("عمليات", "عمل"),
        ("يوميات", "يوم"),
    ],
)
def test_light10_as_in_the_note(word: str, stem: str) -> None:
    assert light10(word) == stem


@pytest.mark.parametrize("word", ["مالي", "وجدة", "وهران", "العيون", "كاتي", "وزير", "يوميات"])
def test_protected_words_are_their_own_stem(word: str) -> None:
    assert Analyser().stem(fold(word)) == fold(word)


def test_a_protected_word_is_found_with_the_article() -> None:
    analyser = Analyser()
    assert analyser.stem("العمليات") == analyser.stem("عمليات") == "عمليات"
    assert analyser.stem("والوزير") == analyser.stem("وزير") == "وزير"
    assert analyser.stem("ميدانيه") == analyser.stem("الميدان") == "ميدان"


def test_other_scripts_are_not_stemmed() -> None:
    assert Analyser().stem("archives") == "archives"
    assert Analyser().stem("ⵜⴰⵎⴰⵣⵉⵖⵜ") == "ⵜⴰⵎⴰⵣⵉⵖⵜ"


def test_names_of_a_node_can_be_protected_and_change_the_digest() -> None:
    own = Analyser(["ولد الشيخ"])
    assert own.stem("ولد") == "ولد"
    assert own.digest != Analyser().digest
    assert Analyser().digest == Analyser().digest


def test_pieces() -> None:
    assert four_grams("جيش") == ("جيش",)
    assert four_grams("عسكر") == ("عسكر",)
    assert four_grams("ارشيف") == ("ارشي", "رشيف")


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("محضر", "محاضر"),
        ("كتيبة", "كتائب"),
        ("فوج", "أفواج"),
        ("تقرير", "تقارير"),
        ("معركة", "معارك"),
        ("قائد", "قادة"),
    ],
)
def test_broken_plurals_lead_both_ways(one: str, many: str) -> None:
    assert fold(many) in plurals()[fold(one)]
    assert fold(one) in plurals()[fold(many)]


def test_shipped_lists_are_folded() -> None:
    for word in stopwords() | shipped_protected() | set(plurals()):
        assert fold(word) == word
    assert {"من", "في", "الذي", "de", "the"} <= stopwords()


def test_empty_and_signs_only() -> None:
    assert fold("") == ""
    assert list(tokens("— … \u064b ـ")) == []


def test_forms_are_the_tokens_without_places() -> None:
    text = "إِنَّ الأَرْشِيفَ: L’Armée d'Alger ﷺ"
    assert forms(text) == [token.form for token in tokens(text)]
