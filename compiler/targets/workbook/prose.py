"""What stands in a chapter around its exercises: introduction, key formulas, call-outs."""

from __future__ import annotations

from compiler.deck import Callout, Chapter, KeyFormula
from compiler.formula import FormulaError, Text, parse, typeset_latex
from compiler.targets.html import escape, literal, render
from compiler.targets.workbook.mathml import mathml, mathml_block


def prose(markdown: str) -> str:
    """Small Markdown as HTML, its TeX set."""
    return render(literal(markdown), math=mathml)


def introduction(chapter: Chapter) -> str:
    """All that a chapter says before its exercises, as HTML."""
    formulas = "".join(map(_formula, chapter.formulas))
    shown = f'<section class="formulas"><h2 lang="en">Key formulas</h2>{formulas}</section>' if formulas else ""
    callouts = "".join(map(_callout, chapter.callouts))
    return f'<div class="intro">{prose(chapter.intro)}</div>{shown}{callouts}'


def _formula(formula: KeyFormula) -> str:
    where = "".join(f"<div><dt>{_name(name)}</dt><dd>{escape(means)}</dd></div>" for name, means in formula.where)
    equation = mathml_block(f"{_latex(formula.symbol)} = {typeset_latex(formula.formula.node)}")
    legend = f'<dl class="where">{where}</dl>' if where else ""
    note = "" if formula.note is None else f'<div class="note">{prose(formula.note)}</div>'
    # A long equation scrolls in a box of its own, by the keyboard too.
    return (
        f'<div class="formula"><div class="equation" tabindex="0" role="group" '
        f'aria-label="Formula for {escape(formula.symbol)}">{equation}</div>{legend}{note}</div>'
    )


def _name(name: str) -> str:
    return mathml(_latex(name))


def _latex(side: str) -> str:
    """A left side: a name, or whatever else its author has put there, word for word."""
    try:
        return typeset_latex(parse(side))
    except FormulaError:
        return typeset_latex(Text(side))


def _callout(callout: Callout) -> str:
    return f'<aside class="callout"><h2>{escape(callout.title)}</h2>{prose(callout.text)}</aside>'
