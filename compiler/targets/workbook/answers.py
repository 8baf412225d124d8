"""The answer key behind the sheets: a table a chapter, and on request the derivations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from compiler.checker import Tolerance, numbers_of
from compiler.deck import Chapter, Exercise, Filled, with_unit
from compiler.formula import step_text
from compiler.targets.html import escape
from compiler.targets.workbook.deal import Dealt

_COLUMNS = 8
"""So many exercises stand side by side on paper; those of a longer chapter go on in a table below."""


def answers_html(dealt: Dealt) -> str:
    """The answers by sheet and exercise; an answer that all sheets have alike stands above its table, once."""
    return "".join(_chapter(dealt, chapter) for chapter in dealt.deck.chapters)


def derivations_html(dealt: Dealt) -> str:
    """The right derivation of every exercise of every sheet, line by line."""
    return "".join(
        f'<section class="derived"><h3>Sheet {number}</h3>{"".join(map(_derivation, sheet))}</section>'
        for number, sheet in enumerate(dealt.sheets, 1)
    )


def _chapter(dealt: Dealt, chapter: Chapter) -> str:
    slugs = {exercise.slug for exercise in chapter.exercises}
    alike: list[list[Filled]] = []
    differing: list[list[Filled]] = []
    for index, exercise in enumerate(dealt.exercises):
        if exercise.slug in slugs:
            column = [sheet[index] for sheet in dealt.sheets]
            (alike if len({row.answer for row in column}) == 1 < len(column) else differing).append(column)
    if not alike and not differing:
        return ""
    once = "".join(f"<li>{_heading(column[0])}: {_answer(column[0])}</li>" for column in alike)
    on_all = f'<p>On all sheets:</p><ul class="alike">{once}</ul>' if once else ""
    tables = (differing[start : start + _COLUMNS] for start in range(0, len(differing), _COLUMNS))
    title = f"Chapter {chapter.number}: {escape(chapter.title)}"
    return f"<h3>{title}</h3>{on_all}{''.join(_table(columns, title) for columns in tables)}"


def _table(columns: Sequence[Sequence[Filled]], title: str) -> str:
    head = "".join(f'<th scope="col">{_heading(column[0])}</th>' for column in columns)
    rows = "".join(
        f'<tr><th scope="row">{number}</th>{"".join(f"<td>{_answer(row)}</td>" for row in sheet)}</tr>'
        for number, sheet in enumerate(zip(*columns, strict=True), 1)
    )
    return (
        f'<div class="answers" role="region" tabindex="0" aria-label="Answers, {title}"><table>'
        f'<thead><tr><th scope="col">Sheet</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _heading(row: Filled) -> str:
    """An exercise's number, and how near a reply must come."""
    near = "; ".join(dict.fromkeys(_near(number.tolerance, number.unit) for _, number in numbers_of(row.key)))
    return f"<b>{escape(row.exercise.number)}</b>" + (f" <small>{escape(near)}</small>" if near else "")


def _near(tolerance: Tolerance, unit: str | None) -> str:
    match tolerance.kind:
        case "exact":
            return "exact"
        case "factor":
            return f"within a {tolerance}"
        case "decimals" | "sig":
            return f"to {tolerance}"
        case "absolute":
            return f"± {with_unit(str(tolerance), unit)}"
        case _:
            return f"± {tolerance}"


def _answer(row: Filled) -> str:
    return f"<span>{escape(row.answer)}</span>" + "".join(f" <small>or {escape(each)}</small>" for each in _also(row))


def _also(row: Filled) -> Iterator[str]:
    """What is right as well."""
    for label, number in numbers_of(row.key):
        for other in number.accept:
            value = with_unit(step_text(other.value, None), other.unit or number.unit)
            yield f"{label} = {value}" if label else value


def _derivation(row: Filled) -> str:
    exercise: Exercise = row.exercise
    lines = "".join(f"<li>{escape(step.line())}</li>" for step in row.steps)
    head = f"{escape(exercise.number)} {escape(exercise.title)}: {escape(row.answer)}"
    return f'<div class="work"><h4>{head}</h4><ol>{lines}</ol></div>'
