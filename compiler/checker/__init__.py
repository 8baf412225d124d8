"""The checker: is this reply right, and if not, why not?

It knows an answer key, and nothing of decks, files, or where a reply came from.
"""

from compiler.checker.grade import Verdict, VerdictKind, grade
from compiler.checker.key import Accepted, Mistake, NumberKey
from compiler.checker.stored import VariantError
from compiler.checker.tolerance import Tolerance, ToleranceKind
from compiler.checker.units import Unit, UnitError, convert, find_unit, nearest_unit, unit_names, units_like
from compiler.checker.variant import Variant

__all__ = [
    "Accepted",
    "Mistake",
    "NumberKey",
    "Tolerance",
    "ToleranceKind",
    "Unit",
    "UnitError",
    "Variant",
    "VariantError",
    "Verdict",
    "VerdictKind",
    "convert",
    "find_unit",
    "grade",
    "nearest_unit",
    "unit_names",
    "units_like",
]
