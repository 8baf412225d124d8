"""Distances in tolerances agree with what is graded right, and edges are where that ends."""

from __future__ import annotations

import numpy as np
import pytest

from compiler.checker import Tolerance
from compiler.deck.distances import distance, edges, unit_factor

EXACT = 100.0


@pytest.mark.parametrize("text", ["1%", "25%", "0.3", "2 decimals", "0 decimals", "3 sig", "2 sig", "factor 2"])
def test_an_edge_is_the_last_number_that_is_graded_right(text: str) -> None:
    tolerance = Tolerance.parse(text)
    found = [{"+": EXACT + n, "-": EXACT - n, "*": EXACT * n, "/": EXACT / n}[sign] for sign, n in edges(tolerance)]
    high, low = found
    assert low < EXACT < high
    for edge in found:
        inside, outside = EXACT + 0.999 * (edge - EXACT), EXACT + 1.001 * (edge - EXACT)
        assert tolerance.accepts(EXACT, inside) and not tolerance.accepts(EXACT, outside)


def test_what_is_exact_has_no_edges() -> None:
    assert edges(Tolerance("exact")) == ()


@pytest.mark.parametrize(
    ("text", "right", "value", "expected"),
    [
        ("1%", 200.0, 206.0, 3.0),
        ("1%", -200.0, -198.0, 1.0),
        ("1%", 200.0, -200.0, 200.0),
        ("0.5", 10.0, 8.0, 4.0),
        ("0.5", 0.0, 1.0, 2.0),
        ("factor 2", 10.0, 80.0, 3.0),
        ("factor 2", 10.0, 2.5, 2.0),
        ("factor 2", -10.0, -20.0, 1.0),
        ("factor 2", 10.0, -20.0, np.inf),
        ("factor 2", 10.0, 0.0, np.inf),
        ("2 decimals", 3.0, 3.02, 4.0),
        ("3 sig", 100.0, 102.0, 4.0),
        ("3 sig", 4560.0, 4540.0, 4.0),
        ("exact", 7.0, 7.0, 0.0),
        ("exact", 7.0, 7.001, np.inf),
        ("exact", 7.0, 7.0 + 1.5 * Tolerance("exact").width(7.0), np.inf),
        ("exact", 0.3, 0.1 + 0.2, 0.0),
        ("1%", 0.0, 0.0, 0.0),
        ("1%", 0.0, 1.0, np.inf),
    ],
)
def test_a_distance_is_counted_in_tolerances(text: str, right: float, value: float, expected: float) -> None:
    tolerance = Tolerance.parse(text)
    values, rights = np.array([1.0, value, value]), np.array([1.0, right, right])
    nothing, *found = distance(values, rights, tolerance).tolist()
    assert nothing == 0
    assert found == pytest.approx([expected, expected])


@pytest.mark.parametrize(
    ("unit", "asked", "factor"),
    [
        ("ms", "s", 0.001),
        ("s", "ms", 1000.0),
        ("s", "s", 1.0),
        (None, None, 1.0),
        ("kg", "s", None),
        (None, "s", None),
        ("s", None, None),
        ("furlong", "s", None),
        ("furlong", "furlong", 1.0),
    ],
)
def test_a_factor_leads_from_one_unit_to_another_of_its_kind(
    unit: str | None, asked: str | None, factor: float | None
) -> None:
    assert unit_factor(unit, asked) == (None if factor is None else pytest.approx(factor))
