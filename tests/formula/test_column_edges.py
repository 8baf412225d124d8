"""Columns over a grid of edges: every pair of values that stand on or near a step, bit for bit as one by one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from compiler.formula import Columns, Decimals, DrawnColumn, parse, walk
from tests.formula.test_columns import assert_rows_agree

EDGES = tuple(
    Fraction(text)
    for text in (
        "0 1 -1 2 -2 3 7 10 -10 0.1 -0.1 0.3 0.5 -0.5 1.5 2.5 -2.5 0.125 0.145 2.675 99.95 1e-9 1e-10 -1e-10 1e-300"
        " 1/3 -2/3 1e15 1e16 -1e16 4503599627370496 9007199254740993 1e154 -1e154 1e308 1000.5 1234.5 0.9999999999"
    ).split()
)

ONE = (
    "a a+0 -a abs(a) sign(a) floor(a) ceil(a) round(a) round(a,1) round(a,2) round(a,-2) sig(a,1) sig(a,3) "
    "sig(a,15) sqrt(a) exp(a) ln(a) log10(a) log2(a) sin(a) cos(a) tan(a) asin(a) acos(a) atan(a) a^2 a^3 a^-1 "
    "a^0 a^0.5 2^a 0^a (-1)^a (-8)^a 1/a 1/(a-a) floor(a/0.1) ceil(a/0.1) round(a*100) round(a+0.5) mod(a,1) "
    "mod(a,0.1) mod(a,-3) tie(a,0.1) tie(a,0.5) tie(a,1e-9) a==0 a!=0 a<0 a<=0 a>0 a>=0 0<a<1 0<=a<=1 [a,1,2][1] "
    "[a,-a][0] sum([a,a,a]) mean([a,1]) prod([a,a]) len([a,a]) argmax([a,0,1]) argmin([a,0,1]) max([a,0]) "
    "min([a,0]) distinct([a,0,1]) distinct([a,a]) max(a,1) min(a,1,2) round([a,2*a],1) floor([a,a/3]) sqrt([a,1]) "
    "[a,1]+[1,a] [a,1]*2 2/[a,1] [1,2]^a [a,2]^[2,a]"
).split()
TWO = (
    "a+b a-b a*b a/b a^b mod(a,b) min(a,b) max(a,b) a<b a<=b a==b a!=b a>b>=0 tie(a,b) a-b==0 a*b/b a+b-b "
    "(a+b)/(a-b) floor(a/b) ceil(a*b) round(a/b) round(a-b) sig(a*b,2) round(a*b,2) sqrt(a*b) sqrt(a-b) ln(a/b) "
    "exp(a-b) a^(b/3) abs(a-b)<1e-9 argmax([a,b,1]) argmin([b,a]) distinct([a,b,a+b]) sum([a,b,-a]) prod([a,b])"
).split()
BRANCHES = (
    "a if a>b else b",
    "a/b if b!=0 else 0",
    "1/b if a>0 else sqrt(a)",
    "sqrt(a) if b>0 else ln(b)",
    "1 if a>0 and 1/b>0 else 2",
    "1 if b==0 or 1/b>0 else 2",
    "1 if not a<b else -1",
    "(a if a>0 else -a) + (1/b if b>1 else b)",
    "[a,b] if a>b else [b,a]",
    "[a,1/b,b][1 if a>0 else 0]",
    "[a,b][floor(b)]",
    "a>0 and b>0",
    "a>0 or b>0",
    "not a==b",
    "1/a>0 and b>0",
    "a>0 or 1/b>0",
    "a<b<1/a",
    "round(a, 1 if b>0 else 2)",
    "round(a, b)",
    "sig(a, b)",
)


def column(values: list[Fraction]) -> DrawnColumn:
    options = list(dict.fromkeys(values))
    return DrawnColumn(options, np.array([options.index(value) for value in values]))


PAIRS = [(a, b) for a in EDGES for b in EDGES]
SINGLE = Columns({"a": column(list(EDGES))}, {}, len(EDGES))
PAIRED = Columns({"a": column([a for a, _ in PAIRS]), "b": column([b for _, b in PAIRS])}, {}, len(PAIRS))


@pytest.mark.parametrize("formula", ONE)
def test_a_column_of_edges_is_what_its_rows_are(formula: str) -> None:
    assert_rows_agree(SINGLE, parse(formula))


@pytest.mark.parametrize("formula", [*TWO, *BRANCHES])
def test_every_pair_of_edges_is_what_its_row_is(formula: str) -> None:
    assert_rows_agree(PAIRED, parse(formula))


@pytest.mark.parametrize(
    "formula", ["a", "a*2", "a/3", "floor(a)", "a^2", "sig(a,2)", "a>0", "sqrt(a)", "1/a", "[a,1]"]
)
@pytest.mark.parametrize("value", ["0", "2.5", "-1", "1/3", "1e308"])
def test_a_column_of_one_value_is_what_its_rows_are(formula: str, value: str) -> None:
    assert_rows_agree(Columns({"a": column([Fraction(value)] * 3)}, {}, 3), parse(formula))


@pytest.mark.parametrize("formula", ["S+Z", "round(a/S)+Z", "max([S,Z])", "Z if a>b else S", "floor(S)", "[S,Z][0]"])
def test_definitions_over_edges_are_what_they_are_in_a_row(formula: str) -> None:
    given = {"a": column([a for a, _ in PAIRS]), "b": column([b for _, b in PAIRS])}
    definitions = {"S": parse("(a - b) / 255"), "Z": parse("round(-b / S)")}
    assert_rows_agree(Columns(given, definitions, len(PAIRS)), parse(formula))


PLAIN = tuple(Fraction(text) for text in "1.37 2.71 3.3 4.83 7.19 0.61 12.77 0.23 -1.37 -3.3 101.7 3.7e-6".split())
"""Values that stand on no edge of any function below."""
PLAIN_PAIRS = [(a, b) for a in PLAIN for b in PLAIN if a != b]
DOUBTFUL = {"sig(a,15)", "1/(a-a)", "floor(a/0.1)", "ceil(a/0.1)", "mod(a,0.1)", "mod(a,b)", "floor(a/b)", "round(a/b)"}
"""Formulas that meet an edge even with such values: 3.3 / 0.1 is 33."""


@pytest.mark.parametrize("formula", [each for each in ONE if each not in DOUBTFUL])
def test_values_on_no_edge_are_computed_together(formula: str) -> None:
    columns = Columns({"a": column(list(PLAIN))}, {}, len(PLAIN))
    assert_rows_agree(columns, parse(formula))
    assert columns.effort.done == 0


@pytest.mark.parametrize("formula", [each for each in (*TWO, *BRANCHES[:16]) if each not in DOUBTFUL])
def test_pairs_on_no_edge_are_computed_together(formula: str) -> None:
    given = {"a": column([a for a, _ in PLAIN_PAIRS]), "b": column([b for _, b in PLAIN_PAIRS])}
    columns = Columns(given, {}, len(PLAIN_PAIRS))
    assert_rows_agree(columns, parse(formula))
    assert columns.effort.done == 0


@pytest.mark.parametrize(
    ("formula", "rows"),
    [
        ("floor(a/0.1)", 3),
        ("ceil(a/0.1)", 3),
        ("mod(a,0.1)", 3),
        ("sqrt(a - 3.3)", 1),
        ("1/(a - 3.3)", 1),
        ("a - 3.3 > 0", 1),
        ("sign(a + 3.3)", 1),
    ],
)
def test_only_rows_on_an_edge_are_computed_one_by_one(formula: str, rows: int) -> None:
    columns = Columns({"a": column(list(PLAIN))}, {}, len(PLAIN))
    assert_rows_agree(columns, parse(formula))
    assert 0 < columns.effort.done <= rows * len(list(walk(parse(formula))))
    elsewhere = [value for value in PLAIN if abs(value) != Fraction("3.3") and value != Fraction("101.7")]
    others = Columns({"a": column(elsewhere)}, {}, len(elsewhere))
    assert_rows_agree(others, parse(formula))
    assert others.effort.done == 0


WHOLE = tuple(map(Fraction, (1, 2, 3, 5, 7, 10, 12, 64, 100)))
LARGE = tuple(map(Fraction, (3, 7, 1000, 2**20 + 1, 2**26, 2**27 + 1, 94906267, 10**8 + 7, 2**31 - 1, 3**20)))
OF_WHOLE = (
    "a/b mod(a,b) floor(a/b) ceil(a*b) round(a/b) round(a-b) floor((a+b)/2) floor(a*b/3) mod(a^2,b) floor(a^3/b) "
    "ceil((a-b)/b) a^2>b^3 round(a*b/4) mod(-a,b) floor(2*a/b) a*b-a*b==0 floor(a/4) a-b==0 a*b/b==a argmax([a,b,1]) "
    "distinct([a,b,a+b]) (a+b)/(a-b) floor(abs(a-b)/b) floor(max(a,b)/3) mod(sum([a,b]),7) mod(prod([a,b]),7) "
    "floor(-a/b) mod(a*b+1,b) floor(a^2/b^2) sign(a-b) mod(floor(a/b),3) floor(round(a/b)/2) mod(min(a,b)^2,5)"
)


@pytest.mark.parametrize("formula", OF_WHOLE.split())
def test_whole_numbers_are_exact_and_so_never_in_doubt(formula: str) -> None:
    pairs = [(a, b) for a in WHOLE for b in WHOLE]
    columns = Columns({"a": column([a for a, _ in pairs]), "b": column([b for _, b in pairs])}, {}, len(pairs))
    assert_rows_agree(columns, parse(formula))
    assert columns.effort.done == 0


@pytest.mark.parametrize(
    "formula", [*OF_WHOLE.split(), "floor(a^4/b)", "mod(a^5,b)", "floor(a*b*a/7)", "a*b*a-1>a*a*b"]
)
def test_whole_numbers_that_are_too_large_to_be_exact_are_in_doubt_where_it_matters(formula: str) -> None:
    pairs = [(a, b) for a in LARGE for b in LARGE]
    columns = Columns({"a": column([a for a, _ in pairs]), "b": column([b for _, b in pairs])}, {}, len(pairs))
    assert_rows_agree(columns, parse(formula))


@pytest.mark.parametrize(
    "formula", ["a+b", "floor(a/0.1)", "a - 3.3 > 0", "ceil(a)", "mod(a,b)", "round(a,1)", "a^b", "-a"]
)
def test_floats_taken_for_decimals_are_the_fractions_that_they_print_as(formula: str) -> None:
    """0.1 + 0.2 is no decimal of two digits; what is printed of it is."""
    floats = np.array([0.1, 0.3, 3.3, 4.0, -0.0, -2.5, 0.1 + 0.2, 1e-7, 2.0**53])
    index = np.arange(len(floats))
    taken = Columns(
        {"a": DrawnColumn(Decimals(floats), index), "b": DrawnColumn(Decimals(floats), index[::-1])}, {}, len(floats)
    )
    exact = [Fraction(str(value)) for value in floats.tolist()]
    drawn = Columns({"a": DrawnColumn(exact, index), "b": DrawnColumn(exact, index[::-1])}, {}, len(floats))
    assert_rows_agree(taken, parse(formula))
    assert np.array_equal(taken.evaluate(parse(formula)).values, drawn.evaluate(parse(formula)).values, equal_nan=True)
