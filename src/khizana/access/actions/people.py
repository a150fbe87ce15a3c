"""Accounts: made by an administrator, with a password that lasts until the first sign-in."""

import secrets
import string
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction

from khizana.access.actions.common import lock, person_of, write
from khizana.access.actions.tokens import revoke_all
from khizana.access.actors import Actor
from khizana.access.models import Person
from khizana.access.policies import require, require_password_reset
from khizana.kernel.errors import Conflict, NotAllowed, NotValid
from khizana.kernel.text import Text

LANGUAGES = frozenset({"ar", "fr", "en"})
_USERNAME = RegexValidator(r"\A[\w.@-]{2,80}\Z")
# without the letters and digits that are mistaken for one another when read aloud
_ALPHABET = "".join(c for c in string.ascii_lowercase + string.digits if c not in "ilo01")


@dataclass(frozen=True, slots=True)
class IssuedPassword:
    """A person and the password to hand over once; nobody keeps it."""

    person: Person
    password: str


def create_person(
    *, actor: Actor, username: str, name: Text, language: str = "ar", email: str = ""
) -> IssuedPassword:
    """Open an account with a one-time password; it can see and do nothing yet."""
    require(actor, "access.administer")
    if not _USERNAME.regex.search(username):  # type: ignore[union-attr]
        raise NotValid("access.username_form", field="username")
    if not name:
        raise NotValid("access.name_missing", field="name")
    _check_language(language)
    person = Person(
        username=username, name=name, language=language, email=email, must_change_password=True
    )
    password = _one_time()
    person.set_password(password)
    changes = {"username": [None, username], "name": [None, name.to_json()]}
    with transaction.atomic():
        if Person.objects.filter(username__iexact=username).exists():
            raise Conflict("access.username_taken", field="username", username=username)
        try:
            with transaction.atomic():
                write(actor, "create_person", person, changes)
        except IntegrityError as error:
            raise Conflict("access.username_taken", field="username", username=username) from error
    return IssuedPassword(person, password)


def change_person(
    *, actor: Actor, person: Person, name: Text, language: str, email: str, version: int
) -> Person:
    """Correct an account's name, language or address."""
    require(actor, "access.administer")
    if not name:
        raise NotValid("access.name_missing", field="name")
    _check_language(language)
    with transaction.atomic():
        person = lock(person)
        if person.version != version:
            raise Conflict("access.changed_meanwhile")
        new = {"name": name, "language": language, "email": email}
        old = {field: getattr(person, field) for field in new}
        changes = {f: [_json(old[f]), _json(new[f])] for f in new if old[f] != new[f]}
        if changes:
            for field, value in new.items():
                setattr(person, field, value)
            write(actor, "change_person", person, changes)
    return person


def set_language(*, actor: Actor, language: str) -> Person:
    """Choose the language of one's own pages; no line of the ledger: it is nobody's business."""
    _check_language(language)
    person = person_of(actor)
    if person is None:
        raise NotAllowed("access.not_on_oneself")
    person.language = language
    person.save(update_fields=["language"])
    return person


def reset_password(*, actor: Actor, person: Person) -> IssuedPassword:
    """Give a new one-time password, end all sessions and tokens; the second factor stays.

    Who may do this could sign in as that person where no second factor is set up, so for those
    who hold a sensitive role or a clearance it belongs to a security officer
    (`policies.require_password_reset`); the person sees it in the ledger.
    """
    _not_self(actor, person)
    password = _one_time()
    with transaction.atomic():
        person = lock(person)
        require_password_reset(actor, person)
        person.set_password(password)
        person.must_change_password = True
        person.session_epoch += 1
        write(actor, "reset_password", person)
        revoke_all(actor, person)
    return IssuedPassword(person, password)


def password_changed(*, actor: Actor, person: Person) -> Person:
    """Note that a person has set a password of their own (called by the sign-in adapter)."""
    if actor.person_id != person.pk:
        raise NotAllowed("access.only_own_password")
    with transaction.atomic():
        person = lock(person)
        person.must_change_password = False
        write(actor, "change_password", person)
    return person


def reset_second_factor(*, actor: Actor, person: Person) -> Person:
    """Remove a person's authenticators and recovery codes after their loss."""
    require(actor, "access.reset_second_factor")
    _not_self(actor, person)
    with transaction.atomic():
        person = lock(person)
        person.session_epoch += 1
        removed, _ = Authenticator.objects.filter(user=person).delete()
        write(actor, "reset_second_factor", person, None, removed=removed)
    return person


def end_sessions(*, actor: Actor, person: Person) -> Person:
    """End every session of a person at once: one's own, or anybody's for an administrator."""
    if actor.person_id != person.pk:
        require(actor, "access.administer")
    with transaction.atomic():
        person = lock(person)
        person.session_epoch += 1
        write(actor, "end_sessions", person)
    return person


def disable_person(*, actor: Actor, person: Person, reason: str) -> Person:
    """Close an account: sessions and tokens end at once, nothing that it did is lost."""
    require(actor, "access.administer")
    _not_self(actor, person)
    return _set_active(actor, person, active=False, reason=reason)


def enable_person(*, actor: Actor, person: Person, reason: str) -> Person:
    """Open a closed account again; old sessions stay ended."""
    require(actor, "access.administer")
    _not_self(actor, person)
    return _set_active(actor, person, active=True, reason=reason)


def _set_active(actor: Actor, person: Person, *, active: bool, reason: str) -> Person:
    with transaction.atomic():
        person = lock(person)
        if person.is_active != active:
            person.is_active = active
            person.session_epoch += 1
            changes = {"is_active": [not active, active]}
            action = "enable_person" if active else "disable_person"
            write(actor, action, person, changes, reason=reason)
            if not active:
                revoke_all(actor, person)
    return person


def _not_self(actor: Actor, person: Person) -> None:
    if actor.person_id == person.pk:
        raise NotAllowed("access.not_on_oneself")


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise NotValid("access.language_unknown", field="language", language=language)


def _one_time() -> str:
    """Return a password of about 93 bits, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(4))


def _json(value: object) -> object:
    return value.to_json() if isinstance(value, Text) else value
