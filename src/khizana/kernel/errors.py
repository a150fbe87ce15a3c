"""Refusals: one class per way of saying no, a stable code, data, and a sentence for people."""

from typing import Any

from khizana.kernel.words import say


class Refusal(Exception):
    """Something was asked that will not be done; ``code`` is ``room.reason`` and never changes.

    ``data`` fills the placeholders of the words ``refusal.<code>`` (what is wrong) and
    ``refusal.<code>.advice`` (what to do next) and is what machines receive beside the code.
    """

    def __init__(self, code: str, /, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def sentence(self, lang: str) -> str:
        """What was refused, in the person's language."""
        return say("refusal." + self.code, lang, **self.data)

    def advice(self, lang: str) -> str:
        """What the person can do next."""
        return say("refusal." + self.code + ".advice", lang, **self.data)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in sorted(self.data.items()))
        return f"{self.code}({details})"


class NotAllowed(Refusal):
    """The person has not the permission; what they may not read is NotFound, never this."""


class NotValid(Refusal):
    """A value breaks a rule; ``data`` names the field where there is one."""


class NotFound(Refusal):
    """There is no such thing, or none that this person may know of: both say the same."""


class Conflict(Refusal):
    """The thing changed in the meantime, or its state does not admit the step."""
