"""The node that a command works on, and the person on whose behalf it works."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from khizana.cli.console import Console
from khizana.cli.room import has_room
from khizana.kernel.errors import NotFound, NotValid

if TYPE_CHECKING:
    from khizana.access.actors import Actor
    from khizana.access.models import Person


SQLITE_NAME = "khizana.sqlite3"


def wake() -> None:
    """Load Django with this node's settings."""
    django.setup()


def is_made() -> bool:
    """Whether the database of the node has every table of this version."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except OperationalError:
        return False


def require_made() -> None:
    """Wake the node; refuse where `khizana init` has not run, or not since the last update.

    Looked at before the settings are read: reading them makes the secret key, and a mistyped
    folder must not become half a node.
    """
    data = Path(os.environ.get("KHZ_DATA", "var")).absolute()
    here = os.environ.get("KHZ_DATABASE_URL", "sqlite:") == "sqlite:"
    if not data.is_dir() or (here and not (data / SQLITE_NAME).is_file()):
        raise NotValid("cli.no_node", data=str(data))
    wake()
    if not is_made():
        code = "cli.no_node" if has_room(data) else "cli.disk_full"
        raise NotValid(code, data=str(data))


def acting_person(options: argparse.Namespace) -> "Person":
    """The person named with --as, else the first archivist."""
    from khizana.access.models import Appointment, Person
    from khizana.adapters import clock

    name = getattr(options, "person", None)
    if name:
        person = Person.objects.filter(username__iexact=name, is_active=True).first()
        if person is None:
            raise NotFound("cli.no_person", person=name)
        return person
    first = (
        Appointment.objects.on(clock.today())
        .filter(role="archivist", person__is_active=True)
        .select_related("person")
        .order_by("id")
        .first()
    )
    if first is None:
        raise NotFound("cli.no_archivist")
    return first.person


def acting(options: argparse.Namespace, console: Console) -> "Actor":
    """The actor of a command; from here on the console speaks the person's language."""
    from khizana.access.queries import actor_for

    person = acting_person(options)
    console.lang = person.language if person.language in ("ar", "fr", "en") else console.lang
    return actor_for(person)
