"""Making a node: the tables, the institution and the first people, through the rooms' actions."""

from dataclasses import dataclass
from typing import Any

from django.core.management import call_command

from khizana.access import actions as access
from khizana.access import labels
from khizana.access.models import Person
from khizana.access.queries import system_actor
from khizana.adapters import settings
from khizana.archive.actions import create_institution
from khizana.archive.models import Institution
from khizana.kernel.markings import Marking
from khizana.kernel.text import Text

FIRST_PEOPLE = (
    (
        "admin",
        "administrator",
        Text({"ar": "المدير التقني", "fr": "L’administrateur", "en": "The administrator"}),
    ),
    (
        "security",
        "security_officer",
        Text({"ar": "ضابط الأمن", "fr": "L’officier de sécurité", "en": "The security officer"}),
    ),
    (
        "archivist",
        "archivist",
        Text({"ar": "أمين المحفوظات", "fr": "L’archiviste", "en": "The archivist"}),
    ),
)
NAME = Text(
    {
        "ar": "مؤسسة لم تُسمَّ بعد",
        "fr": "Institution sans nom pour l’instant",
        "en": "Institution not yet named",
    }
)
REASON = "First set-up of the node (khizana init)"


@dataclass(frozen=True)
class Issued:
    """An account made just now, and its password, shown once."""

    login: str
    name: Text
    password: str

    def to_json(self, lang: str) -> dict[str, Any]:
        """The form of `--json`."""
        shown = str(self.name.shown(lang))
        return {"login": self.login, "name": shown, "password": self.password}


def make_tables() -> None:
    """Make or update the tables; the folders of the node are its owner's alone."""
    data = settings.current().data
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)


def make_labels() -> None:
    """One label for each plain level: the first thing marked with it is seen at once."""
    policy = labels.policy()
    for level in policy.levels:
        labels.intern(Marking(policy, level))


def make_institution(code: str, name: str, lang: str) -> Institution:
    """The institution that holds the archives; its name may be given later, on its page."""
    first = Institution.objects.order_by("created_at").first()
    if first is not None:
        return first
    named = Text.of(name, lang) if name else NAME
    return create_institution(actor=system_actor(), code=code, name=named)


def issue(
    login: str, *, name: Text, roles: list[str], level: str | None, language: str
) -> Issued | None:
    """Open an account with its roles and clearance; None where the login is taken already."""
    if Person.objects.filter(username__iexact=login).exists():
        return None
    actor = system_actor()
    made = access.create_person(actor=actor, username=login, name=name, language=language)
    for role in roles:
        access.appoint(actor=actor, person=made.person, role=role)
    if level:
        access.grant_clearance(actor=actor, person=made.person, level=level, reason=REASON)
    return Issued(login, name, made.password)


def make_first_people(language: str) -> list[Issued]:
    """Administrator, security officer and archivist: three duties, three people.

    The archivist is cleared for the highest level, since they receive whatever comes in; the
    security officer may change that. Nobody else sees more than the lowest level.
    """
    highest = list(labels.policy().levels)[-1]
    made = []
    for login, role, name in FIRST_PEOPLE:
        level = highest if role == "archivist" else None
        made.append(issue(login, name=name, roles=[role], level=level, language=language))
    return [person for person in made if person]
