"""An exercise with its numbers filled in: the variant, and its texts still split into words and numbers.

Targets that show many variants of one text (a card, a page) keep the words once and the numbers in rows; that is what
the slots are for. Everyone else uses the variant.
"""

from __future__ import annotations

from dataclasses import dataclass

from compiler.checker import Variant
from compiler.deck.model import Exercise
from compiler.formula import Slotted


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the derivation: `name = symbols = numbers = value`.

    `signs` stand before the numbers and before the value: `=`, or `≈` where what is shown is rounded.
    """

    name: str
    symbols: str
    numbers: Slotted
    value: str
    signs: tuple[str, str]
    note: Slotted | None

    def line(self) -> str:
        """The line as plain text; what says the same twice is said once."""
        line, said = self.name, {self.name}
        for sign, part in (("=", self.symbols), (self.signs[0], "".join(self.numbers)), (self.signs[1], self.value)):
            if part not in said:
                line += f" {sign} {part}"
                said.add(part)
        return line


@dataclass(frozen=True, slots=True)
class Symbol:
    """A given of the derivation: its name, its value as shown, and what it stands for (empty where nobody said)."""

    name: str
    value: str
    means: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A variant with its texts as slots: even positions are small Markdown, odd ones are shown numbers or words."""

    exercise: Exercise
    variant: Variant
    prompt: Slotted
    symbols: tuple[Symbol, ...]
    steps: tuple[Step, ...]
    answer: str
    hints: tuple[Slotted, ...]
    insight: Slotted | None
