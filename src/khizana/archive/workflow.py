"""The states of an accession, from its entry in the register to its closing."""

from khizana.kernel.workflow import Transition, Workflow

_KEEP = "archive.accession"

ACCESSION = Workflow(
    "accession",
    ("registered", "receiving", "received", "described", "closed", "withdrawn"),
    (
        Transition("begin_receipt", frozenset({"registered", "received"}), "receiving", _KEEP),
        Transition("finish_receipt", frozenset({"registered", "receiving"}), "received", _KEEP),
        Transition("finish_description", frozenset({"received"}), "described", _KEEP),
        Transition("close", frozenset({"described"}), "closed", _KEEP),
        Transition("reopen", frozenset({"described", "closed"}), "received", _KEEP),
        Transition("withdraw", frozenset({"registered", "received", "described"}), "withdrawn",
                   "archive.withdraw"),
    ),
)  # fmt: skip
