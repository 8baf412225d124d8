"""Names with values: one draw, and the value of any formula in it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from compiler.formula.deciding import compare, whole
from compiler.formula.definitions import Definitions
from compiler.formula.errors import EvaluationError
from compiler.formula.functions import FUNCTIONS, Takes
from compiler.formula.kinds import undefined
from compiler.formula.quantity import (
    Quantity,
    Undefined,
    add,
    divide,
    literal,
    multiply,
    negate,
    power,
    subtract,
)
from compiler.formula.syntax import (
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

Exact = Fraction | bool | str | tuple[Fraction, ...]
Value = float | bool | str | tuple[float, ...]
Outcome = Quantity | bool | str | tuple[Quantity, ...]

ARITHMETIC: Mapping[str, Callable[[Quantity, Quantity], Quantity]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "^": power,
}
_PI = Quantity(math.pi, None, ())


class Scope:
    """Given values, exact as their author wrote them, and definitions that follow from them and from each other.

    Arithmetic is float64. Where rounding, floor, ceil, mod, tie, a comparison or a domain is within 1e-9 of an edge,
    the exact value decides if there is one. A name that is both given and defined has its given value.
    """

    def __init__(self, given: Mapping[str, Exact], definitions: Mapping[str, Node]) -> None:
        self._given = given
        self._definitions = Definitions(definitions)
        self._found: dict[str, Outcome | EvaluationError] = {}

    @classmethod
    def sharing(
        cls, given: Mapping[str, Exact], definitions: Definitions, found: dict[str, Outcome | EvaluationError]
    ) -> Scope:
        """A scope over definitions that others use as well, with what is found already."""
        scope = cls.__new__(cls)
        scope._given, scope._definitions, scope._found = given, definitions, found
        return scope

    def with_definitions(self, changes: Mapping[str, Node]) -> Scope:
        """The same draw with some names defined anew; what follows from them follows. Nothing here changes."""
        definitions, changed = self._definitions.replaced(changes)
        given = {name: value for name, value in self._given.items() if name not in changes}
        kept = {name: found for name, found in self._found.items() if name not in changed or name in given}
        return Scope.sharing(given, definitions, kept)

    def value(self, name: str) -> Value:
        """The value of a name. Raises EvaluationError where it is not defined or has none."""
        return self.evaluate(Name(name, start=0, end=len(name)))

    def evaluate(self, node: Node) -> Value:
        """The value of a formula: float64, truth value, text or list. Raises EvaluationError where it has none."""
        outcome = self.outcome(node)
        if isinstance(outcome, Quantity):
            return outcome.value
        if isinstance(outcome, tuple):
            return tuple(item.value for item in outcome)
        return outcome

    def exact(self, node: Node) -> Exact:
        """The exact value of a formula.

        Raises Inexact where it is irrational or longer than 1,024 bits, EvaluationError where there is none.
        """
        outcome = self.outcome(node)
        if isinstance(outcome, Quantity):
            return Fraction(outcome.exact())
        if isinstance(outcome, tuple):
            return tuple(Fraction(item.exact()) for item in outcome)
        return outcome

    def outcome(self, node: Node) -> Outcome:
        """The value with the way to its exact one, for the rooms of this package. Raises EvaluationError."""
        match node:
            case Name():
                return self._name(node)
            case Number(text):
                return literal(text)
            case Binary():
                return self._binary(node)
            case Negate(operand):
                inner = self._numeric(operand)
                return tuple(map(negate, inner)) if isinstance(inner, tuple) else negate(inner)
            case Compare():
                return self._compare(node)
            case Conditional(then, condition, otherwise):
                return self.outcome(then if self._truth(condition) else otherwise)
            case Logic(operator, left, right):
                first = self._truth(left)
                return self._truth(right) if first == (operator == "and") else first
            case Not(operand):
                return not self._truth(operand)
            case Call():
                return self._call(node)
            case Index():
                return self._index(node)
            case List(items):
                return tuple(self._number(item) for item in items)
            case Text(value):
                return value
        raise TypeError(f"not a formula: {node!r}")

    def _name(self, node: Name) -> Outcome:
        name = node.name
        if name == "pi":
            return _PI
        if name not in self._found:
            self._find(node)
        found = self._found[name]
        if isinstance(found, EvaluationError):
            raise found.inside(name)
        return found

    def _find(self, node: Name) -> None:
        """Find a name's value; definitions are evaluated in the order they need each other, failures are kept."""
        name = node.name
        if name in self._given:
            try:
                self._found[name] = _outcome_of(self._given[name])
            except Undefined as error:
                self._found[name] = EvaluationError(f"`{name}`: {error.message}", 0, 0, error.help, within=name)
            return
        nodes = self._definitions.nodes
        if name not in nodes:
            missing = undefined(node, {**self._given, **nodes})
            raise EvaluationError(missing.message, missing.start, missing.end, missing.help)
        for each in self._definitions.order(name, self._given, self._found):
            try:
                self._found[each] = self.outcome(nodes[each])
            except EvaluationError as error:
                self._found[each] = error.inside(each)

    def _numeric(self, node: Node) -> Quantity | tuple[Quantity, ...]:
        outcome = self.outcome(node)
        if isinstance(outcome, (Quantity, tuple)):
            return outcome
        raise _wrong_kind(node, "a number or a list", outcome)

    def _number(self, node: Node) -> Quantity:
        outcome = self.outcome(node)
        if isinstance(outcome, Quantity):
            return outcome
        raise _wrong_kind(node, "a number", outcome)

    def _truth(self, node: Node) -> bool:
        outcome = self.outcome(node)
        if isinstance(outcome, bool):
            return outcome
        raise _wrong_kind(node, "a truth value", outcome)

    def _binary(self, node: Binary) -> Quantity | tuple[Quantity, ...]:
        left, right = self._numeric(node.left), self._numeric(node.right)
        apply = ARITHMETIC[node.operator]
        try:
            if isinstance(left, Quantity):
                return apply(left, right) if isinstance(right, Quantity) else tuple(apply(left, b) for b in right)
            if isinstance(right, Quantity):
                return tuple(apply(a, right) for a in left)
            if len(left) != len(right):
                raise Undefined(f"lists of {len(left)} and {len(right)} elements do not match", "give both one length")
            return tuple(map(apply, left, right))
        except Undefined as error:
            raise _at(node, error) from None

    def _compare(self, node: Compare) -> bool:
        operands = [self.outcome(child) for child in node.children()]
        holds = True
        for (operator, child), left, right in zip(node.rest, operands, operands[1:], strict=False):
            if isinstance(left, Quantity) and isinstance(right, Quantity):
                holds = holds and compare(operator, left, right)
            elif isinstance(left, str) and isinstance(right, str) and operator in ("==", "!="):
                holds = holds and (left == right) == (operator == "==")
            else:
                strange = right if isinstance(left, (Quantity, str)) else left
                raise _wrong_kind(child, "two numbers, or two texts and == or !=", strange)
        return holds

    def _call(self, node: Call) -> Outcome:
        function = FUNCTIONS[node.function]
        arguments = [self._numeric(argument) for argument in node.arguments]
        first, rest = arguments[0], [item for item in arguments[1:] if isinstance(item, Quantity)]
        if len(rest) < len(arguments) - 1 or (function.takes is Takes.NUMBERS and isinstance(first, tuple)):
            raise EvaluationError(f"{function.name} takes numbers here; a list came", node.start, node.end)
        try:
            if isinstance(first, tuple):
                if function.takes is not Takes.EACH:
                    return function.apply(*first)
                results = [function.apply(item, *rest) for item in first]
                return tuple(result for result in results if isinstance(result, Quantity))
            if function.takes is Takes.LIST or (function.takes is Takes.MANY and not rest):
                raise Undefined(f"{function.name} takes a list; a number came", f"write {function.form}")
            return function.apply(first, *rest)
        except Undefined as error:
            raise _at(node, error) from None

    def _index(self, node: Index) -> Quantity:
        items = self.outcome(node.list)
        if not isinstance(items, tuple):
            raise _wrong_kind(node.list, "a list", items)
        index = self._number(node.index)
        try:
            return items[whole(index, "the index", 0, len(items) - 1)]
        except Undefined as error:
            raise _at(node.index, error) from None


def _outcome_of(value: Exact) -> Outcome:
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, tuple):
        return tuple(Quantity.of(item) for item in value)
    return Quantity.of(value)


def _at(node: Node, error: Undefined) -> EvaluationError:
    return EvaluationError(error.message, node.start, node.end, error.help)


def _wrong_kind(node: Node, expected: str, came: Outcome) -> EvaluationError:
    words = {bool: "a truth value", str: "a text", tuple: "a list", Quantity: "a number"}
    return EvaluationError(f"expected {expected}; {words[type(came)]} came", node.start, node.end)
