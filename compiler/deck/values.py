"""Reading located YAML: each reader gives a value, or None after noting what was expected, what came and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from compiler.checker import Tolerance, find_unit, nearest_unit
from compiler.deck.diagnostics import Findings
from compiler.deck.model import Formula
from compiler.deck.shape import Shape
from compiler.deck.source import Mapping as Located
from compiler.deck.source import Node, Scalar, Sequence, Span, describe
from compiler.formula import FormulaError, Rounding, parse, suggest

MAX_TEXT = 6_000
"""Filled with numbers, such a text still fits a stored variant."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads values of one file; what is wrong goes to the findings."""

    findings: Findings

    def wrong(self, code: str, where: Span, message: str, help: str | None = None) -> None:
        """Note a finding."""
        self.findings.add(code, where, message, help=help)

    def fields(self, node: Node, shape: Shape, name: Scalar | None = None) -> dict[str, Node] | None:
        """The values of a mapping by key; unknown keys are refused and missing ones told, what is there is read on.

        `name` is the key under which the mapping stands, where that is the better place to point at.
        """
        if not isinstance(node, Located):
            self.wrong("D203", node.span, f"expected {shape.title}, a mapping of keys; this is {describe(node)}")
            return None
        found: dict[str, Node] = {}
        for key, value in node:
            if key.text in shape.keys:
                found[key.text] = value
                continue
            near = suggest(key.text, shape.keys)
            known = ", ".join(shape.keys)
            help = f"did you mean `{near}`?" if near else f"the keys of {shape.title}: {known}"
            self.wrong("D201", key.span, f"{shape.title} has no key `{key.text}`", help)
        missing = [each for each, key in shape.keys.items() if key.required and each not in found]
        if missing:
            where = Span(node.span.file, node.span.start, node.span.start + 1) if name is None else name.span
            keys = " and ".join(f"`{each}`" for each in missing)
            self.wrong("D202", where, f"{shape.title} needs {keys}", f"`{missing[0]}`: {shape.keys[missing[0]].about}")
        return found

    def items(self, node: Node | None, what: str) -> Iterator[Node]:
        """The values of a list; nothing where no list stands."""
        if isinstance(node, Sequence):
            yield from node.items
        elif node is not None:
            self.wrong("D203", node.span, f"expected a list of {what}; this is {describe(node)}")

    def one_or_more(self, node: Node | None) -> tuple[Node, ...]:
        """The values of a list, or the one that stands there instead of a list."""
        if isinstance(node, Sequence):
            return node.items
        return () if node is None else (node,)

    def pairs(self, node: Node | None, what: str) -> Iterator[tuple[Scalar, Node]]:
        """The entries of a mapping; nothing where no mapping stands."""
        if isinstance(node, Located):
            yield from node
        elif node is not None:
            self.wrong("D203", node.span, f"expected {what}; this is {describe(node)}")

    def scalar(self, node: Node | None, what: str) -> Scalar | None:
        """A scalar that says something."""
        if node is None:
            return None
        if isinstance(node, Scalar) and len(node.text) > MAX_TEXT:
            message = f"a text of {len(node.text):,} characters; at most {MAX_TEXT:,} are read"
            self.wrong("D105", node.span, message)
            return None
        if isinstance(node, Scalar) and not node.is_null and node.text.strip():
            return node
        self.wrong(
            "D203",
            node.span,
            f"expected {what}; this is {describe(node) if not isinstance(node, Scalar) else 'nothing'}",
        )
        return None

    def text(self, node: Node | None, what: str = "text") -> str | None:
        """A text of one line or more."""
        scalar = self.scalar(node, what)
        return None if scalar is None else scalar.text.strip()

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of texts."""
        read = (self.text(item, f"one of the {what}") for item in self.items(node, what))
        return tuple(text for text in read if text is not None)

    def number(self, node: Node | None, what: str) -> Fraction | None:
        """An exact number."""
        scalar = self.scalar(node, what)
        if scalar is None:
            return None
        if scalar.number is None:
            self.wrong("D203", scalar.span, f"expected {what}, a number; this is {describe(scalar)}")
        return scalar.number

    def whole(self, node: Node | None, what: str, low: int, high: int) -> int | None:
        """A whole number between two bounds, both included."""
        number = self.number(node, what)
        if number is None or node is None:
            return None
        if number.denominator != 1 or not low <= number <= high:
            self.wrong("D204", node.span, f"{what} must be a whole number from {low} to {high}")
            return None
        return int(number)

    def truth(self, node: Node | None, what: str) -> bool | None:
        """A truth value."""
        scalar = self.scalar(node, what)
        if scalar is None:
            return None
        if scalar.truth is None:
            self.wrong("D203", scalar.span, f"expected true or false for {what}; this is {describe(scalar)}")
        return scalar.truth

    def formula(self, node: Node | None, what: str = "a formula") -> Formula | None:
        """A parsed formula; syntax errors are reported at their own characters."""
        scalar = self.scalar(node, what)
        if scalar is None:
            return None
        try:
            return Formula(parse(scalar.text), scalar)
        except FormulaError as error:
            if not self.findings.has("D104", scalar.span):  # else YAML has torn it, and that was told
                where = scalar.part(error.start, max(error.end, error.start + 1))
                self.wrong("D301", where, error.message, error.help)
            return None

    def unit(self, node: Node | None) -> str | None:
        """A unit of the closed table, by its table symbol."""
        scalar = self.scalar(node, "a unit")
        if scalar is None:
            return None
        unit = find_unit(scalar.text)
        if unit is None:
            near = nearest_unit(scalar.text)
            help = (
                f"did you mean `{near}`?"
                if near
                else "the guide lists the units; a plain number takes a `label:` instead"
            )
            self.wrong("D307", scalar.span, f"there is no unit `{scalar.text}`", help)
            return None
        return unit.symbol

    def tolerance(self, node: Node | None) -> Tolerance | None:
        """A tolerance such as 1%, 0.002, exact, factor 2."""
        scalar = self.scalar(node, "a tolerance")
        if scalar is None:
            return None
        try:
            return Tolerance.parse(scalar.text)
        except ValueError as error:
            self.wrong("D308", scalar.span, str(error), "write 1%, 0.002, exact, or factor 2")
            return None

    def rounding(self, node: Node | None) -> Rounding | None:
        """A rounding such as 3 sig, 1 decimal, integer."""
        scalar = self.scalar(node, "a rounding")
        if scalar is None:
            return None
        try:
            return Rounding.parse(scalar.text)
        except ValueError as error:
            self.wrong("D308", scalar.span, str(error), "write 3 sig, 1 decimal, 2 decimals, or integer")
            return None

    def meanings(self, node: Node | None) -> Mapping[str, str]:
        """A mapping of symbols to what they stand for."""
        read = {
            key.text: self.text(value, "what the symbol stands for") for key, value in self.pairs(node, "a mapping")
        }
        return {name: text for name, text in read.items() if text is not None}
