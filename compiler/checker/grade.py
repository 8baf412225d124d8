"""Grading a reply: it is read as its answer key asks, and gets a verdict of the closed set."""

from __future__ import annotations

from compiler.checker.grade_formula import grade_formula
from compiler.checker.grade_parts import grade_debug, grade_decide, grade_reading, grade_vector
from compiler.checker.key import NumberKey
from compiler.checker.keys import AnswerKey, DebugKey, DecideKey, FormulaKey, VectorKey
from compiler.checker.messages import NotRead
from compiler.checker.reading import read
from compiler.checker.verdict import Verdict, VerdictKind


def grade(key: AnswerKey, reply: str) -> Verdict:
    """The verdict on a reply, whatever it holds: what cannot be read, or only in two ways, is a verdict too.

    Time and memory are bounded; nothing in a reply is executed.
    """
    try:
        return _graded(key, reply)
    except NotRead as refusal:
        kind = VerdictKind.AMBIGUOUS if refusal.asks else VerdictKind.UNREADABLE
        return Verdict(kind, refusal.said)


def _graded(key: AnswerKey, reply: str) -> Verdict:
    match key:
        case NumberKey():
            reading = read(reply)
            found = grade_reading(key, reading)
            return Verdict(
                found.kind,
                found.said,
                hints=found.hints,
                note=found.note,
                factor=found.factor,
                readings=(("", reading),),
            )
        case FormulaKey():
            return grade_formula(key, reply)
        case DecideKey():
            return grade_decide(key, reply)
        case VectorKey():
            return grade_vector(key, reply)
        case DebugKey():
            return grade_debug(key, reply)
