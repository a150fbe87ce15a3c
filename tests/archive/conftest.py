"""An institution with markings in use, people of several clearances, and a small tree."""

import pytest

from khizana.access import labels
from khizana.archive import actions
from khizana.kernel.markings import Marking
from khizana.kernel.policy import Policy
from khizana.kernel.text import Text


def fr(words: str) -> Text:
    return Text.of(words, "fr")


@pytest.fixture(autouse=True)
def marks(db):
    """The labels of the neutral levels, lowest first, interned before any actor is made."""
    policy = Policy.neutral()
    return [labels.intern(Marking(policy, key)) for key in policy.levels]


@pytest.fixture
def institution(archivist):
    name = Text({"ar": "مديرية التاريخ العسكري", "fr": "Direction de l’histoire militaire"}, "ar")
    return actions.create_institution(actor=archivist, code="DHM", name=name, country="ma")


@pytest.fixture
def accession(archivist, institution):
    return actions.create_accession(
        actor=archivist, institution_id=institution.pk, title=Text.of("صندوق البعثة", "ar")
    )


@pytest.fixture
def make(archivist, institution):
    """Make a unit: ``make("series", parent)``; the title is the level unless one is given."""

    def maker(level: str, parent=None, title: str = "", actor=None, **given):
        return actions.create_record(
            actor=actor or archivist,
            institution_id=institution.pk,
            parent_id=parent.pk if parent else None,
            level=level,
            title=fr(title or level),
            **given,
        )

    return maker


@pytest.fixture
def small_tree(make):
    """fonds > series > (file > item, file)."""
    fonds = make("fonds", title="Fonds")
    series = make("series", fonds)
    first, second = make("file", series), make("file", series)
    item = make("item", first)
    return fonds, series, first, second, item


@pytest.fixture
def secured(make_actor):
    """Somebody who marks and declassifies, cleared for everything."""
    highest = list(Policy.neutral().levels)[-1]
    return make_actor("officer", roles=["archivist", "security_officer"], level=highest)


@pytest.fixture
def lowly(make_actor):
    """An archivist who is cleared for the lowest level only and reads nothing closed."""
    return make_actor("lowly", roles=["researcher", "commission_secretary"])
