"""The table of roles: no role holds everything, duties stay apart, words for each."""

from itertools import pairwise

import pytest

from khizana.access.policies import PERMISSIONS, ROLES, require
from khizana.access.roles import APART, SECOND_FACTOR, SENSITIVE
from khizana.kernel.errors import NotAllowed
from khizana.kernel.words import say

pytestmark = pytest.mark.django_db


def test_no_role_holds_everything():
    assert all(permissions < PERMISSIONS for permissions in ROLES.values())


def test_the_administrator_neither_reads_nor_clears():
    assert not {p for p in ROLES["administrator"] if p.startswith(("archive.", "reading."))}
    assert not ROLES["administrator"] & {"access.grant_clearance", "access.manage_groups"}


def test_tables_name_known_roles():
    assert set(ROLES) >= SENSITIVE | SECOND_FACTOR | {r for pair in APART for r in pair}
    assert all(a != b for a, b in APART)
    assert len(set(APART)) == len(APART)


@pytest.mark.parametrize("lang", ["ar", "fr", "en"])
def test_every_role_and_permission_has_words(lang):
    words = [say("role." + r, lang) for r in ROLES]
    words += [say("permission." + p, lang) for p in PERMISSIONS]
    assert all(words)
    assert all(a != b for a, b in pairwise(sorted(words)))


def test_require(make_actor):
    actor = make_actor(roles=["researcher"])
    require(actor, "archive.read")
    with pytest.raises(NotAllowed) as refusal:
        require(actor, "archive.describe")
    assert refusal.value.data == {"permission": "archive.describe"}
    with pytest.raises(ValueError, match="unknown permission"):
        require(actor, "archive.misspelt")
