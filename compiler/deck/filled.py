"""An exercise with its numbers filled in: the variant, and its texts still split into words and numbers.

Targets that show many variants of one text (a card, a page) keep the words once and the numbers in rows; that is what
the slots are for. Everyone else uses the variant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from compiler.checker import AnswerKey, Variant
from compiler.deck.model import Deck, Exercise
from compiler.formula import Slotted, Value

_ACTIVE = r"\`*_[]<>$|~"
_ESCAPES = str.maketrans({character: f"\\{character}" for character in _ACTIVE})
_ESCAPED = re.compile(rf"\\([{re.escape(_ACTIVE)}])")


class NoVariant(Exception):
    """An exercise, or a seed of it, from which no variant can be made; the message says which one and why."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the derivation: `name = symbols = numbers = value`.

    `signs` stand before the numbers and before the value: `=`, or `≈` where what is shown is rounded. The comparison
    behind a verdict is a line, too: `load ≤ limit ⇔ 3 ≤ 5 ⇒ yes`.
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

    deck: Deck
    exercise: Exercise
    seed: int
    given: tuple[tuple[str, Value], ...]
    prompt: Slotted
    symbols: tuple[Symbol, ...]
    steps: tuple[Step, ...]
    answer: str
    key: AnswerKey
    hints: tuple[Slotted, ...]
    insight: Slotted | None

    @property
    def variant(self) -> Variant:
        """What is kept of it: its texts in one piece, and the answer key."""
        return Variant(
            deck=self.deck.name,
            deck_id=self.deck.id,
            exercise=self.exercise.slug,
            number=self.exercise.number,
            title=self.exercise.title,
            type=self.exercise.type,
            seed=self.seed,
            given=self.given,
            prompt=markdown(self.prompt),
            work=tuple(step.line() for step in self.steps),
            hints=tuple(map(markdown, self.hints)),
            insight=None if self.insight is None else markdown(self.insight),
            key=self.key,
        )


def markdown(text: Slotted) -> str:
    """A filled text as one: what was drawn is shown as it is, whatever it would mean in Markdown."""
    return "".join(escaped(part) if i % 2 else part for i, part in enumerate(text))


def escaped(text: str) -> str:
    """A plain text as Markdown that shows it as it is."""
    return text.translate(_ESCAPES)


def unescaped(markdown: str) -> str:
    """Markdown without the escapes, for a place that shows it as it is written."""
    return _ESCAPED.sub(r"\1", markdown)
