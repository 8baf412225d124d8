"""Formulas become MathML that shows them and does nothing else."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compiler.formula import typeset_latex
from compiler.targets.workbook.mathml import mathml, mathml_block
from tests.deck.samples import tinyml
from tests.formula.strategies import formulas

KNOWN = set(
    "math mrow mi mn mo mtext mspace msup msub msubsup munder mover munderover mfrac msqrt mroot mtable mtr mtd mstyle"
    " mpadded mphantom code".split()
)


@pytest.mark.parametrize(
    ("tex", "html"),
    [
        ("x", "<math><mrow><mi>x</mi></mrow></math>"),
        (r"\frac{a}{b}", "<math><mrow><mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac></mrow></math>"),
        (r"\mathrm{max}", "<math><mrow><mrow><mi>max</mi></mrow></mrow></math>"),
        ("a < b", "<math><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>"),
    ],
)
def test_tex_is_set(tex: str, html: str) -> None:
    assert mathml(tex) == html


def test_a_name_of_several_letters_is_one_word_and_a_function_no_operator() -> None:
    assert "<mi>max</mi>" in mathml(r"x_{\mathrm{max}}")
    assert "<mi>round</mi>" in mathml(r"\operatorname{round}\left(x\right)")


def test_a_formula_of_its_own_line_says_so() -> None:
    assert mathml_block("x").startswith('<math display="block">')


@pytest.mark.parametrize(
    "tex", [r"\unknown{x}", r"\left( x", r"\frac{a", r"\begin{cases}", "{" * 500 + "}" * 500, "x" * 2001, ""]
)
def test_what_cannot_be_read_is_shown_as_it_is_written(tex: str) -> None:
    assert mathml(tex) == f"<code>{tex}</code>"


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<script>alert(1)</script>}",
        r"\text{</math><img src=x onerror=alert(1)>}",
        r"\class{evil}{x}",
        r"\style{background:url(http://x.test)}{x}",
        r"\color{red}{x}",
        "&lt;script&gt;",
    ],
)
def test_nothing_that_acts_comes_through(tex: str) -> None:
    html = mathml(tex)
    assert set(re.findall(r"<([a-z]+)", html)) <= KNOWN
    assert re.search(r"<[^>]*(href|src|style|class|on\w+)=", html) is None


@given(st.text(alphabet=st.sampled_from("\\{}_^&<>\"'$%#abxfrctqlehinsupdm ()[]|0129,")))
def test_whatever_is_written_the_html_is_whole_and_known(tex: str) -> None:
    html = mathml(tex)
    assert {element.tag for element in fromstring(html.replace("\x00", "")).iter()} <= KNOWN


@given(formulas())
def test_every_formula_of_the_language_can_be_set(node: object) -> None:
    assert mathml(typeset_latex(node)).startswith("<math>")  # type: ignore[arg-type]


def test_every_key_formula_of_the_deck_is_set() -> None:
    formulas = [formula for chapter in tinyml().chapters for formula in chapter.formulas]
    assert len(formulas) > 40
    assert all(mathml(typeset_latex(formula.formula.node)).startswith("<math>") for formula in formulas)
