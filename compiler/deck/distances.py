"""How far apart numbers lie, in tolerances, and where a tolerance ends."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from compiler.checker import Tolerance, convert, find_unit

Floats = npt.NDArray[np.float64]


def edges(tolerance: Tolerance) -> tuple[tuple[str, float], ...]:
    """How the largest and the smallest number that are graded right come of the exact one: an operator and a number."""
    value = tolerance.value
    match tolerance.kind:
        case "relative":
            return (("*", 1 + value), ("*", 1 - value))
        case "absolute":
            return (("+", value), ("-", value))
        case "decimals":
            return (("+", 0.5 * 10**-value), ("-", 0.5 * 10**-value))
        case "sig":
            return (("*", 1 + 5 * 10**-value), ("*", 1 - 5 * 10**-value))
        case "factor":
            return (("*", value), ("/", value))
        case _:
            return ()


def unit_factor(unit: str | None, asked: str | None) -> float | None:
    """What a number in `unit` is multiplied by to be in the asked one; None for units of two kinds."""
    if unit == asked:
        return 1.0
    one, two = find_unit(unit or ""), find_unit(asked or "")
    if one is None or two is None or one.kind != two.kind:
        return None
    return convert(1.0, one, two)


def distance(values: Floats, right: Floats, tolerance: Tolerance) -> Floats:
    """How many tolerances a value lies from the right one (on a log scale where the tolerance is a factor)."""
    with np.errstate(all="ignore"):
        match tolerance.kind:
            case "relative":
                found = np.abs(values - right) / (np.abs(right) * tolerance.value)
            case "absolute":
                found = np.abs(values - right) / tolerance.value
            case "factor":
                same_sign = (values * right) > 0
                ratio = np.abs(np.log(np.abs(values / right))) / np.log(tolerance.value)
                found = np.where(same_sign, ratio, np.inf)
            case _:
                distinct, index = np.unique(right, return_inverse=True)
                widths = np.array([tolerance.width(value) for value in distinct.tolist()])
                found = np.abs(values - right) / widths[index]
                if tolerance.kind == "exact":
                    found = np.where(found <= 1.0, 0.0, np.inf)
    return np.where(np.isnan(found), 0.0, found)
