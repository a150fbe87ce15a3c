"""Rules for passwords: length, known ones, the obvious; no classes of characters."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from khizana.access import passwords
from khizana.access.models import Person
from khizana.kernel.text import Text

PERSON = Person(
    username="o.tazi",
    email="otazi@example.org",
    name=Text({"ar": "عمر التازي", "fr": "Omar Tazi"}, "ar"),
)


@pytest.mark.parametrize(
    "password",
    [
        "quatre mots assez longs",
        "السجل الأخضر فوق الرف الثالث",
        "correcthorsebattery",
        "zvbnqmxw",
        "x7" * 40,
        "trente-deux chats gris",
        " espaces autour ",
    ],
)
def test_accepted_without_any_class_of_characters(password):
    validate_password(password, PERSON)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short12", "password_too_short"),
        ("x" * 257, "password_too_long"),
        ("password", "password_too_common"),
        ("Password2026!", "password_too_common"),
        ("MotDePasse", "password_too_common"),
        ("motdepasse2026", "password_too_common"),
        ("azertyuiop", "password_too_common"),
        ("بسم الله الرحمن الرحيم", "password_too_common"),
        ("كلمة السر", "password_too_common"),
        ("كلمةالسر123", "password_too_common"),
        ("١٢٣٤٥٦٧٨", "password_too_common"),
        ("khizana2026", "password_too_similar"),
        ("خزانة2026خزانة", "password_too_similar"),
        ("o.tazi2026", "password_too_similar"),
        ("التازي2026", "password_too_similar"),
    ],
)
def test_refused(password, code):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, PERSON)
    assert code in {error.code for error in refusal.value.error_list}


def test_the_list_is_offline_and_large():
    assert len(passwords.known()) > 19_000


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_one_sentence_of_advice(lang):
    assert passwords.advice(lang)
