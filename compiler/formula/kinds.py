"""The kind of value that a formula gives, found without evaluating it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.formula.errors import FormulaError
from compiler.formula.functions import FUNCTIONS, Function, Takes
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
)


@dataclass(frozen=True, slots=True)
class Kind:
    """The kind of a value; `length` is that of a list, None for the others."""

    word: str
    length: int | None = None

    def __str__(self) -> str:
        return self.word if self.length is None else f"a list of {self.length}"


NUMBER = Kind("a number")
TRUTH = Kind("a truth value")
TEXT = Kind("a text")


def list_of(length: int) -> Kind:
    """The kind of a list of so many numbers."""
    return Kind("a list", length)


def kind_of(node: Node, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of a formula whose names have the given kinds.

    Raises FormulaError at the part that does not fit: an unknown name, a text where a number must stand, a condition
    that is not a truth value, branches or lists that do not match, an index or a number of digits out of range.
    """
    match node:
        case Number():
            return NUMBER
        case Text():
            return TEXT
        case Name():
            return _name(node, kinds)
        case Negate(operand):
            return _arithmetic(operand, kinds)
        case Binary(_, left, right):
            return _both(node, _arithmetic(left, kinds), _arithmetic(right, kinds))
        case Compare():
            return _comparison(node, kinds)
        case Not(operand):
            return _expect(operand, TRUTH, kinds)
        case Logic(_, left, right):
            _expect(left, TRUTH, kinds)
            return _expect(right, TRUTH, kinds)
        case Conditional(then, condition, otherwise):
            _expect(condition, TRUTH, kinds)
            return _branches(node, kind_of(then, kinds), kind_of(otherwise, kinds))
        case List(items):
            for item in items:
                _expect(item, NUMBER, kinds)
            return list_of(len(items))
        case Index():
            return _index(node, kinds)
        case Call(function, arguments):
            return _call(node, FUNCTIONS[function], arguments, kinds)
    raise TypeError(f"not a formula: {node!r}")


def undefined(node: Name, known: Mapping[str, object]) -> FormulaError:
    """What to say of a name that nothing defines."""
    near = suggest(node.name, known)
    if near:
        help = f"did you mean `{near}`?"
    elif node.name == "e":
        help = "Euler's number is exp(1)"
    else:
        help = f"names that are defined here: {', '.join(known) or 'none'}"[:200]
    return FormulaError(f"the name `{node.name}` is not defined", node.start, node.end, help)


def _wrong(node: Node, message: str, help: str | None = None) -> FormulaError:
    return FormulaError(message, node.start, node.end, help)


def _name(node: Name, kinds: Mapping[str, Kind]) -> Kind:
    if node.name in CONSTANTS:
        return NUMBER
    if node.name not in kinds:
        raise undefined(node, kinds)
    return kinds[node.name]


def _expect(node: Node, kind: Kind, kinds: Mapping[str, Kind]) -> Kind:
    found = kind_of(node, kinds)
    if found == kind:
        return kind
    help = None
    if kind == TRUTH:
        help = "compare it with something, as x > 0"
    elif found.length is not None:
        help = "take an element, as x[0], or its sum"
    raise _wrong(node, f"expected {kind}; this is {found}", help)


def _arithmetic(node: Node, kinds: Mapping[str, Kind]) -> Kind:
    found = kind_of(node, kinds)
    if found in (TRUTH, TEXT):
        help = "write 1 if condition else 0" if found == TRUTH else None
        raise _wrong(node, f"arithmetic needs a number or a list; this is {found}", help)
    return found


def _both(node: Node, left: Kind, right: Kind) -> Kind:
    if left.length is None or right.length is None:
        return left if right.length is None else right
    if left.length != right.length:
        message = f"lists are taken element by element; one has {left.length}, the other {right.length}"
        raise _wrong(node, message, "give both the same length")
    return left


def _branches(node: Conditional, then: Kind, otherwise: Kind) -> Kind:
    if then != otherwise:
        message = f"both branches must be of one kind; one is {then}, the other {otherwise}"
        raise _wrong(node, message, "give both the same kind")
    return then


def _comparison(node: Compare, kinds: Mapping[str, Kind]) -> Kind:
    first = kind_of(node.first, kinds)
    if first != TEXT:
        for operand in node.children():
            _expect(operand, NUMBER, kinds)
        return TRUTH
    for operator, operand in node.rest:
        _expect(operand, TEXT, kinds)
        if operator not in ("==", "!="):
            raise _wrong(node, f"texts have no order; {operator} came", "compare texts with == or !=")
    return TRUTH


def _index(node: Index, kinds: Mapping[str, Kind]) -> Kind:
    found = kind_of(node.list, kinds)
    if found.length is None:
        raise _wrong(node.list, f"only a list has elements; this is {found}")
    _expect(node.index, NUMBER, kinds)
    constant = _constant(node.index)
    if constant is not None and not (constant.is_integer() and 0 <= constant < found.length):
        message = f"the list has elements 0 to {found.length - 1}; {constant:g} came"
        raise _wrong(node.index, message, "elements are counted from 0")
    return NUMBER


def _constant(node: Node) -> float | None:
    """The value of a literal or its negative."""
    if isinstance(node, Negate):
        inner = _constant(node.operand)
        return None if inner is None else -inner
    return float(node.text) if isinstance(node, Number) else None


def _call(node: Call, function: Function, arguments: tuple[Node, ...], kinds: Mapping[str, Kind]) -> Kind:
    if function.takes is Takes.LIST:
        found = kind_of(arguments[0], kinds)
        if found.length is None:
            raise _wrong(
                arguments[0], f"{function.name} takes a list; this is {found}", f"write {function.name}([a, b])"
            )
        return NUMBER
    result = TRUTH if function.truth else NUMBER
    if function.takes is Takes.MANY and len(arguments) == 1:
        if kind_of(arguments[0], kinds).length is None:
            raise _wrong(node, f"{function.name} takes a list, or 2 numbers or more", f"write {function.form}")
        return result
    if function.takes is Takes.EACH:
        result = _arithmetic(arguments[0], kinds)
        arguments = arguments[1:]
    for argument in arguments:
        _expect(argument, NUMBER, kinds)
    _check_digits(node)
    return result


def _check_digits(node: Call) -> None:
    """A constant number of digits can be checked without any draw."""
    if node.function not in ("round", "sig") or len(node.arguments) < 2:
        return
    least = 1 if node.function == "sig" else -15
    constant = _constant(node.arguments[1])
    if constant is not None and not (constant.is_integer() and least <= constant <= 15):
        message = f"{node.function} takes a whole number of digits from {least} to 15; {constant:g} came"
        raise _wrong(node.arguments[1], message)
