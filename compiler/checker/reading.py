"""Reading a reply: what people type becomes a number with its unit, or a question, or the reason why not."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from compiler.checker.characters import LETTERS, plain
from compiler.checker.echo import echo, numeral_echo, readable
from compiler.checker.facts import facts
from compiler.checker.measure import measure, shown_units
from compiler.checker.messages import NotRead
from compiler.checker.numerals import EXPONENT, NUMERAL, checked, half_a_digit, with_exponent
from compiler.checker.reply_parser import Units, parse_reply
from compiler.checker.reply_tokens import check_lost_digits
from compiler.checker.tolerance import COARSE
from compiler.checker.units import COUNTED, Powers, UnitError, find_unit, known_unit, product
from compiler.formula import Binary, Negate, Node, Number, Token

# What a reply may begin with before it says anything: a sign of equality, `S =`, `peak memory =`, `f(d, r) =`, `Size:`.
_IN_BRACKETS = rf"(?:[ ]?\([{LETTERS}0-9_ ,;/%]{{0,40}}\))?"
_NAMES = rf"[{LETTERS}][{LETTERS}0-9_]*(?:[ ]+[{LETTERS}][{LETTERS}0-9_]*){{0,7}}"
_LEAD = re.compile(rf"(?:(?P<words>{_NAMES}){_IN_BRACKETS})?[ ]*[=~][=~: ]*")
_COLON = re.compile(rf"(?P<words>[{LETTERS}][{LETTERS}0-9_]{{0,40}}){_IN_BRACKETS}:[ =~]+")
_ABOUT = re.compile(rf"(?:{'|'.join(map(re.escape, facts()['leads']))})[ ]+[=~ ]*|[×xX][ ]?(?=[0-9.])", re.IGNORECASE)
_WORD = re.compile(rf"[{LETTERS}]+(?:/[{LETTERS}]+)?|%")
_JUST_COUNTS = COUNTED | {"count", "log10"}
_DIGITS = frozenset("0123456789")
_EQUALITY = re.compile("[=~]+")
_SAME = 1e-9
# A number with or without a unit is most of what people type, and needs no tree.
_SIMPLE = re.compile(rf"([+-]?)({NUMERAL})({EXPONENT})?(?: ?([A-Za-zµ%/]+))?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that was read: `value` in `unit`, a symbol of the table (None: a plain number).

    `numeral` is the number as it was typed, in plain decimal, where the reply is one number; `tokens` are those of an
    expression.
    """

    value: float
    unit: str | None
    numeral: str | None
    tokens: tuple[Token, ...] = ()

    @property
    def text(self) -> str:
        """How the reply was read: `13.6 MB`, or with an expression `3.4e6 × 32 / 8 B = 13.6 MB`."""
        if self.numeral is not None:
            return numeral_echo(self.numeral, self.value, self.unit)
        return f"{echo(self.tokens)} = {readable(self.value, self.unit)}"


def read(reply: str) -> Reading:
    """The number that a reply says, the whole reply and never a part of it.

    Raises NotRead with the reason, or with a question where it can be read in two ways: the reply alone decides that.
    Time is bounded: a reply of more than 200 characters is not looked at.
    """
    text = plain(reply)
    lead, rest = divided(text)
    reading = read_text(rest)
    if lead and reading.unit is None:
        _check_lead(lead)
    return reading


def read_text(text: str) -> Reading:
    """The number that a text in plain characters says, of an equation the last side. Raises NotRead."""
    text = text.strip(" =~")
    if "=" not in text and "~" not in text:
        return _read_side(text, alone=True)
    *others, last = _EQUALITY.split(text)
    if len(others) >= facts()["limits"]["sides"]:
        raise NotRead("too-many-parts")
    found = _read_side(last)
    for side in others:
        other = _read_side(side)
        if not _says_the_same(other, found):
            raise NotRead("ask-sides")
        if found.unit is None and other.unit is not None:
            found = replace(found, unit="fraction" if known_unit(other.unit).kind == "ratio" else other.unit)
    return found


def divided(text: str) -> tuple[str, str]:
    """What a reply begins with (`S =`, `≈`, `about`), and the rest without a full stop at its end."""
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1].rstrip(" ")
    if text[:1] in _DIGITS:
        return "", text
    lead = _LEAD.match(text) or _COLON.match(text)
    start = 0 if lead is None or _computes(lead["words"]) else lead.end()
    about = _ABOUT.match(text, start)
    return text[:start], text[start if about is None else about.end() :]


def _computes(words: str | None) -> bool:
    """Whether what stands before a sign of equality is no name but an expression: `sqrt`, `ln e`, `pi`; not `e`."""
    if words is None or words == "e":
        return False
    known = facts()
    return all(word in known["functions"] or word in known["constants"] or word == "π" for word in words.split())


def _check_lead(lead: str) -> None:
    """`Size (MB) = 13.6`: a unit before the number is asked about, unless it is one that just counts."""
    for word in _WORD.findall(lead):
        unit = find_unit(word)
        if unit is not None and unit.kind not in _JUST_COUNTS and unit.symbol != "×" and (len(word) > 1 or "(" in lead):
            raise NotRead("ask-lead", unit=unit.symbol)


def _read_side(text: str, alone: bool = False) -> Reading:
    """The number that one side of an equation says, or all of a reply. Raises NotRead."""
    simple = _SIMPLE.fullmatch(text)
    if simple is not None:
        sign, number, exponent, name = simple.groups()
        known = None if name is None else find_unit(name)
        if name is None or known is not None:
            numeral = with_exponent(number, exponent)
            value = float(numeral)
            unit = None if known is None else known.symbol
            return Reading(-value if sign == "-" else value, unit, numeral)
    node, tokens = parse_reply(text)
    if alone:  # an equation says itself what its product comes to
        check_lost_digits(text, tokens)
    value, powers = measure(node)
    unit, factor = _in_one_unit(powers)
    if not abs(value * factor) < math.inf:
        raise NotRead("too-large")
    return Reading(value * factor, unit, _numeral(node) if factor == 1 else None, tuple(tokens))


def _in_one_unit(powers: Powers) -> tuple[str | None, float]:
    """The unit that a product of units is, and the factor that leads to it. Raises NotRead."""
    if not powers:
        return None, 1.0
    if len(powers) == 1 and powers[0][1] == 1:
        return powers[0][0], 1.0
    try:
        return product(powers)
    except UnitError:
        raise NotRead("unknown-unit", unit=shown_units(powers)) from None


def _numeral(node: Node) -> str | None:
    """The number of a reply that is a number, its sign and a unit behind it aside."""
    if isinstance(node, Binary) and isinstance(node.right, Units) and node.operator == "*":
        node = node.left
    if isinstance(node, Negate):
        node = node.operand
    return checked(node.text) if isinstance(node, Number) else None


def _says_the_same(one: Reading, last: Reading) -> bool:
    """Whether a side of an equation is the last one, which may be rounded to the digits that it shows."""
    factor = _factor(one.unit, last.unit)
    if factor is None:
        return False
    size = abs(last.value)
    rounding = min(half_a_digit(last.numeral), COARSE * size)
    return abs(one.value * factor - last.value) <= max(_SAME * size, rounding)


def _factor(source: str | None, target: str | None) -> float | None:
    """What leads from one side's unit to the other's; None where nothing does.

    A side without a unit has that of the other, or is the number that a percentage stands for.
    """
    if source is None or target is None:
        factors = [known_unit(unit).factor for unit in (source, target) if unit and known_unit(unit).kind == "ratio"]
        return float((1 / factors[0] if source is None else factors[0]) if factors else 1)
    one, other = known_unit(source), known_unit(target)
    return float(one.factor / other.factor) if one.dimensions == other.dimensions else None
