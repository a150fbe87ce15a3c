"""The way of a document as an ordered list, so that siblings hand on work without imports.

A room names the moments at which it has finished something (``"preservation.received"``); the
next room registers, in its ``AppConfig.ready``, what it does then. Both halves of a step matter:

- ``enqueue(ids)`` runs inside the transaction that finished the earlier step, so the work and the
  task that continues it become true together (the queue is a table of the same database);
- ``resume()`` looks at the database, enqueues again what is unfinished and says how many. It must
  be safe at any time: after a restore, after kill -9, beside running workers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

Enqueue = Callable[[Sequence[UUID]], None]
Resume = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Step:
    """One room's part of the way: what follows ``event``."""

    name: str
    event: str
    enqueue: Enqueue
    resume: Resume | None


_steps: dict[str, Step] = {}


def after(event: str, enqueue: Enqueue, *, name: str = "", resume: Resume | None = None) -> None:
    """Register ``enqueue`` to run when ``event`` has happened to things of some ids.

    Registration order is the order of the way. Registering a name again replaces the step, so
    that ``AppConfig.ready`` may run twice.
    """
    name = name or f"{enqueue.__module__}.{enqueue.__qualname__}"
    _steps[name] = Step(name, event, enqueue, resume)


def hand_on(event: str, ids: Sequence[UUID]) -> None:
    """Tell every step that waits for ``event``; call it inside the transaction of the change."""
    if not ids:
        return
    for step in tuple(_steps.values()):
        if step.event == event:
            step.enqueue(ids)


def resume_all() -> dict[str, int]:
    """Let every step look for unfinished work; returns how much each one found, by its name."""
    return {step.name: step.resume() for step in tuple(_steps.values()) if step.resume}


def registered() -> tuple[Step, ...]:
    """Return the steps in their order, for the documentation and for tests."""
    return tuple(_steps.values())
