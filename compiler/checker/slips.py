"""General slips: what makes a wrong number of the right one, whatever the exercise."""

from __future__ import annotations

import math
from collections.abc import Iterator

from compiler.checker.facts import facts
from compiler.checker.key import NumberKey
from compiler.checker.messages import Said
from compiler.checker.tolerance import EDGE, Tolerance
from compiler.checker.units import known_unit
from compiler.checker.verdict import Verdict, VerdictKind

_BLURRED = 1 / 4
"""A tolerance of more than this share of the answer leaves no digits to know a slip by."""
_DIGITS = 1 / 10
"""How near the digits must come for a slip where only the size was asked."""
_APART = 3.0
"""A slip by so many tolerances or less is no slip, but an answer that is a little off."""
_NEAR = 0.3
"""The logarithm of what a tolerance that is not blurred leaves between a slip and a reply, at the most."""
_BASES = tuple((VerdictKind(kind), float(base), math.log(base), most) for kind, base, most in facts()["bases"])
"""What slips are powers of, its logarithm, and up to which power they are looked for."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def slip(key: NumberKey, reply: float, blur: float = 0.0) -> Verdict | None:
    """The verdict on a general slip that makes the reply of the answer, if there is one that the tolerance can tell.

    `blur` is the share of the reply that its last digit leaves open: two digits do not tell 1000 from 1024, unless the
    slip gives just them.
    """
    tolerance = key.tolerance
    if key.value == 0 or reply == 0:
        return None
    if tolerance.kind == "factor":  # the size was asked, and yet digits tell that a power of ten was lost
        tolerance = Tolerance("relative", _DIGITS)
    share = tolerance.width(key.value) / abs(key.value)
    if share > _BLURRED:
        return None
    ratio = reply / key.value
    if ratio < 0:
        sign_only = tolerance.accepts(key.value, -reply)
        return Verdict(VerdictKind.WRONG, Said("sign"), factor="−1") if sign_only else None
    unit = None if key.unit is None else known_unit(key.unit)
    for kind, factor, name in suspects(ratio):
        table = facts()["slips"]
        looked_for = table.get("other" if unit is None else unit.kind, table["other"])
        # The reply is scaled, not the answer: so a tolerance of every kind keeps its meaning.
        unsure = share if abs(ratio / factor - 1) <= EDGE else max(share, blur)
        told_apart = abs(math.log(factor)) > _APART * unsure
        if kind.value in looked_for and told_apart and tolerance.accepts(key.value, reply / factor):
            is_share = unit is not None and unit.family == "share" and name in ("10²", "10⁻²")
            return Verdict(kind, Said("percent" if is_share else kind.value), factor=name)
    return None


def suspects(ratio: float) -> Iterator[tuple[VerdictKind, float, str]]:
    """The slips that are near a positive ratio of reply and answer: kind, factor, name."""
    if not 0 < ratio < math.inf:
        return
    size = math.log(ratio)
    for kind, base, step, most in _BASES:
        power = round(size / step)
        if 0 < abs(power) <= most and abs(size - power * step) < _NEAR:
            exact = float(f"1e{power}") if base == 10.0 else base**power
            yield kind, exact, _power(f"{base:g}", power)


def _power(base: str, exponent: int) -> str:
    return base if exponent == 1 else base + str(exponent).translate(_SUPERSCRIPTS)
