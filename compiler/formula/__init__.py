"""What does this formula say? Reading, kinds, evaluation in one draw or in many, and setting in type."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from compiler.formula.climbing import NEGATE, POWER, PRODUCT, SUM, Climber
from compiler.formula.digits import shortest_decimal, to_decimals
from compiler.formula.errors import EvaluationError, FormulaError, Inexact
from compiler.formula.functions import FUNCTIONS, Function
from compiler.formula.kinds import NUMBER, TEXT, TRUTH, Kind, kind_of, list_of
from compiler.formula.limits import LIMITS, Effort, Limits, TooCostly
from compiler.formula.numerals import Format, Rounding, number_text, step_many, step_text, step_value
from compiler.formula.parser import parse
from compiler.formula.scope import Exact, Scope, Value
from compiler.formula.suggest import suggest
from compiler.formula.syntax import (
    CONSTANTS,
    Binary,
    Call,
    Compare,
    Conditional,
    Index,
    List,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Text,
    names_used,
    substituted,
    substituted_size,
    walk,
)
from compiler.formula.tokens import Sort, Token
from compiler.formula.typeset import (
    Slotted,
    guard_slots,
    typeset_latex,
    typeset_numbers,
    typeset_slots,
    typeset_text,
)

if TYPE_CHECKING:
    from compiler.formula.columns import Columns, Result
    from compiler.formula.drawn import Decimals, DrawnColumn

__all__ = [
    "CONSTANTS",
    "FUNCTIONS",
    "LIMITS",
    "NEGATE",
    "NUMBER",
    "POWER",
    "PRODUCT",
    "SUM",
    "TEXT",
    "TRUTH",
    "Binary",
    "Call",
    "Climber",
    "Columns",
    "Compare",
    "Conditional",
    "Decimals",
    "DrawnColumn",
    "Effort",
    "EvaluationError",
    "Exact",
    "Format",
    "FormulaError",
    "Function",
    "Index",
    "Inexact",
    "Kind",
    "Limits",
    "List",
    "Logic",
    "Name",
    "Negate",
    "Node",
    "Not",
    "Number",
    "Result",
    "Rounding",
    "Scope",
    "Slotted",
    "Sort",
    "Text",
    "Token",
    "TooCostly",
    "Value",
    "guard_slots",
    "kind_of",
    "list_of",
    "names_used",
    "number_text",
    "parse",
    "shortest_decimal",
    "step_many",
    "step_text",
    "step_value",
    "substituted",
    "substituted_size",
    "suggest",
    "to_decimals",
    "typeset_latex",
    "typeset_numbers",
    "typeset_slots",
    "typeset_text",
    "walk",
]

_COLUMNS = {"Columns": "columns", "Result": "columns", "Decimals": "drawn", "DrawnColumn": "drawn"}
"""What needs numpy, and the module it is in."""


def __getattr__(name: str) -> Any:
    """Columns need numpy, which takes a while to load; what grades a reply never needs them."""
    if name in _COLUMNS:
        return getattr(import_module(f"compiler.formula.{_COLUMNS[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
