"""A workflow is a table of states and transitions which page, API and docs all print."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from khizana.kernel.errors import Conflict
from khizana.kernel.words import say


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from which states it may be taken, where it leads, who needs which permission."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str = ""


class Workflow:
    """States in their natural order (the first is where things begin) and the steps between.

    Words: ``state.<workflow>.<state>`` and ``action.<workflow>.<transition>``.
    """

    def __init__(self, name: str, states: Iterable[str], transitions: Iterable[Transition]) -> None:
        self.name = name
        self.states = tuple(states)
        self.transitions = {step.name: step for step in transitions}
        unknown = {
            state
            for step in self.transitions.values()
            for state in (*step.sources, step.target)
            if state not in self.states
        }
        if unknown:
            raise ValueError(f"workflow {name}: unknown states {sorted(unknown)}")

    @property
    def initial(self) -> str:
        """The state in which things begin."""
        return self.states[0]

    def allowed(self, state: str) -> list[Transition]:
        """The steps that may be taken from a state, in the order of the table."""
        return [step for step in self.transitions.values() if state in step.sources]

    def check(self, state: str, transition: str) -> str:
        """The state to which a step leads; Conflict where it may not be taken from here."""
        step = self.transitions.get(transition)
        if step is None or state not in step.sources:
            raise Conflict(
                "kernel.step_not_possible",
                step=_Named("action", self.name, transition),
                state=_Named("state", self.name, state),
            )
        return step.target

    def state_name(self, state: str, lang: str) -> str:
        """The state in words."""
        return say(f"state.{self.name}.{state}", lang)

    def step_name(self, transition: str, lang: str) -> str:
        """The step in words."""
        return say(f"action.{self.name}.{transition}", lang)

    def rows(self, lang: str) -> Iterator[tuple[str, str, str, str]]:
        """The table for people: from, step, to, permission."""
        for step in self.transitions.values():
            for source in self.states:
                if source in step.sources:
                    yield (
                        self.state_name(source, lang),
                        self.step_name(step.name, lang),
                        self.state_name(step.target, lang),
                        step.permission,
                    )


@dataclass(frozen=True, slots=True)
class _Named:
    """A state or step inside a refusal: shown in words, written as its name for machines."""

    family: str
    workflow: str
    name: str

    def shown(self, lang: str) -> str:
        try:
            return say(f"{self.family}.{self.workflow}.{self.name}", lang)
        except KeyError:
            return self.name  # a step that the table does not know has no words

    def __str__(self) -> str:
        return self.name
