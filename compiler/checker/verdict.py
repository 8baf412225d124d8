"""What can be said of a reply: a verdict of a closed set, in whole sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from compiler.checker.messages import ENGLISH, Said, Words, said


class VerdictKind(StrEnum):
    """The closed set. Only the first answers the question; the last two cost no attempt."""

    RIGHT = "right"
    ROUNDED = "rounded-too-far"
    PARTIAL = "partly-right"
    OTHER_UNIT = "other-unit"
    INTERMEDIATE = "rounded-intermediate"
    MISTAKE = "mistake"
    POWER_OF_TEN = "power-of-ten"
    BINARY = "binary"
    EIGHT = "eight"
    WRONG = "wrong"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"

    @property
    def is_attempt(self) -> bool:
        """Whether the reply was read, and so counts as a try."""
        return self not in (VerdictKind.AMBIGUOUS, VerdictKind.UNREADABLE)


class Shown(Protocol):
    """A part of a reply that was read, and that can be shown."""

    @property
    def text(self) -> str:
        """How it was read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict and what to say of it.

    `said` is the sentence, `more` are further ones. `hints` are those of the mistakes that lead to the reply, `note`
    that of the accepted alternative. `parts` tells for each part of the answer whether it is right, where there are
    several and that is told. `factor` is the reply over the answer, as in 10³, 1.024 or 8⁻¹: for statistics, not to be
    shown while the question is open, since it tells the answer. `readings` are what was read, each with its label.
    """

    kind: VerdictKind
    said: Said
    more: tuple[Said, ...] = ()
    hints: tuple[str, ...] = ()
    note: str | None = None
    parts: tuple[bool, ...] = ()
    factor: str | None = None
    readings: tuple[tuple[str, Shown], ...] = ()

    @property
    def right(self) -> bool:
        """Whether the question is answered."""
        return self.kind is VerdictKind.RIGHT

    @property
    def is_attempt(self) -> bool:
        """Whether the reply was read, and so counts as a try."""
        return self.kind.is_attempt

    @property
    def message(self) -> str:
        """The id of the sentence."""
        return self.said.message

    @property
    def feedback(self) -> str:
        """The sentence, and the further ones, in English."""
        return self.feedback_in(ENGLISH)

    def feedback_in(self, language: str) -> str:
        """The sentence, and the further ones."""
        return " ".join(each.in_language(language) for each in (self.said, *self.more))

    @property
    def text(self) -> str:
        """All there is to say: the feedback, the note and the hints, a paragraph each (small Markdown)."""
        return "\n\n".join(part for part in (self.feedback, self.note, *self.hints) if part)

    @property
    def read(self) -> str | None:
        """How the reply was read, in English; None where it was not."""
        return self.read_in(ENGLISH)

    def read_in(self, language: str) -> str | None:
        """How the reply was read; None where it was not."""
        texts = [
            (label, reading.in_language(language) if isinstance(reading, Said) else reading.text)
            for label, reading in self.readings
        ]
        return "; ".join(f"{label} = {text}" if label else text for label, text in texts) or None


def verdict(kind: VerdictKind, message: str, **slots: str | Words | Said) -> Verdict:
    """A verdict with one sentence."""
    return Verdict(kind, said(message, **slots))
