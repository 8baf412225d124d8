"""The fifth proof: the source's own numbers give the source's answer, or the exercise says truly why not."""

from __future__ import annotations

from functools import partial

from compiler.deck.defined import definitions, rests_on
from compiler.deck.diagnostics import Findings
from compiler.deck.model import Answer, Exercise, Published
from compiler.formula import EvaluationError, Scope, number_text

_EDGE = 1 + 1e-9


def check_published(exercise: Exercise, findings: Findings) -> None:
    """Compare the published answer with what the definition (or the source's own formula) makes of its numbers."""
    published = exercise.published
    if published is None:
        return
    add = partial(findings.add, exercise=exercise.slug)
    formula = published.formula or exercise.answer.formula
    if published.formula is not None and published.note is None:
        add("D410", published.formula.source.span, "a formula of the source's own needs a `note` that says why")
    named = {name: node for name, node in definitions(exercise).items() if name not in published.given}
    missing = [name for name in rests_on(formula.node, named) if name not in published.given]
    if published.undetermined is not None:
        if not missing:
            message = "the published numbers determine the answer: nothing that it rests on is left out"
            help = "remove `undetermined`, or the numbers that the source does not give"
            add("D410", published.span, message, help=help)
        return
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        help = "add them, give the source's formula as `is`, or declare it `undetermined`"
        add("D410", published.span, f"the answer rests on {names}, which the published numbers leave out", help=help)
        return
    try:
        value = Scope(published.given, named).evaluate(formula.node)
    except EvaluationError as error:
        add("D410", published.span, f"the published numbers give no answer: {error.message}")
        return
    if not isinstance(value, float):
        return
    agrees, unit = _agrees(published, exercise.answer, value), f" {exercise.answer.unit or ''}".rstrip()
    if agrees and published.erratum is not None:
        message = f"the published answer is right: the numbers give {number_text(value)}{unit}"
        add("D409", published.answer_span, message, help="remove the erratum")
    elif not agrees and published.erratum is None:
        message = f"the published numbers give {number_text(value)}{unit}, not {number_text(published.answer)}"
        help = "correct the definition, or declare an `erratum` that says what is wrong in the source"
        add("D408", published.answer_span, message, help=help)


def _agrees(published: Published, answer: Answer, value: float) -> bool:
    """Within the answer's tolerance, or equal once rounded to the digits that the source prints."""
    printed = abs(value - published.answer) <= 0.5 * 10.0**-published.decimals * _EDGE and published.decimals > 0
    return printed or answer.tolerance.accepts(value, published.answer)
