"""What authors may write, what it means, and what they are told when it cannot be read."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.formula import (
    LIMITS,
    Binary,
    Call,
    Compare,
    Conditional,
    FormulaError,
    Index,
    Limits,
    List,
    Logic,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Text,
    names_used,
    parse,
    walk,
)

EXERCISES = """
2*L*G*d*N
floor(n*s/100)
abs(Fl/D - 1) > 0.2
g if abs(w) <= c else 0
exp(al[j]) / sum(exp(al))
sum(p * l)
l[argmax(p)]
distinct(p)
min(max(round(x/S) + Z, 0), 2^b - 1)
not tie(-lo/S, 0.03)
round(-lo / sig(S, 4)) == Z
not (0 <= round(x/S) + Z <= 2^b - 1)
n*bw/(n*ceil(log2(K)) + cb*K*bw)
acc if T <= T0 else acc*T0/T
mod(H, P) == 0
X^a / W^(1-a)
'fits' if used <= cap else 'does not fit'
n*(b + (16/g if g != 0 else 0))/8
"""


@pytest.mark.parametrize("text", EXERCISES.strip().splitlines())
def test_the_exercises_can_be_said(text: str) -> None:
    assert names_used(parse(text))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("-2^2", "-(2^2)"),
        ("2^-1", "2^(-1)"),
        ("2^-x^2", "2^(-(x^2))"),
        ("2^3^2", "2^(3^2)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b * c", "(a / b) * c"),
        ("a + b * c", "a + (b * c)"),
        ("-a * b", "(-a) * b"),
        ("a * -b", "a * (-b)"),
        ("a - -b", "a - (-b)"),
        ("-al[0]^2", "-((al[0])^2)"),
        ("a and b or c", "(a and b) or c"),
        ("a or b and c", "a or (b and c)"),
        ("not a == b", "not (a == b)"),
        ("not a and b", "(not a) and b"),
        ("a + 1 < b * 2", "(a + 1) < (b * 2)"),
        ("a if b or c else d", "a if (b or c) else d"),
        ("a if b else c if d else e", "a if b else (c if d else e)"),
        ("a or b if c else d", "(a or b) if c else d"),
        ("x ** 2", "x^2"),
        ("K² × c", "K^2 * c"),
        ("bytes / 2²⁰", "bytes / 2^20"),
        ("2⁻³", "2^(-3)"),
        ("-x²", "-(x^2)"),
        ("(a + b)²", "(a + b)^2"),
        ("a · b ÷ c − 1", "a * b / c - 1"),
        ("a ≤ b ≠ c ≥ d", "a <= b != c >= d"),
        ("π", "pi"),
        ("a\n  + b", "a + b"),
    ],
)
def test_precedence_and_spellings(text: str, plain: str) -> None:
    assert parse(text) == parse(plain)


def test_every_node_is_what_it_says() -> None:
    a, b = Name("a"), Name("b")
    assert parse("1.5e-3") == Number("1.5e-3")
    assert parse(".5") == Number(".5")
    assert parse("'it\"s'") == Text('it"s')
    assert parse("a + b") == Binary("+", a, b)
    assert parse("-a") == Negate(a)
    assert parse("a < b <= 2") == Compare(a, (("<", b), ("<=", Number("2"))))
    assert parse("not a") == Not(a)
    assert parse("a or b") == Logic("or", a, b)
    assert parse("a if b else 1") == Conditional(a, b, Number("1"))
    assert parse("[a, 1][0]") == Index(List((a, Number("1"))), Number("0"))
    assert parse("max(a, b)") == Call("max", (a, b))
    assert parse("θ_1 * d_in") == Binary("*", Name("θ_1"), Name("d_in"))


def spans(text: str) -> dict[str, str]:
    return {type(node).__name__: text[node.start : node.end] for node in walk(parse(text))}


def test_nodes_know_their_characters() -> None:
    assert spans("1 + (a * b)") == {"Binary": "a * b", "Number": "1", "Name": "b"}
    assert spans("(a + b) * 2")["Binary"] == "a + b"
    text = "f0 + max((a), -b²)[1]"
    parts = [text[node.start : node.end] for node in walk(parse(text))]
    assert parts == [
        "f0 + max((a), -b²)[1]",
        "f0",
        "max((a), -b²)[1]",
        "max((a), -b²)",
        "a",
        "-b²",
        "b²",
        "b",
        "²",
        "1",
    ]


WRONG = [
    # text, the characters that are marked, a part of the message, a part of the help
    ("", "", "nothing here", "write one"),
    ("   ", "   ", "nothing here", "write one"),
    ("2 d", " d", "operator is missing", "write 2 * d"),
    ("2d", "d", "operator is missing", "write 2 * d"),
    ("(a)(b)", "(", "operator is missing", "write *"),
    ("a²b", "b", "operator is missing", "a² * b"),
    ("3 000", " 000", "operator is missing", "without spaces"),
    ("a = b", "=", "single =", "write =="),
    ("log(x)", "log", "base", "say which: ln, log10 or log2"),
    ("sqr(x)", "sqr", "no function `sqr`", "did you mean `sqrt`?"),
    ("zzz(x)", "zzz", "no function `zzz`", "zzz *"),
    ("sqrt()", "sqrt()", "sqrt takes 1 argument; none came", "sqrt(x)"),
    ("1 + sqrt(a, b)", "sqrt(a, b)", "sqrt takes 1 argument; 2 came", "sqrt(x)"),
    ("mod(a)", "mod(a)", "mod takes 2 arguments; 1 came", "mod(a, b)"),
    ("max + 1", "max", "`max` is a function", "max(a, b)"),
    ("a % b", "%", "%", "mod(a, b)"),
    ("a // b", "//", "//", "floor(a / b)"),
    ("a && b", "&&", "&&", "and"),
    ("a || b", "||", "||", "or"),
    ("!a", "!", "!", "not"),
    ("a =< b", "=<", "=<", "<="),
    ("a <> b", "<>", "<>", "!="),
    ("a ? b : c", "?", "?", "if condition else"),
    ("{a}", "{", "braces", "( )"),
    ("√2", "√", "√", "sqrt"),
    ("1_000", "_", "no _", "1000"),
    ("1,000", ",", "comma", "1000"),
    ("(1,5)", ",", "comma", "[a, b]"),
    ("1.", ".", "between digits", "1.0"),
    ("1.2.3", ".", "between digits", "one decimal point"),
    ("1\u202f000", "\u202f", "U+202F", "without any"),
    ("1\u00a0000", "\u00a0", "U+00A0", "without any"),
    ("1e309", "1e309", "exponent", "nearer to 1"),
    ("9e308", "9e308", "64 bits", "nearer to 1"),
    ("1e-999999999999999999", "1e-999999999999999999", "exponent", "nearer to 1"),
    ("0.00001e-320", "0.00001e-320", "exponent", "nearer to 1"),
    ("0." + "0" * 30 + "1e-308", "0." + "0" * 30 + "1e-308", "64 bits", "nearer"),
    ("1" * 41, "1" * 41, "at most 40 digits", "exponent"),
    ("(a", "(", "never closed", "add a )"),
    ("max(a, b", "(", "never closed", "add a )"),
    ("al[0", "[", "never closed", "add a ]"),
    ("a)", ")", "closes nothing", "remove it"),
    ("(a]", "]", "expected )", None),
    ("[]", "[]", "at least one", "[1, 2, 3]"),
    ("a +", "", "ends where", None),
    ("a + * b", "*", "expected a number or a name; `*` came", None),
    ("+3", "+", "expected a number", "remove it"),
    ("a == not b", "not", "cannot follow", "(not x)"),
    ("a if b", "if", "no `else`", "a if condition else b"),
    ("a if b c", " c", "operator is missing", "b * c"),
    ("a else b", "else", "no `if`", "a if condition else b"),
    ("if a", "if", "expected a number", None),
    ("'abc", "'abc", "no closing '", "close it"),
    ("x²^3", "²^", "power of a power", "(x^2)^3"),
    ("a\x00b", "\x00", "U+0000", "delete"),
    ("a\u202eb", "\u202e", "U+202E", "delete"),
    ("a\u200bb", "\u200b", "U+200B", "delete"),
    ("'a\u2066b'", "\u2066", "U+2066", "delete"),
    ("\ufeffa", "\ufeff", "U+FEFF", "delete"),
    ("µ + 1", "µ", "micro", "μ"),
    ("é + 1", "é", "name", "Latin and Greek"),
    ("аb", "а", "name", "Latin and Greek"),
    ("a ~ b", "~", "~", None),
    ("a.b", ".", "between digits", None),
    ("x[1:2]", ":", ":", "x[0]"),
]


@pytest.mark.parametrize(("text", "marked", "message", "help"), WRONG, ids=[repr(row[0])[:30] for row in WRONG])
def test_an_error_says_where_what_and_what_instead(text: str, marked: str, message: str, help: str | None) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    error = caught.value
    assert text[error.start : error.end] == marked
    assert message in error.message
    if help is not None:
        assert help in (error.help or "")


HOSTILE = {
    "parentheses": "(" * 100_000 + "1" + ")" * 100_000,
    "minus signs": "-" * 100_000 + "1",
    "brackets": "[" * 100_000,
    "long text": "x + " * 1_000_000 + "x",
    "long name": "x" * 1_000_000,
    "many digits": "9" * 1_000_000,
    "NUL": "\x00" * 900,
    "spaces": " " * 1_000_000,
    "deep parentheses": "(" * 33 + "1" + ")" * 33,
    "900 parentheses": "(" * 450 + "1" + ")" * 450,
    "900 minus signs": "-" * 900 + "1",
    "100 minus signs": "-" * 100 + "1",
    "not not not": "not " * 200 + "a",
    "a tower of powers": "^".join("9" * 100),
    "conditionals": "1 if a else " * 60 + "0",
    "conditionals in parentheses": "(1 if a else " * 40 + "0" + ")" * 40,
    "indices": "a" + "[0]" * 300,
    "functions": "abs(" * 200 + "1" + ")" * 200,
    "a long sum": "+".join("1" * 199),
    "many items": "[" + ",".join("1" * 65) + "]",
    "many tokens": "-".join("1" * 450),
    "superscripts": "x" + "²" * 900,
    "unclosed text": "'" + "a" * 900,
    "a surrogate": "\ud800",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_refused_at_once(text: str) -> None:
    started = time.process_time()
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert time.process_time() - started < 0.5
    assert 0 <= caught.value.start <= caught.value.end <= len(text)
    assert len(caught.value.message) + len(caught.value.help or "") < 300


def test_what_lies_within_the_limits_is_read_even_on_a_nearly_full_stack() -> None:
    def deeper(frames: int) -> Node:
        return parse("(" * 30 + "1" + ")" * 30) if frames == 0 else deeper(frames - 1)

    assert deeper(sys.getrecursionlimit() // 2) == Number("1")
    for text in ("+".join(["1"] * 64), "-" * (LIMITS.depth - 1) + "1", "[" + ",".join(["1"] * LIMITS.items) + "]"):
        assert len(list(walk(parse(text)))) > LIMITS.depth - 1


def test_limits_can_be_narrower() -> None:
    with pytest.raises(FormulaError, match="at most 3 characters"):
        parse("1+22", Limits(length=3))
    with pytest.raises(FormulaError, match="more than 2 deep"):
        parse("((1))", Limits(depth=2))


_pieces = st.sampled_from(
    [*"()[]+-*/^<>=!,.'\"0159eEax_²⁻×−≤πμ \n%&|", "if ", " else ", "not ", "and", "max(", "1e9", "\u202e"]
)


@given(st.one_of(st.text(max_size=60), st.lists(_pieces, max_size=30).map("".join)))
def test_any_text_is_a_formula_or_a_formula_error_within_it(text: str) -> None:
    try:
        node = parse(text)
    except FormulaError as error:
        spans = [(error.start, error.end + 1)]
    else:
        spans = [(part.start, part.end) for part in walk(node)]
    assert all(0 <= start < end <= len(text) + 1 for start, end in spans)
