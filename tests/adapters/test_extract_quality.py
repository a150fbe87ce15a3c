"""A text layer that lies is caught; one that says what is written is left alone."""

import pytest

from khizana.adapters.extract_quality import judge

GOOD = (
    "عقدت اللجنة العسكرية المشتركة جلستها الأولى في باماكو وحضرها ممثلون عن البلدين وأوصت اللجنة "
    "بحفظ الأرشيف العسكري وفهرسته "
    "وبإعداد قاعدة بيانات مشتركة للوثائق التاريخية المتعلقة بالفترة ما بين"
)
FRENCH = "Le procès-verbal de la commission mixte a été signé par les deux délégations. " * 4


@pytest.mark.parametrize("text", [GOOD, FRENCH, "", "12 345 678", "قائمة: أ ب ج"])
def test_good_texts_pass(text):
    assert not judge(text)["bad"]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        (" ".join(word[::-1] for word in GOOD.split()), "reversed"),
        (" ".join(GOOD.replace(" ", "")), "scattered"),
        (GOOD.replace("ا", "\ue012"), "unmapped"),
        ("\ufffd\ufffd\ufffd " * 20, "unmapped"),
        (GOOD.replace("ال", "اlل"), "foreign_letters"),
        (" ".join(FRENCH.replace(" ", "")), "scattered"),
    ],
)
def test_bad_texts_are_flagged(text, sign):
    verdict = judge(text)
    assert verdict["bad"]
    assert sign in verdict["signs"]
