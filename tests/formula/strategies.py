"""Random formulas: trees that `parse` could have given, every part of the right kind, over a fixed set of names."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from compiler.formula import (
    NUMBER,
    TEXT,
    TRUTH,
    Binary,
    Call,
    Compare,
    Conditional,
    Exact,
    Index,
    Kind,
    List,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Text,
    list_of,
)

LENGTH = 3
NAMES: dict[str, Kind] = {
    "a": NUMBER,
    "K": NUMBER,
    "d_in": NUMBER,
    "alpha": NUMBER,
    "θ": NUMBER,
    "v": list_of(LENGTH),
    "al": list_of(LENGTH),
    "sure": TRUTH,
    "word": TEXT,
}
"""The names that formulas use, and their kinds."""

_ELEMENTWISE = "abs sign sqrt exp ln log10 log2 floor ceil round sin cos tan asin acos atan".split()
_literals = st.one_of(
    st.integers(0, 300).map(str),
    st.sampled_from(["0.1", "0.3", "0.5", ".5", "2.50", "1e6", "1.5e-3", "2E2", "1e308", "1e-300", "0", "0.05"]),
    st.decimals(0, 100, places=2).map(lambda value: f"{value:f}"),
)
_texts = st.sampled_from(["fits", "does not fit", "", "it's", 'a "b"', "é × 2", "if"])


def _named(kind: Kind) -> st.SearchStrategy[Node]:
    return st.sampled_from([name for name, of in NAMES.items() if of == kind]).map(Name)


def _call(*functions: str, arguments: tuple[st.SearchStrategy[Node], ...]) -> st.SearchStrategy[Node]:
    return st.builds(Call, st.sampled_from(functions), st.tuples(*arguments))


def _numbers(depth: int) -> st.SearchStrategy[Node]:
    leaves: list[st.SearchStrategy[Node]] = [
        _named(NUMBER),
        st.builds(Number, _literals),
        st.just(Name("pi")),
    ]
    if depth == 0:
        return st.one_of(leaves)
    below, lists = st.deferred(lambda: _numbers(depth - 1)), st.deferred(lambda: _lists(depth - 1))
    digits = st.integers(-2, 6).map(lambda n: Number(str(n)) if n >= 0 else Negate(Number(str(-n))))
    several = st.lists(below, min_size=2, max_size=4).map(tuple)
    computed = st.one_of(_named(NUMBER), _call("round", "floor", "abs", arguments=(below,)))
    index = st.one_of(st.integers(0, LENGTH - 1).map(lambda n: Number(str(n))), computed)
    return st.one_of(
        *leaves,
        st.builds(Negate, below),
        st.builds(Binary, st.sampled_from("+-*/"), below, below),
        st.builds(Binary, st.sampled_from("+-*/"), below, below),
        st.builds(Binary, st.just("^"), below, st.one_of(digits, below)),
        st.builds(Conditional, below, st.deferred(lambda: _truths(depth - 1)), below),
        _call(*_ELEMENTWISE, arguments=(below,)),
        _call("floor", "ceil", "round", "sign", arguments=(below,)),
        _call("round", arguments=(below, digits)),
        _call("sig", arguments=(below, st.integers(1, 15).map(lambda n: Number(str(n))))),
        _call("round", "sig", arguments=(below, _named(NUMBER))),
        _call("mod", arguments=(below, below)),
        _call("sum", "mean", "prod", "len", "argmax", "argmin", "min", "max", arguments=(lists,)),
        st.builds(Call, st.sampled_from(["min", "max"]), several),
        st.builds(Index, lists, index),
    )


def _lists(depth: int) -> st.SearchStrategy[Node]:
    leaf = _named(list_of(LENGTH))
    if depth == 0:
        return leaf
    numbers, below = st.deferred(lambda: _numbers(depth - 1)), st.deferred(lambda: _lists(depth - 1))
    return st.one_of(
        leaf,
        st.lists(numbers, min_size=LENGTH, max_size=LENGTH).map(lambda items: List(tuple(items))),
        st.builds(Negate, below),
        st.builds(Binary, st.sampled_from("+-*/^"), below, st.one_of(numbers, below)),
        st.builds(Binary, st.sampled_from("+-*/^"), numbers, below),
        _call(*_ELEMENTWISE, arguments=(below,)),
        st.builds(Conditional, below, st.deferred(lambda: _truths(depth - 1)), below),
    )


def _truths(depth: int) -> st.SearchStrategy[Node]:
    leaf = _named(TRUTH)
    if depth == 0:
        return leaf
    numbers, below = st.deferred(lambda: _numbers(depth - 1)), st.deferred(lambda: _truths(depth - 1))
    texts = st.deferred(lambda: _words(depth - 1))
    signs = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
    more = st.lists(st.tuples(signs, numbers), min_size=1, max_size=2).map(tuple)
    said = st.tuples(st.tuples(st.sampled_from(["==", "!="]), texts))
    several = st.lists(numbers, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        leaf,
        st.builds(Compare, numbers, more),
        st.builds(Compare, numbers, more),
        st.builds(Compare, texts, said),
        st.builds(Not, below),
        st.builds(Logic, st.sampled_from(["and", "or"]), below, below),
        st.builds(Conditional, below, below, below),
        _call("tie", arguments=(numbers, numbers)),
        _call("distinct", arguments=(st.deferred(lambda: _lists(depth - 1)),)),
        st.builds(Call, st.just("distinct"), several),
    )


def _words(depth: int) -> st.SearchStrategy[Node]:
    leaf = st.one_of(_named(TEXT), st.builds(Text, _texts))
    if depth == 0:
        return leaf
    below = st.deferred(lambda: _words(depth - 1))
    return st.one_of(leaf, st.builds(Conditional, below, st.deferred(lambda: _truths(depth - 1)), below))


def formulas(kind: Kind | None = None, depth: int = 3) -> st.SearchStrategy[Node]:
    """Formulas over NAMES of one kind (NUMBER, TRUTH, TEXT, a list of LENGTH) or of any, at most `depth` deep."""
    made = {NUMBER: _numbers, TRUTH: _truths, TEXT: _words, list_of(LENGTH): _lists}
    if kind is not None:
        return made[kind](depth)
    return st.one_of(_numbers(depth), _numbers(depth), _truths(depth), _lists(depth), _words(depth))


_decimals = st.one_of(
    st.integers(-20, 40).map(Fraction),
    st.integers(-200, 400).map(lambda n: Fraction(n, 20)),
    st.integers(-30, 30).map(lambda n: Fraction(n, 10)),
    st.sampled_from(
        [Fraction(10) ** 15, Fraction(1, 10**12), Fraction(1, 3), Fraction(10) ** 200, Fraction(2**53 + 1)]
    ),
)


def exact_values(kind: Kind) -> st.SearchStrategy[Exact]:
    """Given values of a kind, with many that lie on edges together."""
    if kind == NUMBER:
        return _decimals
    if kind == TRUTH:
        return st.booleans()
    if kind == TEXT:
        return st.sampled_from(["fits", "does not fit", "it's"])
    return st.tuples(*[_decimals] * (kind.length or 0))


def draws() -> st.SearchStrategy[dict[str, Exact]]:
    """A value for each of NAMES."""
    return st.fixed_dictionaries({name: exact_values(kind) for name, kind in NAMES.items()})
