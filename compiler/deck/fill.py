"""Filling in: from one draw to a variant, complete with its texts, its derivation and its answer key."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from compiler.checker import AnswerKey, DecideKey, FormulaKey, Said
from compiler.deck.defined import in_symbols, rests_on
from compiler.deck.derivation import decisions, given_names, legends, lines, lines_in_symbols
from compiler.deck.draw import MAX_ENUMERATED, MAX_SEED, Sample, judged_draws, sound
from compiler.deck.filled import Filled, NoVariant, Step, markdown
from compiler.deck.generator import Integers
from compiler.deck.keys import answer_text, formula_text, inlined, keys
from compiler.deck.missteps import made
from compiler.deck.model import Deck, Exercise, Misstep
from compiler.deck.picks import size
from compiler.deck.planting import Planted, plant, planted_prompts, planted_texts
from compiler.deck.rows import named, texts
from compiler.deck.shown import looks
from compiler.formula import Columns, Name, Node, Slotted, names_used

TABLE_SIZE = 64
_BATCH = 128
_MAX_SEEDS = 4_096
_CLEAN = Planted(0, None)


def filled(deck: Deck, exercise: Exercise, seed: int) -> Filled:
    """The variant of a seed from 0 to 2^53 - 1, the same for ever.

    Raises NoVariant where the exercise's conditions leave no draw, or a formula too few points to compare it at.
    """
    if not 0 <= seed <= MAX_SEED:
        raise NoVariant(f"a seed is a whole number from 0 to {MAX_SEED}")
    found, columns = sound(exercise, deck.id, np.array([seed], dtype=np.int64))
    if not len(found):
        raise NoVariant(f"{exercise.slug}: no sound draw for seed {seed}")
    return fill(deck, exercise, columns, found)[0]


def table(deck: Deck, exercise: Exercise, most: int = TABLE_SIZE, known: Sample | None = None) -> tuple[Filled, ...]:
    """Variants that differ in what the learner sees, of the seeds 0, 1, 2, …: `most`, or as many as there are.

    What is `known` of the exercise's draws need not be computed again. Raises NoVariant as `filled` does.
    """
    seen: set[Slotted] = set()
    chosen: list[Filled] = []
    for start in range(0, _MAX_SEEDS, _BATCH):
        if start == _BATCH and len(chosen) < most:
            # A first batch that does not fill the table may have found all there are.
            most = min(most, _different(deck.id, exercise, known))
        if len(chosen) >= most:
            break
        seeds, columns = sound(exercise, deck.id, np.arange(start, start + _BATCH), known)
        prompts = _prompts(exercise, columns, _planted(deck, exercise, columns, seeds))
        rows: list[int] = []
        for row, prompt in enumerate(prompts):
            if prompt not in seen and len(seen) < most:
                seen.add(prompt)
                rows.append(row)
        if rows:
            chosen += fill(deck, exercise, columns.take(np.array(rows)), seeds[rows], [prompts[row] for row in rows])
        if not chosen:
            raise NoVariant(f"{exercise.slug}: no sound draw")
    return tuple(chosen)


def _different(deck_id: str, exercise: Exercise, known: Sample | None) -> int:
    """How many prompts there can be at most; 0 where counting them would cost too much, and those at hand must do."""
    if exercise.type == "formula" and not exercise.ask.placeholders:
        return 1
    if exercise.type == "debug" or size(exercise) > MAX_ENUMERATED:
        return MAX_ENUMERATED
    sample = judged_draws(exercise, deck_id, 1) if known is None else known
    if not sample.exhaustive:
        return 0
    judgement = sample.judgement
    return len(np.unique(looks(exercise, judgement.columns.take(judgement.kept[judgement.required]))))


def fill(
    deck: Deck, exercise: Exercise, columns: Columns, seeds: Integers, prompts: list[Slotted] | None = None
) -> list[Filled]:
    """The variants of some sound draws, which the seeds have made; `prompts` are theirs, where they are known.

    Raises NoVariant where a formula has too few points.
    """
    planted = _planted(deck, exercise, columns, seeds)
    hints = {mistake: _hints(exercise, mistake, columns, planted) for mistake in exercise.mistakes}
    answers = keys(deck.id, exercise, columns, planted, hints)
    prompts = _prompts(exercise, columns, planted) if prompts is None else prompts
    steps = _steps(exercise, columns, answers)
    told = [texts(hint, columns) for hint in exercise.hints]
    insights = _insights(exercise, columns, planted)
    given = {name: named(columns, name) for name in _numbered(exercise)}
    used = frozenset(name for node in _told(exercise) for name in names_used(node))
    shows_legend = exercise.type not in ("formula", "debug")
    symbols = legends(exercise, used if shows_legend else frozenset(), columns)
    found = []
    for row, (seed, key) in enumerate(zip(seeds.tolist(), answers, strict=True)):
        answer = formula_text(exercise, columns.row(row)) if isinstance(key, FormulaKey) else answer_text(key)
        one = Filled(
            deck=deck,
            exercise=exercise,
            seed=seed,
            given=tuple((name, each[row]) for name, each in given.items()),
            prompt=prompts[row],
            symbols=symbols[row],
            steps=steps[row],
            answer=answer,
            key=key,
            hints=tuple(hint[row] for hint in told),
            insight=insights[row],
        )
        found.append(one)
    return found


def _told(exercise: Exercise) -> list[Node]:
    """The formulas of a derivation, and the comparisons that may end it."""
    comparisons = [option.when.node for option in exercise.options if option.when is not None]
    return [step.formula.node for step in exercise.work] + comparisons


def _planted(deck: Deck, exercise: Exercise, columns: Columns, seeds: Integers) -> list[Planted]:
    if exercise.type == "debug":
        return plant(deck.id, exercise, columns, seeds)
    return [_CLEAN] * columns.rows


def _prompts(exercise: Exercise, columns: Columns, planted: list[Planted]) -> list[Slotted]:
    return planted_prompts(exercise, columns, planted) if exercise.type == "debug" else texts(exercise.ask, columns)


def _steps(exercise: Exercise, columns: Columns, answers: list[AnswerKey]) -> list[tuple[Step, ...]]:
    """The lines of the right derivations; that of a formula stays in its symbols."""
    if exercise.type == "decide":
        ends = decisions(exercise, columns, [key.right for key in answers if isinstance(key, DecideKey)])
        return [(*steps, *end) for steps, end in zip(lines(exercise, columns), ends, strict=True)]
    if exercise.type != "formula":
        return lines(exercise, columns)
    notes = [[None] * columns.rows if step.note is None else texts(step.note, columns) for step in exercise.work]
    return [
        lines_in_symbols(exercise, inlined(exercise, columns.row(row), keep_steps=True), [each[row] for each in notes])
        for row in range(columns.rows)
    ]


def _insights(exercise: Exercise, columns: Columns, planted: list[Planted]) -> Sequence[Slotted | None]:
    """Why it matters; in a `debug` behind what is wrong in its line, in the words for whoever makes that mistake."""
    insights: Sequence[Slotted | None] = [None] * columns.rows
    if exercise.insight is not None:
        insights = texts(exercise.insight, columns)
    if exercise.type != "debug":
        return insights
    verdicts = planted_texts(columns, planted)
    return [
        ("", verdict, "") if insight is None else ("", verdict, "\n\n" + insight[0], *insight[1:])
        for verdict, insight in zip(verdicts, insights, strict=True)
    ]


def _hints(exercise: Exercise, mistake: Misstep, columns: Columns, planted: list[Planted]) -> list[str | None]:
    """What to tell whoever made a mistake, in each row where it is made; in a `debug`, who reads on with it."""
    if exercise.type == "debug":
        reads_on = Said("planted-value").text
        return [reads_on if each.mistake is mistake else None for each in planted]
    hints: list[str | None] = [None] * columns.rows
    rows = np.flatnonzero(made(mistake, columns))
    for row, hint in zip(rows.tolist(), texts(mistake.hint, columns.take(rows)), strict=True):
        hints[row] = markdown(hint)
    return hints


def _numbered(exercise: Exercise) -> tuple[str, ...]:
    """The names that have a number in this variant: the symbols of a formula, and what rests on them, have none."""
    followed, symbols = in_symbols(exercise), set(exercise.symbols)
    return tuple(name for name in given_names(exercise) if not symbols & set(rests_on(Name(name), followed)))
