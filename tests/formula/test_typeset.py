"""Formulas in print: the text reads back as the formula, the numbers stand where the names stood, LaTeX is sound."""

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compiler.formula import EvaluationError, Limits, Scope, parse, walk
from compiler.formula.numerals import number_text, step_text
from compiler.formula.syntax import Binary, Conditional, Name, Negate, Node, Number
from compiler.formula.typeset import Slotted, typeset_latex, typeset_numbers, typeset_text
from tests.formula.strategies import formulas

ROOMY = Limits(length=100_000, tokens=10_000, depth=200, height=1_000)

SAME_TEXT = """
    x | 12 | 0.5 | .5 | 1e6 | 1.5e-3 | 'per tensor' | π | d_in | α
    a + b + c | a + (b + c) | a − b − c | a − (b − c) | a + b − c | a − (b + c)
    a × b × c | a × (b × c) | a / b / c | a / (b / c) | a × b / c | a × (b / c) | a / b × c | a / (b × c)
    a + b × c | (a + b) × c | a × (b + c) | a / (b + c) | (a + b) / c
    −x | −(a + b) | −(a × b) | −a × b | −a + b | a − (−b) | a × (−b) | a + (−b × c) | −(−x) | −(−a × b)
    x² | x²⁰ | x⁻³ | x^1.5 | x^1e3 | x^y | x^(y²) | x^(a + b) | x^(−y) | x^(−1.5) | x^f_1 | x^sqrt(y) | x^al[1]
    (x²)³ | (x^y)^z | x^(y^z) | (−x)² | −x² | (−3)² | −3² | 2²⁰ | (a + b)² | (a × b)² | (a / b)⁻¹ | sqrt(x)² | 1e6²
    al[0] | al[i + 1] | al[i][j] | (x²)[0] | al[0]² | (−al)[0] | [1, 2, 3][0] | (al if a else b)[0]
    [a, b + c, −1] | max(a, b) | sqrt(a + b) | floor(a / b) × c | min(a if b else c, d)
    a < b | a ≤ b < c | a == b | a ≠ b | a > b | a ≥ b | a + 1 < b × 2 | (a < b) == c | a < (b < c)
    not a | not not a | not a < b | (not a) == b | not (a and b) | not a and b
    a and b and c | a and (b and c) | a or b or c | a or (b or c) | a or b and c | (a or b) and c | a and not b
    a if b else c | a if b else c if d else e | (a if b else c) if d else e | a if (b if c else d) else e
    (a if b else c) + 1 | a + 1 if b or c else d | (a if b else c)² | −(a if b else c) | not (a if b else c)
    kind == 'int8' | kind == "learner's"
"""

LATEX = [
    ("a * b / c", r"\frac{a \times b}{c}"),
    ("a / b * c", r"\frac{a}{b} \times c"),
    ("(a + b) / 2^20", r"\frac{a + b}{2^{20}}"),
    ("(a / b)^2", r"\left(\frac{a}{b}\right)^{2}"),
    ("(a + b) * c", r"\left(a + b\right) \times c"),
    ("a - (b - c)", r"a - \left(b - c\right)"),
    ("a - -b", r"a - \left(-b\right)"),
    ("-x^2", r"-x^{2}"),
    ("(-x)^2", r"\left(-x\right)^{2}"),
    ("(x^y)^z", r"\left(x^{y}\right)^{z}"),
    ("x^-0.5", r"x^{-0.5}"),
    ("1e6 * .5", r"10^{6} \times 0.5"),
    ("x / 1.5e-3", r"\frac{x}{1.5 \times 10^{-3}}"),
    ("1.5e3^2", r"\left(1.5 \times 10^{3}\right)^{2}"),
    ("d_in * d_k", r"d_{\mathrm{in}} \times d_{k}"),
    ("x_1 + x1 + fp16", r"x_{1} + x_{1} + \mathrm{fp16}"),
    ("W_in_1", r"W_{\mathrm{in},1}"),
    ("a__b + _c + d_", r"\mathrm{a\_\_b} + \mathrm{\_c} + \mathrm{d\_}"),
    ("alpha * β + pi", r"\alpha \times \beta + \pi"),
    ("Delta_t", r"\Delta_{t}"),
    ("bytes / params", r"\frac{\mathrm{bytes}}{\mathrm{params}}"),
    ("sqrt(a + b)^2", r"\sqrt{a + b}^{2}"),
    ("floor(x / 2) + ceil(y)", r"\left\lfloor \frac{x}{2}\right\rfloor + \left\lceil y\right\rceil"),
    ("abs(x - y)", r"\left|x - y\right|"),
    ("exp(-x)", r"e^{-x}"),
    ("exp(x)^2", r"\left(e^{x}\right)^{2}"),
    ("log10(x) / log2(y)", r"\frac{\log_{10}\left(x\right)}{\log_{2}\left(y\right)}"),
    ("ln(x)^2", r"\left(\ln\left(x\right)\right)^{2}"),
    ("max(a, b)", r"\max\left(a, b\right)"),
    ("mod(a, b)", r"\operatorname{mod}\left(a, b\right)"),
    ("al[0] + d_in[1]", r"{\mathrm{al}}_{0} + {d_{\mathrm{in}}}_{1}"),
    ("[1, x]", r"\left[1, x\right]"),
    ("a <= b != c", r"a \le b \ne c"),
    ("a == b and not c", r"a = b \text{ and } \text{not } c"),
    ("k == 'a_b 5%'", r"k = {\text{a}\_\text{b 5}\%}"),
    (
        "a if b < 1 else c",
        r"\begin{cases} a & \text{if } b < 1 \\ c & \text{otherwise} \end{cases}",
    ),
    (
        "a if b < 1 else c if b < 2 else d",
        r"\begin{cases} a & \text{if } b < 1 \\ c & \text{if } b < 2 \\ d & \text{otherwise} \end{cases}",
    ),
    (
        "2 * (a if b else c)",
        r"2 \times \left(\begin{cases} a & \text{if } b \\ c & \text{otherwise} \end{cases}\right)",
    ),
]

NUMBERS = [
    ("2 * L * N", "2 × ‹32› × ‹4\u202f096›"),
    ("2 - x", "2 − ‹(−3)›"),
    ("x - 2", "‹−3› − 2"),
    ("x * L", "‹−3› × ‹32›"),
    ("L * x", "‹32› × ‹(−3)›"),
    ("L - x * N", "‹32› − ‹(−3)› × ‹4\u202f096›"),
    ("L / x", "‹32› / ‹(−3)›"),
    ("-x", "−‹(−3)›"),
    ("-L", "−‹32›"),
    ("x^2", "‹(−3)›²"),
    ("L^2", "‹32›²"),
    ("2^L", "2^‹32›"),
    ("2^x", "2^‹(−3)›"),
    ("x^L", "‹(−3)›^‹32›"),
    ("(x + 1)^2", "(‹−3› + 1)²"),
    ("L + (x + 1)", "‹32› + (‹−3› + 1)"),
    ("abs(x)", "abs(‹−3›)"),
    ("max(x, L)", "max(‹−3›, ‹32›)"),
    ("x < L", "‹−3› < ‹32›"),
    ("L > x", "‹32› > ‹−3›"),
    ("[x, L]", "[‹−3›, ‹32›]"),
    ("L / tiny", "‹32› / ‹(1.6×10⁻¹⁹)›"),
    ("tiny * L", "‹1.6×10⁻¹⁹› × ‹32›"),
    ("tiny^2", "‹(1.6×10⁻¹⁹)›²"),
    ("2^tiny", "2^‹(1.6×10⁻¹⁹)›"),
    ("sum(al)", "sum(‹[1.5, −2, 1\u202f000]›)"),
    ("sum(al * 2)", "sum(‹[1.5, −2, 1\u202f000]› × 2)"),
    ("al[0] + al[2]", "‹1.5› + ‹1\u202f000›"),
    ("al[i]", "‹−2›"),
    ("2 * al[i - 0]^2", "2 × ‹(−2)›²"),
    ("[L, x][i]", "[‹32›, ‹−3›][‹1›]"),
    ("(al if x < 0 else bl)[2]", "‹1\u202f000›"),
    ("L if x < 0 else N", "‹32›"),
    ("L if x > 0 else N", "‹4\u202f096›"),
    ("2 * (L if x > 0 else N + 1)", "2 × (‹4\u202f096› + 1)"),
    ("(L if x > 0 else N)^2", "‹4\u202f096›²"),
    ("1 if x > 0 else 2 if L > 40 else x", "‹−3›"),
    ("L - (x if x < 0 else N)", "‹32› − ‹(−3)›"),
    ("kind == 'int8'", "‹int8› == 'int8'"),
    ("pi * x", "π × ‹(−3)›"),
    ("1e6 + 12", "1e6 + 12"),
]

GIVEN: Mapping[str, Fraction | str | tuple[Fraction, ...]] = {
    "L": Fraction(32),
    "N": Fraction(4096),
    "x": Fraction(-3),
    "i": Fraction(1),
    "tiny": Fraction(16, 10**20),
    "al": (Fraction(3, 2), Fraction(-2), Fraction(1000)),
    "bl": (Fraction(7), Fraction(8), Fraction(9)),
    "kind": "int8",
}


def numbers(formula: str) -> Slotted:
    scope = Scope(GIVEN, {})
    return typeset_numbers(parse(formula), scope, lambda name: step_text(scope.value(name), None))


def marked(slotted: Slotted) -> str:
    """A text with its slots in angle quotes."""
    return "".join(f"‹{part}›" if at % 2 else part for at, part in enumerate(slotted))


def chain(operator: str, count: int) -> Node:
    node: Node = Name("x")
    for _ in range(count):
        node = Binary(operator, node, Name("x"))
    return node


class TestText:
    @pytest.mark.parametrize("text", [text.strip() for line in SAME_TEXT.split("\n") for text in line.split("|")][1:-1])
    def test_has_the_parentheses_it_needs_and_no_more(self, text: str) -> None:
        assert typeset_text(parse(text)) == text

    @pytest.mark.parametrize(
        ("typed", "text"),
        [
            ("2*L*G*d*N", "2 × L × G × d × N"),
            ("bytes/2**20", "bytes / 2²⁰"),
            ("((a))*(b^2)", "a × b²"),
            ("a - -b", "a − (−b)"),
            ("--x", "−(−x)"),
            ("x^y^2", "x^(y²)"),
            ("a <= b != c", "a ≤ b ≠ c"),
            ("pi*r^2", "π × r²"),
        ],
    )
    def test_is_set_for_the_eye(self, typed: str, text: str) -> None:
        assert typeset_text(parse(typed)) == text

    @given(formulas())
    @example(Binary("^", Number("2"), Negate(Number("3"))))
    @example(Binary("-", Name("a"), Binary("*", Negate(Name("b")), Name("c"))))
    @example(Conditional(Name("a"), Conditional(Name("b"), Name("c"), Name("d")), Name("e")))
    def test_reads_back_as_the_formula(self, node: Node) -> None:
        assert parse(typeset_text(node), ROOMY) == node


class TestNumbers:
    @pytest.mark.parametrize(("formula", "text"), NUMBERS)
    def test_stand_where_the_names_stood(self, formula: str, text: str) -> None:
        assert marked(numbers(formula)) == text

    def test_take_the_odd_positions(self) -> None:
        assert numbers("x") == ("", "−3", "")
        assert numbers("L / 2 - x") == ("", "32", " / 2 − ", "(−3)", "")
        assert numbers("1 + 2") == ("1 + 2",)

    def test_of_names_that_the_branch_not_taken_uses_are_not_asked_for(self) -> None:
        asked: list[str] = []

        def show(name: str) -> str:
            asked.append(name)
            return "[1, 2, 3]" if name == "al" else "1"

        typeset_numbers(parse("L * (N if x > 0 else i) + al[i]"), Scope(GIVEN, {}), show)
        assert asked == ["L", "i", "al"]

    def test_of_a_list_element_are_as_rounded_as_the_list_shows_them(self) -> None:
        scope = Scope({"al": (Fraction(1, 3), Fraction(2, 3))}, {})
        assert typeset_numbers(parse("2 * al[1]"), scope, lambda _: "[0.3, 0.7]") == ("2 × ", "0.7", "")

    @pytest.mark.parametrize("formula", ["1 if 1 / (x + 3) > 0 else 2", "al[3]", "al[i / 2]"])
    def test_without_a_value_are_an_error(self, formula: str) -> None:
        with pytest.raises(EvaluationError):
            numbers(formula)

    @given(formulas())
    def test_of_what_has_no_choice_are_the_symbols_with_each_name_filled_in(self, node: Node) -> None:
        if any(type(part).__name__ in ("Conditional", "Index") for part in walk(node)):
            return
        scope = Scope({}, {})
        assert "".join(typeset_numbers(node, scope, lambda name: name)) == typeset_text(node)

    @given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from("+-*/^"))
    def test_with_a_sign_are_told_from_the_operator(self, value: float, operator: str) -> None:
        node = Binary(operator, Number("2"), Name("v"))
        shown = typeset_numbers(node, Scope({"v": Fraction(value)}, {}), lambda _: number_text(value))[1]
        assert shown.startswith("(−") == (value < 0)
        assert shown.endswith(")") == shown.startswith("(")


class TestLatex:
    @pytest.mark.parametrize(("formula", "latex"), LATEX)
    def test_is_set_as_mathematics(self, formula: str, latex: str) -> None:
        assert typeset_latex(parse(formula)) == latex

    @given(formulas())
    def test_is_balanced(self, node: Node) -> None:
        assert_balanced(typeset_latex(node))

    @given(st.text(st.characters(codec="utf-8", exclude_characters="'\r\n", exclude_categories=("C", "Z"))))
    @example(r"\} \begin{x} $ % & # _ ^ ~")
    def test_of_any_text_holds_nothing_unescaped(self, value: str) -> None:
        latex = typeset_latex(parse(f"kind == '{value}'", ROOMY))
        assert_balanced(latex)
        left = re.sub(r"\\(text|backslash|wedge|sim|mathrm)\b|\\[{}$&#%_]", "", latex)
        assert not re.search(r"[\\$&#%_^~]", left)

    def test_of_any_name_holds_nothing_unescaped(self) -> None:
        for name in ("_", "__", "a_", "_a", "a_b_c", "a__b", "θ_max", "Α", "ο", "xy_12", "x12_y"):
            assert_balanced(typeset_latex(parse(f"{name}^2 + {name}[0]")))


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "^"])
def test_long_chains_are_set_as_well(operator: str) -> None:
    node = chain(operator, 3_000)
    scope = Scope(GIVEN, {})
    assert typeset_text(node).count("x") == 3_001
    assert_balanced(typeset_latex(node))
    assert len(typeset_numbers(node, scope, lambda _: "7")) == 6_003


def test_deep_nests_are_set_as_well() -> None:
    node: Node = Name("x")
    for _ in range(1_000):
        node = Conditional(Negate(node), Name("c"), Binary("^", Name("x"), Number("2")))
    assert typeset_text(node).count("if") == 1_000
    assert_balanced(typeset_latex(node))


def assert_balanced(latex: str) -> None:
    """Braces, `\\left` and `\\right`, and environments open and close in one another."""
    opened: list[str] = []
    for sign in re.findall(r"\\begin|\\end|\\left(?![a-z])|\\right(?![a-z])|\\[\\{}]|[{}]", latex):
        if sign in ("{", r"\left", r"\begin"):
            opened.append(sign)
        elif sign in ("}", r"\right", r"\end"):
            assert opened.pop() == {"}": "{", r"\right": r"\left", r"\end": r"\begin"}[sign]
    assert not opened
