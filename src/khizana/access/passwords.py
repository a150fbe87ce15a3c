"""Rules for passwords: long enough, not known to everybody, not built on the obvious.

No character classes and no expiry (NIST SP 800-63B section 5.1.1.2; ASVS 5.0.0, 6.2.5 and 6.2.10).
"""

import gzip
import re
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from khizana.access.models import Person
from khizana.adapters import settings
from khizana.kernel.words import say
from khizana.shared.words import word

SHORTEST = 8
ADVISED = 15
LONGEST = 256
_TAIL = re.compile(r"[\W\d_]{1,6}\Z")
_HOUSE = ("khizana", "خزانة", "الخزانة")


class LengthRule:
    """At least 8 characters; the page advises 15. The upper end only bounds the work of argon2."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse what is too short or absurdly long."""
        if len(password) < SHORTEST:
            raise ValidationError(word("access.password.short"), code="password_too_short")
        if len(password) > LONGEST:
            raise ValidationError(word("access.password.long"), code="password_too_long")

    def get_help_text(self) -> str:
        """Return what the page says beside the field."""
        return word("access.password.help")


class KnownPasswordRule:
    """Not one of the passwords that everybody tries first: 20,000 leaked ones and our own list."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse known passwords, also with a year or a sign put at their end."""
        plain = _fold(password)
        if plain in known() or _TAIL.sub("", plain) in known():
            raise ValidationError(word("access.password.common"), code="password_too_common")

    def get_help_text(self) -> str:
        """Say nothing more: one sentence of advice is enough."""
        return ""


class ContextRule:
    """Not the person's own name or that of the house with little else."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Refuse a password of which too little is left without the obvious words."""
        rest = plain = _fold(password)
        for part in _context(user):
            rest = rest.replace(part, "")
        if rest != plain and len(rest) < SHORTEST:
            raise ValidationError(word("access.password.context"), code="password_too_similar")

    def get_help_text(self) -> str:
        """Say nothing more: one sentence of advice is enough."""
        return ""


def advice(lang: str) -> str:
    """Return the one sentence of advice."""
    return say("access.password.help", lang)


@cache
def known() -> frozenset[str]:
    """Return the folded passwords that are known: Django's list and the words of the region."""
    leaked = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
    with gzip.open(leaked, "rt", encoding="utf-8") as lines:
        words = {_fold(line) for line in lines}
    own = resources.files("khizana.access").joinpath("known_passwords.txt")
    for line in own.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            words.add(_fold(line))
    return frozenset(words)


def _context(user: Person | None) -> list[str]:
    texts = [*_HOUSE, *re.split(r"\W+", settings.current().node)]
    if user is not None and user.username:
        texts += [user.username, *user.username.split("."), user.email.partition("@")[0]]
        texts += [part for value in user.name.values.values() for part in value.split()]
    return sorted({_fold(t) for t in texts if len(t) >= 4}, key=len, reverse=True)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
