"""What every test may ask for: the standards, people and their actors, a data folder of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from khizana.adapters import settings as node_settings

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def standards() -> Path:
    """The folder of schemas and public vectors, beside the repository."""
    folder = Path(os.environ.get("KHZ_TEST_STANDARDS", ROOT.parent / "shared" / "standards"))
    if not folder.is_dir():
        pytest.skip(f"no folder of standards at {folder} (set KHZ_TEST_STANDARDS)")
    return folder


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the source tree."""
    return ROOT


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder for this test alone; originals, index, keys and staging lie in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("KHZ_DATA", str(folder))
    node_settings.current.cache_clear()
    yield folder
    monkeypatch.undo()
    node_settings.current.cache_clear()


@pytest.fixture
def make_person(db) -> Callable:
    """Return a maker of people: ``make_person("reader", roles=["reader"], level="restricted")``.

    ``level`` is a key of the neutral policy, None for somebody without any clearance.
    """
    from khizana.access import labels
    from khizana.access.models import Appointment, Clearance, Membership, Person
    from khizana.kernel.markings import Marking
    from khizana.kernel.policy import Policy
    from khizana.kernel.text import Text

    policy = Policy.neutral()
    for key in policy.levels:  # as `khizana init` does: an actor knows the labels there are
        labels.intern(Marking(policy, key))

    def make(
        username: str = "archivist",
        *,
        roles=("archivist",),
        level: str | None = "",
        caveats=(),
        party: str = "",
        groups=(),
        language: str = "ar",
        password: str | None = None,
    ) -> Person:
        name = Text({"ar": username, "fr": username, "en": username}, "en")
        person = Person(username=username, name=name, language=language)
        person.set_password(password) if password else person.set_unusable_password()
        person.save()
        for role in roles:
            Appointment.objects.create(person=person, role=role)
        if level is not None:
            Clearance.objects.create(
                person=person,
                policy=policy.id,
                level=level or policy.lowest().key,
                caveats=list(caveats),
                party=party,
            )
        for group in groups:
            Membership.objects.create(person=person, group=group)
        return person

    return make


@pytest.fixture
def make_actor(make_person) -> Callable:
    """Like ``make_person``, but returns the actor that queries and actions take."""
    from khizana.access.queries import actor_for

    def make(username: str = "archivist", **choices):
        return actor_for(make_person(username, **choices))

    return make


@pytest.fixture
def archivist(make_actor):
    """An archivist cleared for the highest level of the neutral policy."""
    from khizana.kernel.policy import Policy

    highest = list(Policy.neutral().levels)[-1]
    return make_actor("archivist", roles=["archivist"], level=highest)


@pytest.fixture
def reader(make_actor):
    """A visiting researcher who sees only what is open."""
    return make_actor("reader", roles=["researcher"])


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_ledger() -> Iterator[None]:
    """Let tests with real transactions empty their database, which the ledger's triggers forbid."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from khizana.ledger import triggers

    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_triggers(self, sql_list):
        triggers.remove(self.connection)
        flush(self, sql_list)
        triggers.install(self.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield
