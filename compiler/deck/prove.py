"""The proofs: what holds in every draw of an exercise before anything of it is published.

Where an exercise has at most 20,000 draws, all of them are looked at (proved); else a seeded sample (checked).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isclose

import numpy as np
import numpy.typing as npt

from compiler.deck.derivation import show_draw
from compiler.deck.diagnostics import Diagnostic, Findings
from compiler.deck.draw import MAX_ENUMERATED, Sample, judged_draws
from compiler.deck.judge import SEPARATION, TOO_NEAR, shares
from compiler.deck.keys import LEAST_POINTS, formula_key
from compiler.deck.model import Deck, Exercise
from compiler.deck.published import check_published
from compiler.deck.rejections import Rejection, rejections
from compiler.deck.shown import check_shown, looks
from compiler.deck.source import Span
from compiler.deck.valued import check_values
from compiler.formula import (
    Inexact,
    Node,
    Rounding,
    Scope,
    number_text,
)

LEAST_VARIANTS = 5
LEAST_KEPT = 0.25
LEAST_SIDE = 0.02
SMALL = 1e-3
"""Answers below this are looked at exactly: they may be what a cancellation leaves behind."""
MAX_SMALL = 500
_ALIKE = Rounding("sig", 12)
"""Answers that agree in so many figures are one."""
_TOLD = 1e-6
"""Relative: how far a wrong formula must be from the right one at some point."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at of an exercise, and found.

    `exhaustive` says that all draws were looked at (proved), else a sample of them (checked).
    """

    slug: str
    number: str
    draws: int
    exhaustive: bool
    kept: float
    variants: int
    answers: int
    nearest: float | None
    rejections: tuple[Rejection, ...]
    waivers: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def prove_all(
    deck: Deck, draws: int = MAX_ENUMERATED, progress: Callable[[str], None] | None = None
) -> tuple[Proof, ...]:
    """The proofs of every exercise, in document order; `progress` is told each slug when it is done."""
    proofs: list[Proof] = []
    for exercise in deck.exercises:
        proofs.append(prove(deck, exercise, draws))
        if progress is not None:
            progress(exercise.slug)
    return tuple(proofs)


def prove(deck: Deck, exercise: Exercise, draws: int = MAX_ENUMERATED) -> Proof:
    """All proofs of an exercise, over all its draws where MAX_ENUMERATED suffices, else over `draws` of them."""
    return prove_draws(deck, exercise, judged_draws(exercise, deck.id, draws))


def prove_draws(deck: Deck, exercise: Exercise, sample: Sample) -> Proof:
    """The same over draws that have been judged."""
    findings = Findings()
    report = _Report(deck.id, exercise, sample, findings)
    check_values(exercise, sample, findings, report.show)
    report.not_near_zero()
    report.balanced()
    check_published(exercise, findings)
    prompts = answers = 0
    if sample.judgement.kept.any():
        sound = sample.judgement.columns.take(sample.judgement.kept[sample.judgement.required])
        right = tuple(each[sample.judgement.kept[sample.judgement.required]] for each in sample.judgement.answers)
        rows = np.flatnonzero(sample.judgement.kept)
        seen = looks(exercise, sound)
        check_shown(exercise, sound, right, seen, findings, lambda row: report.show(int(rows[row])))
        prompts = len(np.unique(seen))
        answers = len(set(zip(*(_ALIKE.many(values).tolist() for values in right), strict=True)))
        report.invariant(right, rows)
        report.comparable(rows)
    kept = report.kept()
    report.mistakes_told()
    if not findings.found:
        report.enough(prompts, answers, kept)
    return Proof(
        slug=exercise.slug,
        number=exercise.number,
        draws=len(sample.weights),
        exhaustive=sample.exhaustive,
        kept=kept,
        variants=prompts,
        answers=answers,
        nearest=report.nearest(),
        rejections=rejections(exercise, sample, report.show),
        waivers=tuple(m.waive for m in exercise.mistakes if m.waive is not None),
        diagnostics=findings.sorted(),
    )


class _Report:
    """The findings of one exercise's draws, each with a draw that shows it."""

    def __init__(self, deck_id: str, exercise: Exercise, sample: Sample, findings: Findings) -> None:
        self.deck_id = deck_id
        self.exercise = exercise
        self.sample = sample
        self.judgement = sample.judgement
        self.findings = findings
        self.rows = np.flatnonzero(self.judgement.required)

    def not_near_zero(self) -> None:
        """A share, a digit or a factor of nothing is nothing."""
        broken = np.any(
            [np.zeros(len(self.rows), dtype=np.bool_), *(gap.rows for gap in self.judgement.broken)], axis=0
        )
        for answer, values in zip(self.exercise.answers, self.judgement.answers, strict=True):
            if answer.tolerance.kind not in ("relative", "sig", "factor") or self.exercise.type == "formula":
                continue
            small = np.flatnonzero((np.abs(values) < SMALL) & ~broken)
            _, first = np.unique(values[small], return_index=True)
            for row in small[first[:MAX_SMALL]].tolist():
                if _is_zero(self.judgement.columns.row(row), answer.formula.node):
                    where = answer.formula.source.span
                    message = "the answer is zero in some draws, and a share of zero is no tolerance"
                    help = "give an absolute tolerance, or leave such draws out with `require`"
                    self._add("D402", where, message, int(self.rows[row]), help)
                    break

    def balanced(self) -> None:
        """Every side of a balance, and every verdict, must be there to be drawn."""
        sides, kept = self.judgement.sides, self.judgement.kept[self.judgement.required]
        weight = float(self.sample.weights[self.judgement.kept].sum())
        if sides is None or not weight:
            return
        if self.sample.seeds is not None:
            # The seeds were balanced already: what fell on the other side was rejected.
            off = [cause.rows for cause in self.judgement.causes if cause.kind == "balance"]
            kept, weight = kept | off[0], weight + float(self.sample.weights[self.rows][off[0]].sum())
        weights = self.sample.weights[self.rows]
        found = [float(weights[kept & (sides == side)].sum()) / weight for side in range(len(shares(self.exercise)))]
        worst = int(np.argmin(found))
        if found[worst] >= LEAST_SIDE:
            return
        if self.exercise.balance is not None:
            where = self.exercise.balance.when.source.span
            message = f"the condition holds in {found[1]:.1%} of the draws; each side needs {LEAST_SIDE:.0%} at least"
        else:
            where, word = self.exercise.answer.formula.source.span, self.exercise.options[worst].words[0]
            message = (
                f"`{word}` is right in {found[worst]:.1%} of the draws; each verdict needs {LEAST_SIDE:.0%} at least"
            )
        help = "draw more values on the side that is missing"
        self.findings.add("D412", where, message, help=help, exercise=self.exercise.slug)

    def invariant(self, right: tuple[Floats, ...], rows: npt.NDArray[np.intp]) -> None:
        """The right values, rounded as asked, have the invariant of their vector."""
        invariant = self.exercise.invariant
        if invariant is None:
            return
        rounded = [
            values if not answer.roundings else answer.roundings[0].many(values)
            for answer, values in zip(self.exercise.answers, right, strict=True)
        ]
        for exact in (right, rounded):
            for row, values in enumerate(zip(*(each.tolist() for each in exact), strict=True)):
                if not invariant.holds(values):
                    shown = ", ".join(number_text(value) for value in values)
                    message = f"the right values do not have their invariant: {shown}"
                    help = "widen its tolerance, or leave such draws out with `require`"
                    self._add("D413", self.exercise.answer.formula.source.span, message, int(rows[row]), help)
                    return

    def comparable(self, rows: npt.NDArray[np.intp]) -> None:
        """A formula is told from every mistake at the points that it is compared at, of which there are enough."""
        if self.exercise.type != "formula":
            return
        scope = self.sample.columns.row(int(rows[0]))
        found = formula_key(self.deck_id, self.exercise, scope)
        if found is None:
            message = f"the symbols take fewer than {LEAST_POINTS} different values together"
            self.findings.add("D406", self.exercise.span, message, help="draw more", exercise=self.exercise.slug)
            return
        for mistake, wrong in zip(self.exercise.mistakes, found.mistakes, strict=True):
            if all(isclose(a, b, rel_tol=_TOLD) for a, b in zip(wrong.values, found.values, strict=True)):
                message = "this mistake is the right formula at every point that is compared"
                self._add("D405", mistake.formula.source.span, message, int(rows[0]), "correct it")

    def kept(self) -> float:
        """The share of draws that are sound, the balance aside."""
        weights = self.sample.weights
        aside = np.zeros(len(weights), dtype=np.bool_)
        for cause in self.judgement.causes:
            if cause.kind == "balance":
                aside[self.rows] |= cause.rows
        total = float(weights[~aside].sum())
        return float(weights[self.judgement.kept].sum()) / total if total else 0.0

    def mistakes_told(self) -> None:
        """A mistake is active somewhere and apart from the answer somewhere; a waiver is needed somewhere."""
        for column in self.judgement.mistakes:
            source = column.mistake.formula.source
            near = column.active & (column.distance < TOO_NEAR)
            if not len(self.rows):
                return
            if not column.active.any():
                when = column.mistake.when
                where = source.span if when is None else when.source.span
                self.findings.add(
                    "D405",
                    where,
                    "no draw activates this mistake",
                    help="correct its `when`",
                    exercise=self.exercise.slug,
                )
            elif near[column.active].all() and column.mistake.waive is None:
                row = int(self.rows[np.flatnonzero(near)[0]])
                message = f"in every draw this mistake lies within {SEPARATION:g} tolerances of the right answer"
                self._add(
                    "D405",
                    source.span,
                    message,
                    row,
                    "no reply could tell them apart: ask otherwise, or narrow the tolerance",
                )
            elif column.mistake.waive is not None and not near.any():
                self.findings.add(
                    "D411",
                    source.span,
                    "the waiver is not needed: no draw comes too near",
                    help="remove `waive`",
                    exercise=self.exercise.slug,
                )

    def enough(self, prompts: int, answers: int, kept: float) -> None:
        """Enough draws are kept, and enough of them differ."""
        where = self.exercise.span
        if kept < LEAST_KEPT * (1 - 1e-9):
            worst = sorted(rejections(self.exercise, self.sample, self.show), key=lambda r: -r.share)[:1]
            message = f"{kept:.1%} of the draws are kept; at least {LEAST_KEPT:.0%} must be"
            help = f"most are lost to `{worst[0].text}` in line {worst[0].line}; {worst[0].advice}" if worst else None
            draw = worst[0].worst if worst else None
            self.findings.add("D407", where, message, help=help, draw=draw, exercise=self.exercise.slug)
        elif self.exercise.type != "formula" and min(prompts, answers) < LEAST_VARIANTS:
            there = f"{prompts} different prompts and {answers} different answers"
            message = f"{there}; at least {LEAST_VARIANTS} of each are needed"
            self.findings.add("D406", where, message, help="draw from more values", exercise=self.exercise.slug)

    def nearest(self) -> float | None:
        """How many tolerances the nearest active mistake lies from the answer, among the draws that are kept.

        A wrong formula may have the right value in single draws; it is compared at several.
        """
        if self.exercise.type == "formula":
            return None
        kept = self.judgement.kept[self.judgement.required]
        found = [float(c.distance[c.active & kept].min()) for c in self.judgement.mistakes if (c.active & kept).any()]
        return min((value for value in found if np.isfinite(value)), default=None)

    def _add(self, code: str, where: Span, message: str, row: int, help: str | None) -> None:
        self.findings.add(code, where, message, help=help, draw=self.show(row), exercise=self.exercise.slug)

    def show(self, row: int) -> str:
        """A row of the sample as diagnostics show it."""
        seeds = self.sample.seeds
        return show_draw(self.exercise, self.sample.columns.row(row), None if seeds is None else int(seeds[row]))


def _is_zero(scope: Scope, node: Node) -> bool:
    """Whether a formula is zero but for what float64 leaves behind."""
    try:
        return scope.exact(node) == 0
    except Inexact:
        return scope.evaluate(node) == 0
