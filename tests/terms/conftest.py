"""Markings in use before any actor is made."""

import pytest

from khizana.access import labels
from khizana.kernel.markings import Marking
from khizana.kernel.policy import Policy


@pytest.fixture(autouse=True)
def marks(db):
    """The labels of the neutral levels, lowest first."""
    policy = Policy.neutral()
    return [labels.intern(Marking(policy, key)) for key in policy.levels]
