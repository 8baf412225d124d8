"""Filling in: from one draw to a variant, complete with its texts, its derivation and its answer key."""

from __future__ import annotations

import re

import numpy as np

from compiler.checker import Variant
from compiler.deck.derivation import given_names, legend, line, line_in_symbols
from compiler.deck.draw import MAX_ENUMERATED, MAX_SEED, definitions, every, rests_on, scopes, size
from compiler.deck.filled import Filled, Step
from compiler.deck.keys import answer_text, inlined, key
from compiler.deck.model import Deck, Exercise, Misstep
from compiler.deck.planting import Planted, plant, planted_prompt, planted_text
from compiler.deck.shown import looks
from compiler.formula import Scope, Slotted, names_used

TABLE_SIZE = 64
_BATCH = 128
_ACTIVE = re.compile(r"([\\`*_\[\]<>$|~])")
_MAX_SEEDS = 4_096
_CLEAN = Planted(0, None)


class NoVariant(Exception):
    """An exercise, or a seed of it, from which no sound draw can be made."""


def filled(deck: Deck, exercise: Exercise, seed: int) -> Filled:
    """The variant of a seed from 0 to 2^53 - 1, the same for ever.

    Raises NoVariant where the exercise's conditions leave no draw.
    """
    if not 0 <= seed <= MAX_SEED:
        raise NoVariant(f"a seed is a whole number from 0 to {MAX_SEED}")
    for found, scope in scopes(exercise, deck.id, np.array([seed], dtype=np.int64)):
        return fill(deck, exercise, scope, found)
    raise NoVariant(f"{exercise.slug}: no sound draw for seed {seed}")


def table(deck: Deck, exercise: Exercise, most: int = TABLE_SIZE) -> tuple[Filled, ...]:
    """Variants that differ in what the learner sees, of the seeds 0, 1, 2, …: `most`, or as many as there are."""
    there = _different(exercise)
    chosen: dict[tuple[str, ...], Filled] = {}
    for start in range(0, _MAX_SEEDS, _BATCH):
        for seed, scope in scopes(exercise, deck.id, np.arange(start, start + _BATCH)):
            prompt = _prompt(exercise, scope, _planted(deck, exercise, scope, seed))
            if prompt not in chosen:
                chosen[prompt] = fill(deck, exercise, scope, seed)
            if len(chosen) == min(most, there):
                return tuple(chosen.values())
        if not chosen:
            raise NoVariant(f"{exercise.slug}: no sound draw")
    return tuple(chosen.values())


def _different(exercise: Exercise) -> int:
    """How many prompts there can be at most."""
    if exercise.type == "formula" and not exercise.ask.placeholders:
        return 1
    if exercise.type == "debug" or size(exercise) > MAX_ENUMERATED:
        return MAX_ENUMERATED
    judgement = every(exercise).judgement
    sound = judgement.columns.take(judgement.kept[judgement.required])
    return len(np.unique(looks(exercise, sound)))


def fill(deck: Deck, exercise: Exercise, scope: Scope, seed: int) -> Filled:
    """The variant of one draw, which the seed has made."""
    planted = _planted(deck, exercise, scope, seed)
    prompt = _prompt(exercise, scope, planted)
    steps = _steps(exercise, scope)
    hints = tuple(hint.fill(scope) for hint in exercise.hints)
    insight = _insight(exercise, scope, planted)
    answer = key(deck.id, exercise, scope, planted, lambda mistake: _hint(mistake, scope))
    variant = Variant(
        deck=deck.name,
        deck_id=deck.id,
        exercise=exercise.slug,
        number=exercise.number,
        title=exercise.title,
        type=exercise.type,
        seed=seed,
        given=tuple((name, scope.value(name)) for name in _numbered(exercise)),
        prompt=markdown(prompt),
        work=tuple(step.line() for step in steps),
        hints=tuple(markdown(hint) for hint in hints),
        insight=None if insight is None else markdown(insight),
        key=answer,
    )
    used = frozenset(name for step in exercise.work for name in names_used(step.formula.node))
    return Filled(
        exercise=exercise,
        variant=variant,
        prompt=prompt,
        symbols=() if exercise.type in ("formula", "debug") else legend(exercise, used, scope),
        steps=steps,
        answer=answer_text(answer, exercise, scope),
        hints=hints,
        insight=insight,
    )


def markdown(text: Slotted) -> str:
    """A filled text as one: what was drawn is shown as it is, whatever it would mean in Markdown."""
    return "".join(_ACTIVE.sub(r"\\\1", part) if i % 2 else part for i, part in enumerate(text))


def _planted(deck: Deck, exercise: Exercise, scope: Scope, seed: int) -> Planted:
    return plant(deck.id, exercise, scope, seed) if exercise.type == "debug" else _CLEAN


def _prompt(exercise: Exercise, scope: Scope, planted: Planted) -> Slotted:
    return planted_prompt(exercise, scope, planted) if exercise.type == "debug" else exercise.ask.fill(scope)


def _steps(exercise: Exercise, scope: Scope) -> tuple[Step, ...]:
    """The lines of the right derivation; that of a formula stays in its symbols."""
    if exercise.type == "formula":
        numbers = inlined(exercise, scope, keep_steps=True)
        return tuple(line_in_symbols(step, numbers, scope) for step in exercise.work)
    return tuple(line(exercise, step, scope) for step in exercise.work)


def _insight(exercise: Exercise, scope: Scope, planted: Planted) -> Slotted | None:
    """Why it matters; in a `debug` behind what is wrong in its line, in the words for whoever makes that mistake."""
    insight = None if exercise.insight is None else exercise.insight.fill(scope)
    if exercise.type != "debug":
        return insight
    verdict = planted_text(planted, scope)
    return ("", verdict, "") if insight is None else ("", verdict, "\n\n" + insight[0], *insight[1:])


def _hint(mistake: Misstep, scope: Scope) -> str:
    return markdown(mistake.hint.fill(scope))


def _numbered(exercise: Exercise) -> tuple[str, ...]:
    """The names that have a number in this variant: the symbols of a formula, and what rests on them, have none."""
    named = {name: node for name, node in definitions(exercise).items() if name not in exercise.symbols}
    return tuple(
        name
        for name in given_names(exercise)
        if name not in exercise.symbols
        and not (name in named and set(rests_on(named[name], named)) & set(exercise.symbols))
    )
