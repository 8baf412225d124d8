"""The third proof: who starts from the numbers as the prompt prints them, and carries the steps on as the derivation
shows them, arrives at an answer that is graded right. And the sixth's question: how many prompts differ."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from compiler.checker import Tolerance
from compiler.deck.diagnostics import Findings
from compiler.deck.draw import definitions, rests_on
from compiler.deck.fill import given_names, show_draw
from compiler.deck.model import Exercise
from compiler.deck.template import Placeholder
from compiler.formula import (
    Binary,
    Columns,
    DrawnColumn,
    EvaluationError,
    Format,
    Name,
    Node,
    Result,
    Scope,
    names_used,
    number_text,
    step_many,
)

Floats = npt.NDArray[np.float64]


def check_shown(exercise: Exercise, columns: Columns, right: Floats, findings: Findings) -> None:
    """Follow the derivation from the printed numbers in every draw; `right` are the exact answers."""
    if not len(right):
        return
    missing = [name for name in _starting_points(exercise) if name not in _mentioned(exercise)]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        message = f"the prompt does not show {names}, which the answer rests on"
        findings.add(
            "D404", exercise.ask.source.span, message, help=f"show it, such as {{{missing[0]}}}", exercise=exercise.slug
        )
        return
    result = _by_hand(exercise, columns)
    replies = np.asarray(result.values, dtype=np.float64)
    tolerance = exercise.answer.tolerance
    for rounding in exercise.answer.roundings or (None,):
        rounded = replies if rounding is None else rounding.many(replies)
        off = result.failed | ~_accepted(rounded, right, tolerance)
        if off.any():
            row = int(np.flatnonzero(off)[0])
            reply = "no value" if result.failed[row] else _reply(float(replies[row]), exercise, rounding is None)
            message = (
                f"from the numbers as shown the answer comes out as {reply}; exact is {number_text(float(right[row]))}"
            )
            help = "show more digits in the prompt or a step (`round`), ask for more, or widen the tolerance"
            draw = show_draw(exercise, columns.row(row))
            findings.add(
                "D403", exercise.answer.formula.source.span, message, help=help, draw=draw, exercise=exercise.slug
            )
            return


def distinct_prompts(exercise: Exercise, columns: Columns) -> int:
    """How many of the draws differ in what the learner sees."""
    codes = np.zeros(columns.rows, dtype=np.int64)
    for placeholder in exercise.ask.placeholders:
        result = columns.evaluate(placeholder.node)
        parts = result.values if isinstance(result.values, tuple) else (result.values,)
        for part in parts:
            _, codes = np.unique(codes * len(codes) + _shown_codes(part, placeholder.format), return_inverse=True)
    return int(codes.max()) + 1 if len(codes) else 0


def _shown_codes(values: npt.NDArray[np.generic], format: Format) -> npt.NDArray[np.int64]:
    """A number for each value, the same for values that are printed alike."""
    distinct, inverse = np.unique(values, return_inverse=True)
    texts = [format.text(value) for value in distinct.tolist()]
    numbers = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return np.array([numbers[text] for text in texts], dtype=np.int64)[inverse]


def _starting_points(exercise: Exercise) -> tuple[str, ...]:
    """The givens that the answer rests on; a derived one that is not shown stands for what it is made of."""
    mentioned = _mentioned(exercise)
    hidden = {name: node for name, node in definitions(exercise).items() if name not in mentioned}
    return rests_on(exercise.answer.formula.node, hidden)


def _mentioned(exercise: Exercise) -> set[str]:
    return {name for placeholder in exercise.ask.placeholders for name in names_used(placeholder.node)}


def _by_hand(exercise: Exercise, columns: Columns) -> Result:
    """The answer from printed numbers and steps rounded as shown, before its own rounding."""
    for name in given_names(exercise):
        printed = _printed(exercise, name, columns)
        if printed is not None:
            columns = _replaced(columns, name, printed)
    for step in exercise.work:
        result = columns.value(step.name)
        if isinstance(result.values, np.ndarray) and result.values.dtype == np.float64 and not result.failed.any():
            columns = _replaced(columns, step.name, step_many(result.values, step.round))
    return columns.evaluate(exercise.answer.formula.node)


def _replaced(columns: Columns, name: str, values: Floats) -> Columns:
    """The same draws with other values for a name; they are taken for the decimals that they print as."""
    distinct, index = np.unique(values, return_inverse=True)
    drawn = DrawnColumn([Fraction(str(value)) for value in distinct.tolist()], index)
    definitions = {other: node for other, node in columns.definitions.items() if other != name}
    return Columns({**columns.given, name: drawn}, definitions, columns.rows)


def _printed(exercise: Exercise, name: str, columns: Columns) -> Floats | None:
    """The values that a reader takes from the prompt; None where the prompt gives them exactly, or in words."""
    result = columns.value(name)
    if isinstance(result.values, tuple) or result.values.dtype != np.float64:
        return None
    distinct, inverse = np.unique(result.values, return_inverse=True)
    best: Floats | None = None
    for placeholder in exercise.ask.placeholders:
        if name not in names_used(placeholder.node):
            continue
        read = _read_back(placeholder, name, distinct)
        if read is None:
            return None
        if best is None or np.abs(read - distinct).max() < np.abs(best - distinct).max():
            best = read
    return None if best is None or bool((best == distinct).all()) else best[inverse]


def _read_back(placeholder: Placeholder, name: str, values: Floats) -> Floats | None:
    """What a reader makes of `{name}`, `{name / 1e6:.1f}` or `{8 * name}`; None where the text is none of these."""
    scale = _scale(placeholder.node, name)
    printed = None if scale is None else placeholder.format.printed_many(values * scale)
    return None if printed is None or scale is None else printed / scale


def _scale(node: Node, name: str) -> float | None:
    """The constant that a name is multiplied by, in a formula of that shape."""
    if node == Name(name):
        return 1.0
    if not isinstance(node, Binary) or node.operator not in "*/":
        return None
    sides = (node.left, node.right)
    if names_used(node) != (name,) or Name(name) not in sides or (node.operator == "/" and node.left != Name(name)):
        return None
    constant = node.right if node.left == Name(name) else node.left
    try:
        value = Scope({}, {}).evaluate(constant) if not names_used(constant) else None
    except EvaluationError:
        return None
    if not isinstance(value, float) or value == 0:
        return None
    return 1 / value if node.operator == "/" else value


def _accepted(replies: Floats, right: Floats, tolerance: Tolerance) -> npt.NDArray[np.bool_]:
    """Which replies are graded right, as `Tolerance.accepts` says of one."""
    return np.fromiter(
        (tolerance.accepts(a, b) for a, b in zip(right.tolist(), replies.tolist(), strict=True)), np.bool_, len(right)
    )


def _reply(value: float, exercise: Exercise, exact: bool) -> str:
    rounded = number_text(value) if exact else exercise.answer.roundings[0].text(value)
    return f"{rounded} {exercise.answer.unit or ''}".strip()
