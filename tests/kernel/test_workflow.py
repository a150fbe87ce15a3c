"""Workflow tables."""

import pytest

from khizana.kernel.errors import Conflict
from khizana.kernel.workflow import Transition, Workflow

ACCESSION = Workflow(
    "accession",
    ("registered", "received", "closed"),
    (
        Transition("finish_receipt", frozenset({"registered"}), "received", "archive.accession"),
        Transition("close", frozenset({"received", "registered"}), "closed"),
    ),
)


def test_it_works():
    assert ACCESSION.initial == "registered"
    assert [step.name for step in ACCESSION.allowed("registered")] == ["finish_receipt", "close"]
    assert ACCESSION.allowed("closed") == []
    assert ACCESSION.check("registered", "finish_receipt") == "received"


@pytest.mark.parametrize("step", ["finish_receipt", "burn"])
def test_a_step_from_elsewhere_is_refused(step):
    with pytest.raises(Conflict) as refusal:
        ACCESSION.check("closed", step)
    assert "مقفلة" in refusal.value.sentence("ar")
    assert refusal.value.advice("fr")


def test_the_table_is_printed():
    rows = list(ACCESSION.rows("en"))
    assert rows[0] == ("Registered", "Finish receipt", "Received", "archive.accession")
    assert len(rows) == 3


def test_a_table_with_unknown_states_is_not_made():
    with pytest.raises(ValueError, match="unknown states"):
        Workflow("x", ("a",), (Transition("go", frozenset({"a"}), "b"),))
