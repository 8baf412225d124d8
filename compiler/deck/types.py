"""What each type of exercise demands of its definition, beside what its answer says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from compiler.checker import MOST_LINES
from compiler.deck.defined import in_symbols, rests_on
from compiler.deck.model import Exercise
from compiler.deck.source import Node
from compiler.deck.values import Reader
from compiler.formula import Name

ONE_NUMBER = ("derive", "decide", "debug")
"""The types that ask for one number, with whatever else."""


def check_type(exercise: Exercise, fields: Mapping[str, Node], reader: Reader) -> None:
    """Note what does not go with the type of an exercise."""
    kind = exercise.type
    if kind not in ONE_NUMBER:
        for key in ("accept", "published"):
            if key in fields:
                message = f"`{key}` goes with one number, and `{kind}` asks for something else"
                reader.wrong("D207", fields[key].span, message)
    if exercise.magnitude and kind != "derive":
        reader.wrong("D207", fields["magnitude"].span, "only `derive` can ask for an order of magnitude")
    match kind:
        case "formula":
            _formula(exercise, reader)
        case "decide" if not _is_step(exercise):
            message = "the number that decides is a step, so that what follows from it can be looked at"
            reader.wrong("D207", exercise.answer.formula.source.span, message, "make it a step, and name that")
        case "debug":
            _debug(exercise, reader)


def _is_step(exercise: Exercise) -> bool:
    node = exercise.answer.formula.node
    return isinstance(node, Name) and node.name in {step.name for step in exercise.work}


def _formula(exercise: Exercise, reader: Reader) -> None:
    """The prompt names every symbol, shows a number for none; a mistake in a formula is one for all numbers."""
    ask = exercise.ask
    words = "".join(part if isinstance(part, str) else " " for part in ask.parts)
    for symbol in exercise.symbols:
        if re.search(rf"(?<!\w){re.escape(symbol)}(?!\w)", words) is None:
            reader.wrong("D404", ask.source.span, f"the prompt does not name the symbol `{symbol}`")
    for placeholder in ask.placeholders:
        for name in rests_on(placeholder.node, in_symbols(exercise)):
            if name in exercise.symbols:
                where = ask.source.part(placeholder.start, placeholder.end)
                message = f"`{name}` is a symbol of the formula, which has no number"
                reader.wrong("D207", where, message, "write the letter without braces")
    for mistake in exercise.mistakes:
        if mistake.when is not None:
            message = "a wrong formula is one for all numbers, so it has no `when`"
            reader.wrong("D207", mistake.when.source.span, message)


def _debug(exercise: Exercise, reader: Reader) -> None:
    """The derivation ends with the answer, and a mistake can be planted in it."""
    steps = exercise.work
    node = exercise.answer.formula.node
    where = exercise.answer.formula.source.span
    if steps and not (isinstance(node, Name) and node.name == steps[-1].name):
        reader.wrong("D207", where, "the derivation of a `debug` ends with the answer: name the last step")
    if not 2 <= len(steps) <= MOST_LINES:
        reader.wrong(
            "D207", where, f"the derivation of a `debug` has 2 to {MOST_LINES} steps; this one has {len(steps)}"
        )
    if not any(mistake.at for mistake in exercise.mistakes):
        message = "there is no mistake at a step that could be planted"
        reader.wrong("D207", exercise.span, message, "a mistake with `at` makes one line wrong")
