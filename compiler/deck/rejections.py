"""Why draws are rejected, how many of them, and what would mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from compiler.deck.draw import Sample
from compiler.deck.judge import SEPARATION, Cause
from compiler.deck.model import Exercise, Misstep
from compiler.formula import Binary, Call, Compare, Number, substituted, substituted_size, typeset_text

MAX_ADVICE = 60
"""The size of a formula that is short enough to be read as advice."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Draws that were rejected for one cause: their share of all draws, and the worst of them."""

    kind: str
    text: str
    line: int
    share: float
    worst: str
    distance: float | None
    advice: str

    def to_json(self) -> dict[str, object]:
        """The same for scripts and pages."""
        return {
            "cause": self.kind,
            "text": self.text,
            "line": self.line,
            "share": self.share,
            "worst": self.worst,
            "distance": self.distance,
            "advice": self.advice,
        }


def rejections(exercise: Exercise, sample: Sample, show: Callable[[int], str]) -> tuple[Rejection, ...]:
    """Why draws are rejected, cause by cause; `show` says of a row of the sample what was drawn."""
    judgement = sample.judgement
    every_row, required = np.arange(len(sample.weights)), np.flatnonzero(judgement.required)
    causes = [(c, every_row) for c in judgement.unmet] + [(c, required) for c in judgement.causes]
    return tuple(_rejection(exercise, sample, cause, rows, show) for cause, rows in causes if cause.rows.any())


def _rejection(
    exercise: Exercise, sample: Sample, cause: Cause, rows: npt.NDArray[np.intp], show: Callable[[int], str]
) -> Rejection:
    hit = np.flatnonzero(cause.rows)
    worst = int(hit[0] if cause.distance is None else hit[np.argmin(cause.distance[hit])])
    distance = None if cause.distance is None else float(cause.distance[worst])
    advice = {
        "require": "draw fewer values that it refuses",
        "balance": "both sides must be drawn often enough",
        "verdict": "leave draws whose number is so near the edge out with `require`",
    }
    return Rejection(
        cause.kind,
        cause.text,
        cause.span.line,
        float(sample.weights[rows[hit]].sum()),
        show(int(rows[worst])),
        distance,
        advice[cause.kind] if cause.mistake is None else _guard(exercise, cause.mistake),
    )


def _guard(exercise: Exercise, mistake: Misstep) -> str:
    """The `when` that keeps a mistake out of the draws in which it comes too near the answer."""
    if len(exercise.answers) > 1:
        return "say with `when` in which draws it is made, or leave such draws out with `require`"
    answer = exercise.answer.formula.node
    wrong = mistake.formula.node
    if mistake.at is not None:
        steps = {step.name: step.formula.node for step in exercise.work} | {mistake.at: wrong}
        if substituted_size(answer, steps) > MAX_ADVICE:
            return "say with `when` in which draws it is made, or leave such draws out with `require`"
        wrong = substituted(answer, steps)
    tolerance = exercise.answer.tolerance
    margin = Number(f"{SEPARATION * tolerance.value:.6g}")
    match tolerance.kind:
        case "exact":
            condition = Compare(wrong, (("!=", answer),))
        case "absolute":
            condition = Compare(Call("abs", (Binary("-", wrong, answer),)), ((">", margin),))
        case "relative":
            ratio = Binary("-", Binary("/", wrong, answer), Number("1"))
            condition = Compare(Call("abs", (ratio,)), ((">", margin),))
        case _:
            return "say with `when` in which draws it is made"
    return f"give the mistake a `when` such as `{typeset_text(condition)}`, or leave such draws out with `require`"
