"""The states of a box and of each entry in it."""

from khizana.kernel.workflow import Transition, Workflow

_RECEIVE = "preservation.receive"

SUBMISSION = Workflow(
    "submission",
    ("listing", "receiving", "stopped", "received", "abandoned"),
    (
        Transition("close", frozenset({"listing"}), "receiving", _RECEIVE),
        Transition("stop", frozenset({"receiving"}), "stopped", _RECEIVE),
        Transition("go_on", frozenset({"stopped"}), "receiving", _RECEIVE),
        Transition("finish", frozenset({"receiving"}), "received", _RECEIVE),
        Transition("abandon", frozenset({"listing"}), "abandoned", _RECEIVE),
    ),
)

FILE = Workflow(
    "file",
    ("uploading", "waiting", "receiving", "stored", "duplicate", "refused", "failed"),
    (
        Transition("uploaded", frozenset({"uploading"}), "waiting", _RECEIVE),
        Transition("begin", frozenset({"waiting"}), "receiving", _RECEIVE),
        Transition("release", frozenset({"receiving"}), "waiting", _RECEIVE),
        Transition("store", frozenset({"receiving"}), "stored", _RECEIVE),
        Transition("link", frozenset({"receiving"}), "duplicate", _RECEIVE),
        Transition("refuse", frozenset({"uploading", "receiving"}), "refused", _RECEIVE),
        Transition("give_up", frozenset({"receiving"}), "failed", _RECEIVE),
        Transition("try_again", frozenset({"refused", "failed"}), "waiting", _RECEIVE),
    ),
)

OPEN_STATES = ("uploading", "waiting", "receiving")
"""Entries that have not come to their end."""
HELD_STATES = ("stored", "duplicate")
"""Entries whose bytes are preserved."""
