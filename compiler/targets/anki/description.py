"""What Anki shows of a deck before one studies it: its words, licence and source, and each chapter's prose."""

from __future__ import annotations

from compiler.deck import Callout, Chapter, Deck, KeyFormula
from compiler.formula import typeset_text
from compiler.targets.html import about, as_written, escape, literal, render


def of_deck(deck: Deck) -> str:
    """The HTML description of the parent deck."""
    lines = "<br>".join(f"{name}: {text}" for name, text in about(deck))
    return _page(_prose(deck.description), f"<p><small>{lines}</small></p>")


def of_chapter(chapter: Chapter) -> str:
    """The HTML description of a chapter's subdeck: introduction, key formulas with their symbols, call-outs."""
    formulas = (_formula(formula) for formula in chapter.formulas)
    callouts = (_callout(callout) for callout in chapter.callouts)
    return _page(_prose(chapter.intro), *formulas, *callouts)


def _formula(formula: KeyFormula) -> str:
    symbols = "".join(f"<li><b>{escape(name)}</b>: {escape(text)}</li>" for name, text in formula.where)
    note = "" if formula.note is None else _prose(formula.note)
    left, right = escape(formula.symbol), escape(typeset_text(formula.formula.node))
    return f"<p><b>{left} = {right}</b></p>{f'<ul>{symbols}</ul>' if symbols else ''}{note}"


def _callout(callout: Callout) -> str:
    return f"<p><b>{escape(callout.title)}</b></p>{_prose(callout.text)}"


def _prose(markdown: str) -> str:
    """Deck pages have no MathJax."""
    return render(literal(markdown), math=as_written)


def _page(*parts: str) -> str:
    return f'<div style="max-width: 40em; margin: auto; text-align: left">{"".join(parts)}</div>'
