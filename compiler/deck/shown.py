"""The third proof: who starts from the numbers as the prompt prints them, and carries the steps on as the derivation
shows them, arrives at an answer that is graded right. And the sixth's question: how many prompts differ."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from compiler.checker import Tolerance
from compiler.deck.defined import definitions, rests_on
from compiler.deck.derivation import given_names
from compiler.deck.diagnostics import Findings
from compiler.deck.judge import verdicts
from compiler.deck.model import Answer, Exercise
from compiler.deck.planting import planted_names
from compiler.deck.rows import replaced
from compiler.deck.template import Placeholder
from compiler.formula import (
    Binary,
    Columns,
    EvaluationError,
    Format,
    Name,
    Negate,
    Node,
    Result,
    Rounding,
    Scope,
    names_used,
    number_text,
    step_many,
)

Floats = npt.NDArray[np.float64]
Looks = npt.NDArray[np.int64]
"""A number for each draw, the same for draws whose prompts say the same."""

_READABLE = Rounding("sig", 15)
"""What float64 can say of a decimal: 1.234567 million is 1234567, and nothing behind the point."""


def check_shown(
    exercise: Exercise,
    columns: Columns,
    right: tuple[Floats, ...],
    seen: Looks,
    findings: Findings,
    show: Callable[[int], str],
) -> None:
    """Follow the derivation from the printed numbers in every draw.

    `right` are the exact answers, `seen` is how the draws look, and `show` says of a row what was drawn.
    """
    missing = [name for name in _starting_points(exercise) if name not in _mentioned(exercise)]
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        message = f"the prompt does not show {names}, which the answer rests on"
        findings.add(
            "D404", exercise.ask.source.span, message, help=f"show it, such as {{{missing[0]}}}", exercise=exercise.slug
        )
        return
    if exercise.type == "formula":
        return
    shown = _by_hand(exercise, columns)
    for answer, exact in zip(exercise.answers, right, strict=True):
        if not _check_answer(exercise, answer, shown.evaluate(answer.formula.node), exact, findings, show):
            return
    if exercise.options:
        off = verdicts(exercise, shown) != verdicts(exercise, columns)
        if off.any():
            message = "from the numbers as shown another verdict follows"
            help = "show more digits, or leave draws on the edge out with `require`"
            where, draw = exercise.answer.formula.source.span, show(int(np.flatnonzero(off)[0]))
            findings.add("D403", where, message, help=help, draw=draw, exercise=exercise.slug)
            return
    for answer, exact in zip(exercise.answers, right, strict=True):
        _check_alike(exercise, answer, exact, seen, findings, show)


def _check_answer(
    exercise: Exercise,
    answer: Answer,
    result: Result,
    right: Floats,
    findings: Findings,
    show: Callable[[int], str],
) -> bool:
    """Whether what was computed by hand, rounded as asked, is graded right in every draw."""
    replies = np.asarray(result.values, dtype=np.float64)
    for rounding in answer.roundings or (None,):
        rounded = replies if rounding is None else rounding.many(replies)
        off = result.failed | ~_accepted(rounded, right, answer.tolerance)
        if off.any():
            row = int(np.flatnonzero(off)[0])
            reply = "no value" if result.failed[row] else _reply(float(replies[row]), answer, rounding)
            message = (
                f"from the numbers as shown the answer comes out as {reply}; exact is {number_text(float(right[row]))}"
            )
            help = "show more digits in the prompt or a step (`round`), ask for more, or widen the tolerance"
            where = answer.formula.source.span
            findings.add("D403", where, message, help=help, draw=show(row), exercise=exercise.slug)
            return False
    return True


def _check_alike(
    exercise: Exercise, answer: Answer, right: Floats, seen: Looks, findings: Findings, show: Callable[[int], str]
) -> None:
    """Draws whose prompts say the same must have the same answer: words may hide what they stand for."""
    _, first, alike = np.unique(seen, return_index=True, return_inverse=True)
    off = ~_accepted(right[first][alike], right, answer.tolerance)
    if off.any():
        row = int(np.flatnonzero(off)[0])
        twin = int(first[alike[row]])
        answers = f"{number_text(float(right[twin]))} and {number_text(float(right[row]))}"
        message = f"draws that look the same in the prompt have different answers, {answers}"
        help = "show in numbers what tells them apart"
        draw = f"{show(twin)}; and {show(row)}"
        where = exercise.ask.source.span
        findings.add("D403", where, message, help=help, draw=draw, exercise=exercise.slug)


def looks(exercise: Exercise, columns: Columns) -> Looks:
    """How each draw looks to the learner: what the prompt prints, and in a `debug` every number of the derivation."""
    codes = np.zeros(columns.rows, dtype=np.int64)
    shown = [(placeholder.node, placeholder.format) for placeholder in exercise.ask.placeholders]
    if exercise.type == "debug":
        shown += [(Name(name), Format.parse("")) for name in planted_names(exercise)]
    for node, format in shown:
        for part in columns.evaluate(node).parts:
            _, codes = np.unique(codes * len(codes) + _shown_codes(part, format), return_inverse=True)
    return codes


def _shown_codes(values: npt.NDArray[np.generic], format: Format) -> npt.NDArray[np.int64]:
    """A number for each value, the same for values that are printed alike."""
    distinct, inverse = np.unique(values, return_inverse=True)
    printed = format.printed_many(distinct) if distinct.dtype == np.float64 else None
    if printed is not None:
        return np.unique(printed, return_inverse=True)[1].astype(np.int64)[inverse]
    texts = [format.text(value) for value in distinct.tolist()]
    numbers = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    return np.array([numbers[text] for text in texts], dtype=np.int64)[inverse]


def _starting_points(exercise: Exercise) -> tuple[str, ...]:
    """The givens that the answers rest on; a derived one that is not shown stands for what it is made of."""
    mentioned = _mentioned(exercise)
    hidden = {name: node for name, node in definitions(exercise).items() if name not in mentioned}
    asked = [answer.formula.node for answer in exercise.answers]
    asked += [option.when.node for option in exercise.options if option.when is not None]
    return tuple(dict.fromkeys(name for node in asked for name in rests_on(node, hidden)))


def _mentioned(exercise: Exercise) -> set[str]:
    """The names that the prompt shows: in its placeholders, as symbols, or in the derivation of a `debug`."""
    names = {name for placeholder in exercise.ask.placeholders for name in names_used(placeholder.node)}
    return names | set(exercise.symbols) | (set(planted_names(exercise)) if exercise.type == "debug" else set())


def _by_hand(exercise: Exercise, columns: Columns) -> Columns:
    """The draws as a reader has them: numbers as printed, steps rounded as shown."""
    shown = columns
    for name in given_names(exercise):
        printed = _printed(exercise, name, columns)
        if printed is not None:
            shown = replaced(shown, name, printed)
    for step in exercise.work:
        result = shown.value(step.name)
        numbers = _numbers(result)
        if numbers is not None and not result.failed.any():
            rounded = tuple(step_many(part, step.round) for part in numbers)
            shown = replaced(shown, step.name, rounded if isinstance(result.values, tuple) else rounded[0])
    return shown


def _numbers(result: Result) -> tuple[Floats, ...] | None:
    """The numbers, or those of each element of a list; None where the values are of another kind."""
    return result.parts if all(part.dtype == np.float64 for part in result.parts) else None


def _printed(exercise: Exercise, name: str, columns: Columns) -> Floats | tuple[Floats, ...] | None:
    """The values that a reader takes from the prompt; None where they are the given ones, or no numbers.

    A derived name that the prompt shows is taken from there, not from what it is made of.
    """
    result = columns.value(name)
    exact = _numbers(result)
    shown = [placeholder for placeholder in exercise.ask.placeholders if name in names_used(placeholder.node)]
    if exact is None or not shown:
        return None
    best, off = exact, np.inf
    for placeholder in shown:
        read = tuple(_read_back(placeholder, name, part) for part in exact)
        found = tuple(part for part in read if part is not None)
        if len(found) == len(exact):
            worst = max(float(np.abs(one - other).max()) for one, other in zip(found, exact, strict=True))
            best, off = (found, worst) if worst < off else (best, off)
    if best is exact and name not in columns.definitions:
        return None
    return best if isinstance(result.values, tuple) else best[0]


def _read_back(placeholder: Placeholder, name: str, values: Floats) -> Floats | None:
    """What a reader makes of `{name}`, `{name / 1e6:.1f}` or `{8 * name}`; None where the text is none of these."""
    scale = _scale(placeholder.node, name)
    if scale is None:
        return None
    distinct, index = np.unique(values, return_inverse=True)
    printed = placeholder.format.printed_many(distinct * scale)
    return None if printed is None else _READABLE.many(printed / scale)[index]


def _scale(node: Node, name: str) -> float | None:
    """The constant that a name is multiplied by, in a formula of that shape."""
    match node:
        case Name():
            return 1.0 if node.name == name else None
        case Negate(operand):
            inner = _scale(operand, name)
            return None if inner is None else -inner
        case Binary("*" | "/", left, right):
            inner, constant = _scale(left, name), _constant(right)
            if inner is not None and constant is not None:
                return inner / constant if node.operator == "/" else inner * constant
            inner, constant = _scale(right, name), _constant(left)
            return None if inner is None or constant is None or node.operator == "/" else constant * inner
    return None


def _constant(node: Node) -> float | None:
    """The value of a formula without names; None where it has none to divide by."""
    try:
        value = None if names_used(node) else Scope({}, {}).evaluate(node)
    except EvaluationError:
        return None
    return value if isinstance(value, float) and value != 0 else None


def _accepted(replies: Floats, right: Floats, tolerance: Tolerance) -> npt.NDArray[np.bool_]:
    """Which replies are graded right, as `Tolerance.accepts` says of one; the exact value itself always is."""
    found: npt.NDArray[np.bool_] = replies == right
    others = np.flatnonzero(~found)
    pairs = list(zip(right[others].tolist(), replies[others].tolist(), strict=True))
    accepted = {pair: tolerance.accepts(*pair) for pair in set(pairs)}
    found[others] = [accepted[pair] for pair in pairs]
    return found


def _reply(value: float, answer: Answer, rounding: Rounding | None) -> str:
    rounded = number_text(value) if rounding is None else rounding.text(value)
    return f"{rounded} {answer.unit or ''}".strip()
