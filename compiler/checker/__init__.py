"""The checker: is this reply right, and if not, why not?

It knows an answer key, and nothing of decks, files, or where a reply came from.
"""

from compiler.checker.grade import grade
from compiler.checker.grade_number import grade_number
from compiler.checker.key import MAGNITUDE, Accepted, Mistake, NumberKey, Rounded
from compiler.checker.keys import (
    MOST_LINES,
    MOST_PARTS,
    AnswerKey,
    DebugKey,
    DecideKey,
    FormulaKey,
    Invariant,
    Part,
    VectorKey,
    WrongFormula,
    key_from_json,
    numbers_of,
    typed,
)
from compiler.checker.messages import NotRead, Said, Words, said
from compiler.checker.reading import Reading, read
from compiler.checker.splitting import compared
from compiler.checker.stored import VariantError
from compiler.checker.tolerance import Tolerance, ToleranceKind
from compiler.checker.twin import twin
from compiler.checker.units import Unit, UnitError, convert, find_unit, nearest_unit, unit_names, units_like
from compiler.checker.variant import Variant
from compiler.checker.verdict import Verdict, VerdictKind

__all__ = [
    "MAGNITUDE",
    "MOST_LINES",
    "MOST_PARTS",
    "Accepted",
    "AnswerKey",
    "DebugKey",
    "DecideKey",
    "FormulaKey",
    "Invariant",
    "Mistake",
    "NotRead",
    "NumberKey",
    "Part",
    "Reading",
    "Rounded",
    "Said",
    "Tolerance",
    "ToleranceKind",
    "Unit",
    "UnitError",
    "Variant",
    "VariantError",
    "VectorKey",
    "Verdict",
    "VerdictKind",
    "Words",
    "WrongFormula",
    "compared",
    "convert",
    "find_unit",
    "grade",
    "grade_number",
    "key_from_json",
    "nearest_unit",
    "numbers_of",
    "read",
    "said",
    "twin",
    "typed",
    "unit_names",
    "units_like",
]
