"""Formulas as plain text, in symbols and with numbers: `K² × c`, and `3² × 16`.

In symbols the text is a formula again: reading it gives back the same formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from compiler.formula.digits import MINUS, SUPERSCRIPTS
from compiler.formula.folding import Binding, binding, fold
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
    walk,
)
from compiler.formula.typeset_latex import typeset_latex

if TYPE_CHECKING:
    from compiler.formula.scope import Scope

__all__ = ["Slotted", "guard_slots", "typeset_latex", "typeset_numbers", "typeset_slots", "typeset_text"]

# A text with slots: even positions are literal text, odd positions what is shown in the slots.
Slotted = tuple[str, ...]

_SIGNS = {"+": "+", "-": MINUS, "*": "×", "/": "/"}
_COMPARISONS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "==", "!=": "≠"}
_WHOLE = re.compile(r"[0-9]+")
_RAISED = "^⁰¹²³⁴⁵⁶⁷⁸⁹⁻"


def typeset_text(node: Node) -> str:
    """The formula in plain Unicode, with as few parentheses as leave no doubt: `2 × L × d`, `bytes / 2²⁰`.

    Reading the text gives the same formula; it needs wider limits where spaces and parentheses set for the
    eye pass those of an author.
    """
    return "".join(fold(node, _Printer().combine).text)


def typeset_numbers(node: Node, scope: Scope, show: Callable[[str], str]) -> Slotted:
    """The formula with the number that `show` gives for each name, as text with slots.

    Of a conditional the branch that is taken is shown. A list is shown whole, in one slot; `show` writes it
    as `[1, 2, 3]`, and of an indexed list the element at that place is shown. A number is in parentheses
    where an operator next to it would read wrongly: `2 − (−3)`, `(−3)²`. Constants stay names. Raises
    EvaluationError where a condition or an index has no value.
    """
    printer = _NumberPrinter(scope, show)
    pieces = fold(node, printer.combine, printer.parts).text
    return guard_slots(pieces, pieces[1::2])


def typeset_slots(node: Node) -> Slotted | None:
    """The formula as text with a slot for each name, which stands in it; `guard_slots` puts numbers there.

    None where what is shown is not the same in all draws: one branch of a conditional, an element of a list.
    """
    if any(isinstance(part, Conditional | Index) for part in walk(node)):
        return None
    return fold(node, _NamePrinter().combine).text


def guard_slots(pieces: Slotted, shown: Sequence[str]) -> Slotted:
    """A text with slots, filled with what is shown in them, in parentheses where an operator would be misread."""
    filled = list(pieces)
    for at, text in zip(range(1, len(pieces), 2), shown, strict=True):
        filled[at] = _guarded(text, pieces[at - 1], pieces[at + 1])
    return tuple(filled)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A formula in print; its first sign is a minus where `leads_with_minus`."""

    text: Slotted
    binds: Binding

    @property
    def leads_with_minus(self) -> bool:
        return self.text[0].startswith(MINUS)


class _Printer:
    """Puts nodes in print from the print of their parts."""

    def combine(self, node: Node, parts: tuple[_Piece, ...]) -> _Piece:
        return _Piece(self._join(node, parts), binding(node))

    def _join(self, node: Node, parts: tuple[_Piece, ...]) -> Slotted:
        binds = binding(node)
        match node:
            case Number(text=text):
                return (text,)
            case Name(name=name):
                return ("π" if name == "pi" else name,)
            case Text(value=value):
                return (_quoted(value),)
            case List():
                return _concatenate("[", *_separated(parts), "]")
            case Call(function=function):
                return _concatenate(f"{function}(", *_separated(parts), ")")
            case Index():
                return _concatenate(_held(parts[0], Binding.INDEX), "[", parts[1].text, "]")
            case Binary(operator="^", right=exponent):
                return _concatenate(_held(parts[0], Binding.INDEX), *_exponent(exponent, parts[1]))
            case Negate():
                # A second minus directly behind the first one is hard to see.
                held = _enclosed(parts[0]) if parts[0].leads_with_minus else _held(parts[0], Binding.NEGATION)
                return _concatenate(MINUS, held)
            case Binary(operator=operator):
                right = _enclosed(parts[1]) if parts[1].leads_with_minus else _held(parts[1], binds.above)
                return _concatenate(_held(parts[0], binds), f" {_SIGNS[operator]} ", right)
            case Compare(rest=rest):
                compared: list[str | Slotted] = [_held(parts[0], Binding.SUM)]
                for (operator, _), part in zip(rest, parts[1:], strict=True):
                    compared += [f" {_COMPARISONS[operator]} ", _held(part, Binding.SUM)]
                return _concatenate(*compared)
            case Not():
                return _concatenate("not ", _held(parts[0], Binding.NOT))
            case Logic(operator=operator):
                return _concatenate(_held(parts[0], binds), f" {operator} ", _held(parts[1], binds.above))
            case Conditional():
                then, condition = (_held(part, Binding.OR) for part in parts[:2])
                return _concatenate(then, " if ", condition, " else ", parts[2].text)
        raise TypeError(f"a node of the language was expected, and {type(node).__name__} came")


class _NamePrinter(_Printer):
    """Prints every name in a slot of its own."""

    def combine(self, node: Node, parts: tuple[_Piece, ...]) -> _Piece:
        match node:
            case Name(name=name) if name not in CONSTANTS:
                return _slot(name)
        return super().combine(node, parts)


class _NumberPrinter(_Printer):
    """Prints what is shown for the names, and the branches that are taken."""

    def __init__(self, scope: Scope, show: Callable[[str], str]) -> None:
        self._scope = scope
        self._show = show

    def parts(self, node: Node) -> tuple[Node, ...]:
        """The parts that are printed: one branch of a conditional, nothing of an element of a named list."""
        if isinstance(node, Conditional):
            return (node.then if self._scope.evaluate(node.condition) else node.otherwise,)
        if isinstance(node, Index) and self._named(node.list) is not None:
            return ()
        return node.children()

    def combine(self, node: Node, parts: tuple[_Piece, ...]) -> _Piece:
        match node:
            case Conditional():
                return parts[0]
            case Name(name=name) if name not in CONSTANTS:
                return _slot(self._show(name))
            case Index(list=items, index=index) if not parts:
                return _slot(self._element(items, index))
        return super().combine(node, parts)

    def _named(self, node: Node) -> Name | None:
        """The name of a list, that of the branch taken where there is a choice of lists."""
        while isinstance(node, Conditional):
            (node,) = self.parts(node)
        return node if isinstance(node, Name) else None

    def _element(self, items: Node, index: Node) -> str:
        self._scope.evaluate(Index(items, index))  # says what is wrong with an index out of range
        name, place = self._named(items), self._scope.evaluate(index)
        assert name is not None and isinstance(place, float)
        return self._show(name.name).removeprefix("[").removesuffix("]").split(", ")[round(place)]


def _slot(shown: str) -> _Piece:
    return _Piece(("", shown, ""), Binding.ATOM)


def _exponent(exponent: Node, printed: _Piece) -> tuple[str | Slotted, ...]:
    """A whole number raised, anything else behind a `^`, in parentheses unless it is one thing."""
    match exponent:
        case Number(text=text) if _WHOLE.fullmatch(text):
            return (text.translate(SUPERSCRIPTS),)
        case Negate(operand=Number(text=text)) if _WHOLE.fullmatch(text):
            return (f"-{text}".translate(SUPERSCRIPTS),)
    return "^", _held(printed, Binding.INDEX)


def _held(piece: _Piece, least: Binding) -> Slotted:
    """The print, in parentheses where it binds less tightly than is needed."""
    return piece.text if piece.binds >= least else _enclosed(piece)


def _enclosed(piece: _Piece) -> Slotted:
    return _concatenate("(", piece.text, ")")


def _separated(pieces: tuple[_Piece, ...]) -> list[str | Slotted]:
    return [part for at, piece in enumerate(pieces) for part in ((", ", piece.text) if at else (piece.text,))]


def _concatenate(*texts: str | Slotted) -> Slotted:
    joined = [""]
    for text in texts:
        first, *more = (text,) if isinstance(text, str) else text
        joined[-1] += first
        joined += more
    return tuple(joined)


def _quoted(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


def _guarded(shown: str, before: str, after: str) -> str:
    """What a slot shows, in parentheses where its sign or power of ten would be read into its neighbours."""
    is_negative = shown.startswith((MINUS, "-"))
    is_power = "×10" in shown and not shown.startswith("[")
    if not is_negative and not is_power:
        return shown
    neighbours = ("+", MINUS, "×", "/", "^") if is_negative else ("/", "^")
    misread = before.rstrip().endswith(neighbours) or after.startswith(tuple(_RAISED))
    return f"({shown})" if misread else shown
