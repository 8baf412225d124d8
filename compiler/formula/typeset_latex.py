"""Formulas as LaTeX, for MathJax and whatever else reads it.

Nothing of a formula reaches LaTeX unescaped: texts and long names are set upright, character by character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from compiler.formula.folding import Binding, binding, fold
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

_COMPARISONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_SIGNS = {"+": "+", "-": "-", "*": r"\times"}
_FUNCTIONS = {
    "ln": r"\ln",
    "log10": r"\log_{10}",
    "log2": r"\log_{2}",
    "sin": r"\sin",
    "cos": r"\cos",
    "tan": r"\tan",
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "min": r"\min",
    "max": r"\max",
}
_FENCES = {
    "abs": (r"\left|", r"\right|"),
    "floor": (r"\left\lfloor ", r"\right\rfloor"),
    "ceil": (r"\left\lceil ", r"\right\rceil"),
    "sqrt": (r"\sqrt{", "}"),
}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma varsigma tau"
        " upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        strict=True,
    )
)
_COMMANDS = frozenset(_GREEK.values())
# In mathematics these commands are understood by LaTeX and MathJax alike; inside \text they are not.
_SPECIAL = {character: rf"\{character}" for character in "{}$&#%_"} | {
    "\\": r"\backslash ",
    "^": r"\wedge ",
    "~": r"\sim ",
}
_SPECIALS = re.compile(f"([{re.escape(''.join(_SPECIAL))}])")
_NUMBER = re.compile(r"(?P<whole>[0-9]*)(?P<fraction>\.[0-9]*)?(?:[eE](?P<power>[+-]?[0-9]+))?")
_NUMBERED = re.compile(r"([^\W\d_])([0-9]+)")


def typeset_latex(node: Node) -> str:
    r"""The formula in LaTeX's mathematics, without dollar signs: `\frac{a}{b}`, `d_{\mathrm{in}}`, `e^{x}`.

    Braces and `\left … \right` are balanced, whatever the formula.
    """
    return fold(node, _combine).text


@dataclass(frozen=True, slots=True)
class _Piece:
    """A formula in LaTeX; `cases` are the rows of a choice, for a choice that goes on with another."""

    text: str
    binds: Binding
    cases: str = ""

    @property
    def leads_with_minus(self) -> bool:
        return self.text.startswith("-")

    def held(self, least: Binding) -> str:
        """The LaTeX, in parentheses where it binds less tightly than is needed."""
        return self.text if self.binds >= least else _fenced(self.text)


def _combine(node: Node, parts: tuple[_Piece, ...]) -> _Piece:
    binds = binding(node)
    match node:
        case Number(text=text):
            return _number(text)
        case Text(value=value):
            return _Piece(_upright(value), binds)
        case Name(name=name):
            return _Piece(_name(name), binds)
        case List():
            return _Piece(rf"\left[{_listed(parts)}\right]", binds)
        case Call(function=function):
            return _call(function, parts)
        case Index():
            # Braces around the list: its name may have a subscript already.
            return _Piece(f"{{{parts[0].held(binds)}}}_{{{parts[1].text}}}", binds)
        case Binary(operator="/"):
            # The bar holds everything together but a power, which would seem to be the numerator's.
            return _Piece(rf"\frac{{{parts[0].text}}}{{{parts[1].text}}}", Binding.POWER)
        case Binary(operator="^"):
            return _Piece(f"{parts[0].held(Binding.INDEX)}^{{{parts[1].text}}}", binds)
        case Binary(operator=operator):
            right = _fenced(parts[1].text) if parts[1].leads_with_minus else parts[1].held(binds.above)
            return _Piece(f"{parts[0].held(binds)} {_SIGNS[operator]} {right}", binds)
        case Negate():
            operand = _fenced(parts[0].text) if parts[0].leads_with_minus else parts[0].held(binds)
            return _Piece(f"-{operand}", binds)
        case Compare(rest=rest):
            held = [part.held(Binding.SUM) for part in parts]
            signed = (f" {_COMPARISONS[op]} {part}" for (op, _), part in zip(rest, held[1:], strict=True))
            return _Piece(held[0] + "".join(signed), binds)
        case Not():
            return _Piece(rf"\text{{not }} {parts[0].held(binds)}", binds)
        case Logic(operator=operator):
            left, right = parts[0].held(binds), parts[1].held(binds.above)
            return _Piece(rf"{left} \text{{ {operator} }} {right}", binds)
        case Conditional():
            then, condition, otherwise = parts
            last = otherwise.cases or rf"{otherwise.text} & \text{{otherwise}}"
            cases = rf"{then.text} & \text{{if }} {condition.text} \\ {last}"
            return _Piece(rf"\begin{{cases}} {cases} \end{{cases}}", binds, cases)
    raise TypeError(f"a node of the language was expected, and {type(node).__name__} came")


def _call(function: str, parts: tuple[_Piece, ...]) -> _Piece:
    if function == "exp":
        return _Piece(f"e^{{{_listed(parts)}}}", Binding.POWER)
    if function in _FENCES:
        opening, closing = _FENCES[function]
        return _Piece(f"{opening}{_listed(parts)}{closing}", Binding.ATOM)
    name = _FUNCTIONS.get(function) or rf"\operatorname{{{_escaped(function)}}}"
    # A power behind the parentheses would seem to be the argument's.
    return _Piece(name + _fenced(_listed(parts)), Binding.POWER)


def _number(text: str) -> _Piece:
    """A number as it was written, its power of ten raised."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"a number such as `12`, `0.5` or `1e6` was expected, and `{text}` came")
    digits = f"{match['whole'] or '0'}{match['fraction'] or ''}"
    if match["power"] is None:
        return _Piece(digits, Binding.ATOM)
    power = f"10^{{{int(match['power'])}}}"
    if digits == "1":
        return _Piece(power, Binding.POWER)
    return _Piece(rf"{digits} \times {power}", Binding.PRODUCT)


def _name(name: str) -> str:
    """One letter slanted, a longer word upright, what stands behind an underscore as a subscript."""
    head, *rest = name.split("_")
    if not head or "" in rest:
        return rf"\mathrm{{{_escaped(name)}}}"
    numbered = _NUMBERED.fullmatch(head)
    if numbered:
        head, rest = numbered[1], [numbered[2], *rest]
    return f"{_word(head)}_{{{','.join(map(_word, rest))}}}" if rest else _word(head)


def _word(word: str) -> str:
    if word in _COMMANDS or word in _GREEK:
        return f"\\{_GREEK.get(word, word)}"
    return word if len(word) == 1 or word.isdigit() else rf"\mathrm{{{_escaped(word)}}}"


def _upright(value: str) -> str:
    r"""A text value: what `\text` can hold, and between it the special characters as mathematics."""
    runs = _SPECIALS.split(value)
    return "{" + "".join(_SPECIAL.get(run) or rf"\text{{{run}}}" for run in runs if run) + "}"


def _listed(parts: tuple[_Piece, ...]) -> str:
    return ", ".join(part.text for part in parts)


def _fenced(text: str) -> str:
    return rf"\left({text}\right)"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(character, character) for character in text)
