"""What can be wrong with a formula: how it is written, or what it asks for."""

from __future__ import annotations


class FormulaError(ValueError):
    """A formula that cannot be used.

    `start` and `end` are character offsets into the formula's text, `message` says what was expected and what came,
    `help` what to write instead.
    """

    def __init__(self, message: str, start: int = 0, end: int = 0, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.help = help


class EvaluationError(FormulaError):
    """A formula that has no value with these numbers.

    `within` names the definition whose formula the offsets refer to; None is the formula that was evaluated itself.
    """

    def __init__(
        self, message: str, start: int = 0, end: int = 0, help: str | None = None, within: str | None = None
    ) -> None:
        super().__init__(message, start, end, help)
        self.within = within

    def inside(self, name: str) -> EvaluationError:
        """The same error, told to have happened in a definition, unless it came from a deeper one."""
        return EvaluationError(self.message, self.start, self.end, self.help, self.within or name)


class Inexact(Exception):
    """A value that no fraction of reasonable size can hold."""
