"""The model: what an author means, as values. Every formula and text remembers where it stands in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from compiler.checker import Invariant, Tolerance
from compiler.deck.source import Scalar, Span
from compiler.deck.template import Template
from compiler.formula import Exact, Node, Rounding


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula and the scalar it was written in."""

    node: Node
    source: Scalar


@dataclass(frozen=True, slots=True)
class Drawn:
    """One independent draw: a name, or a row of names whose values belong together.

    `options` are distinct and `weights` count how often each was listed. With `times` the one name is a list, drawn
    element by element. With `divisor_of` the options are thinned, in each draw, to the divisors of that name's value.
    """

    names: tuple[str, ...]
    options: tuple[tuple[Fraction | str, ...], ...]
    weights: tuple[int, ...]
    span: Span
    times: int | None = None
    divisor_of: str | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """A given that follows from earlier ones."""

    name: str
    formula: Formula
    span: Span


@dataclass(frozen=True, slots=True)
class Balance:
    """A share of the draws, between 0 and 1, in which a condition holds."""

    when: Formula
    share: float


@dataclass(frozen=True, slots=True)
class WorkStep:
    """A step of the derivation; `round` is how its value is shown and carried on by hand.

    A `note` explains its formula; what it `means` holds for whatever stands there, right or wrong.
    """

    name: str
    formula: Formula
    round: Rounding | None
    note: Template | None
    means: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A number that is asked: its formula, unit and accepted units, how exact a reply must be and how to round it.

    `label` are words beside the input; those of a vector's numbers tell them apart.
    """

    formula: Formula
    unit: str | None
    units: tuple[str, ...]
    label: str | None
    tolerance: Tolerance
    roundings: tuple[Rounding, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One verdict of a decision: the words that say it, the first of which is shown, and the draws it is right in.

    An option is right where none before it is and its condition holds; the last one has none.
    """

    words: tuple[str, ...]
    when: Formula | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reply that is right as well."""

    formula: Formula
    unit: str | None
    tolerance: Tolerance
    note: str | None


@dataclass(frozen=True, slots=True)
class Misstep:
    """A mistake as its author defines it: a wrong step (`at`), or a wrong final value in the asked unit.

    `part` is the index of the number that a wrong final value is given for.
    """

    formula: Formula
    at: str | None
    part: int
    when: Formula | None
    hint: Template
    waive: str | None


@dataclass(frozen=True, slots=True)
class Published:
    """The numbers that the source prints, and what the source makes of them."""

    given: Mapping[str, Exact]
    answer: float
    decimals: int
    formula: Formula | None
    note: str | None
    erratum: str | None
    undetermined: str | None
    span: Span
    answer_span: Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture beside the prompt; `alt` says in words what it shows."""

    path: Path
    alt: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Exercise:
    """What an author defines once; numbers are drawn from it.

    - `answers` are the numbers that are asked: one, or several of a `vector` with its `invariant`
    - `options` are the verdicts of a `decide`
    - `symbols` are the letters that a `formula` is written in; its one answer is the formula
    - `of` is the slug of the exercise that a companion belongs to
    - `was` are earlier slugs, the first one first: that is the `identity`, by which learners' progress is kept
    """

    slug: str
    identity: str
    number: str
    title: str
    type: str
    given: tuple[Drawn | Derived, ...]
    means: Mapping[str, str]
    require: tuple[Formula, ...]
    balance: Balance | None
    ask: Template
    figure: Figure | None
    work: tuple[WorkStep, ...]
    answers: tuple[Answer, ...]
    accept: tuple[Alternative, ...]
    mistakes: tuple[Misstep, ...]
    hints: tuple[Template, ...]
    insight: Template | None
    published: Published | None
    tags: tuple[str, ...]
    magnitude: bool
    span: Span
    was: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    invariant: Invariant | None = None
    symbols: tuple[str, ...] = ()
    of: str | None = None

    @property
    def answer(self) -> Answer:
        """The one number that is asked, or the first."""
        return self.answers[0]

    @property
    def texts(self) -> tuple[Template, ...]:
        """The texts that every draw shows, in the order of their appearance; the hints of mistakes come besides."""
        notes = (step.note for step in self.work)
        return tuple(text for text in (self.ask, *self.hints, *notes, self.insight) if text is not None)


@dataclass(frozen=True, slots=True)
class KeyFormula:
    """A formula of the chapter, with every symbol explained."""

    symbol: str
    formula: Formula
    where: tuple[tuple[str, str], ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Callout:
    """A remark that stands out of the chapter's prose."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter file: prose, key formulas and exercises in their order."""

    number: int
    slug: str
    title: str
    intro: str
    formulas: tuple[KeyFormula, ...]
    callouts: tuple[Callout, ...]
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck: its permanent id, what it says of itself, and its chapters in order."""

    name: str
    id: str
    title: str
    description: str
    language: str
    authors: tuple[str, ...]
    licence: str
    source: str
    address: str
    tags: tuple[str, ...]
    folder: Path
    chapters: tuple[Chapter, ...]

    @property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in document order."""
        return tuple(exercise for chapter in self.chapters for exercise in chapter.exercises)
