"""Exercise sheets on paper: a sheet for everyone with numbers of its own, and an answer key, in one HTML file."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path

from compiler.checker import AnswerKey, DebugKey, DecideKey, FormulaKey, NumberKey, VectorKey
from compiler.deck import Chapter, Deck, Filled
from compiler.targets.html import escape, literal, render
from compiler.targets.workbook.answers import answers_html, derivations_html
from compiler.targets.workbook.deal import Dealt
from compiler.targets.workbook.embedded import faces, image
from compiler.targets.workbook.mathml import mathml

_STYLE = Path(__file__).with_name("page") / "sheets.css"
_POLICY = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"
_UNSAID = (None, "fraction", "count", "×")
"""Units that nobody writes behind a number."""


def sheets(dealt: Dealt, derivations: bool = False) -> str:
    """The whole file: every sheet, the answers, on request the derivations. It needs no script and no request."""
    deck, count = dealt.deck, len(dealt.sheets)
    every = "".join(_sheet(dealt, index) for index in range(count))
    title = f"{escape(deck.title)}: exercise sheets"
    return (
        f'<!doctype html>\n<html lang="{escape(deck.language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">'
        f"<title>{title}</title><style>{faces()}{_style()}{_footers(count)}</style></head><body>"
        f'<header class="about"><h1>{title}</h1><p>Print this page: every sheet begins on a new '
        'page, and the <a href="#key">answer key</a> is on the last pages.</p>'
        '<p><label><input type="checkbox" id="odd" autocomplete="off"> Both sides of the paper are printed, and a '
        "sheet has an odd number of pages: leave one empty behind each</label></p></header>"
        f"<main>{every}{_key(dealt, derivations)}</main></body></html>\n"
    )


def wanted(key: AnswerKey, label: str | None = None) -> tuple[str, ...]:
    """What a reply holds, in a few words: one text, or one for each value of a vector.

    `label` is that of the number. `html/javascript/question.js` says the same on cards.
    """
    match key:
        case FormulaKey():
            return (f"a formula in {', '.join(key.symbols)}",)
        case DecideKey():
            return (f"{' or '.join(words[0] for words in key.options)}, and the number{_in(key.number, label)}",)
        case VectorKey():
            return tuple(part.label + _in(part.number, part.label) for part in key.parts)
        case DebugKey():
            value = f"the right value{_in(key.number, label)}"
            return (f"the wrong line and {value}, as in “line 3: 5.6”; 0 where none is wrong",)
        case NumberKey():
            return (f"a number{_in(key, label)}",)


def _in(key: NumberKey, label: str | None) -> str:
    return "" if key.unit in _UNSAID or key.unit == label else f" in {key.unit}"


@cache
def _style() -> str:
    return _STYLE.read_text("utf-8")


def _footers(count: int) -> str:
    """The name of its sheet below every page, where the browser can: leaves get mixed up."""
    rules = (
        f'@page s{i}{{@bottom-left{{content:"Sheet {i} of {count}"}}}}#sheet-{i}{{page:s{i}}}'
        for i in range(1, count + 1)
    )
    return "".join(rules)


def _sheet(dealt: Dealt, index: int) -> str:
    deck, number = dealt.deck, index + 1
    places = {exercise.slug: at for at, chapter in enumerate(deck.chapters) for exercise in chapter.exercises}
    chapters = groupby(dealt.sheets[index], key=lambda row: places[row.exercise.slug])
    return (
        f'<section class="sheet" id="sheet-{number}" aria-labelledby="title-{number}"><div class="head">'
        f'<p class="deck">{escape(deck.title)}</p>'
        f'<h2 id="title-{number}">Sheet {number} of {len(dealt.sheets)}</h2>'
        '<p class="who"><span>Name</span><i></i><span>Date</span><i></i></p></div>'
        f"{''.join(_chapter(deck.chapters[at], list(rows)) for at, rows in chapters)}"
        f'<p class="credit">{_credit(deck)}</p></section>'
    )


def _chapter(chapter: Chapter, rows: list[Filled]) -> str:
    return f"<h3>Chapter {chapter.number}: {escape(chapter.title)}</h3>{''.join(map(_exercise, rows))}"


def _exercise(row: Filled) -> str:
    exercise = row.exercise
    figure = "" if exercise.figure is None else image(exercise.figure)
    asked = wanted(row.key, exercise.answer.label)
    blanks = "".join(f'<p class="reply"><span>{escape(words)}</span><i></i></p>' for words in asked)
    return (
        f'<div class="exercise"><h4><b>{escape(exercise.number)}</b> {escape(exercise.title)}</h4>'
        f'<div class="prompt">{render(literal(row.variant.prompt), math=mathml)}</div>{figure}'
        f'<div class="working"></div><div class="replies"><b>Answer</b><div>{blanks}</div></div></div>'
    )


def _credit(deck: Deck) -> str:
    return escape(", ".join((deck.title, *deck.authors, deck.licence)))


def _key(dealt: Dealt, derivations: bool) -> str:
    deck, count = dealt.deck, len(dealt.sheets)
    behind = (
        f'<section class="derivations"><h2>Derivations</h2>{derivations_html(dealt)}</section>' if derivations else ""
    )
    return (
        '<div class="key" id="key"><section><h2>Answer key</h2>'
        f"<p>{escape(deck.title)}, sheets 1 to {count}, seed {dealt.seed}.</p>{answers_html(dealt)}"
        f'<p class="credit">{_credit(deck)}. {escape(deck.source.strip())}</p></section>{behind}</div>'
    )
