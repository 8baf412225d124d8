"""`drillbook draw`: variants of exercises, with answers and derivations, or the draws that are rejected."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from compiler.checker import AnswerKey, DebugKey, DecideKey, FormulaKey, NumberKey, VectorKey, numbers_of
from compiler.console import (
    A_DECK,
    AN_EXERCISE,
    UsageError,
    add_json,
    deck_folder,
    exercises_named,
    heading,
    plain,
    plain_number,
    print_diagnostics,
    print_json,
    say,
    whole_number,
)
from compiler.deck import MAX_SEED, Deck, Exercise, Filled, NoVariant, filled, load, prove, table, with_unit
from compiler.formula import step_text


def run(arguments: list[str]) -> int:
    """0 fine, 1 where the deck has errors."""
    options = _options(arguments)
    loaded = load(deck_folder(options.deck))
    print_diagnostics(loaded.diagnostics, options.json)
    if loaded.deck is None:
        return 1
    failed = bool(loaded.diagnostics)
    name = options.exercise
    for exercise in loaded.deck.exercises if name is None else exercises_named(loaded.deck, name, failed):
        if options.rejected:
            _print_rejected(loaded.deck, exercise, options.json)
            continue
        try:
            for which, variant in _variants(loaded.deck, exercise, options):
                print_json(_facts(variant)) if options.json else _print_variant(variant, which)
        except NoVariant as error:
            print(f"drillbook draw: {error}; `drillbook check` tells why", file=sys.stderr)
            failed = True
    return 1 if failed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="drillbook draw", description="Draw variants of exercises; a seed draws the same for ever."
    )
    parser.add_argument("deck", metavar="DECK", help=A_DECK)
    parser.add_argument("exercise", nargs="?", metavar="EXERCISE", help=f"{AN_EXERCISE} (default: all)")
    parser.add_argument(
        "-n", type=whole_number(1, 1_000_000), metavar="N", help="how many variants of each (default: 1)"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--seed",
        type=whole_number(0, MAX_SEED),
        default=0,
        metavar="S",
        help="the first seed; the next variants have the next seeds (default: 0)",
    )
    which.add_argument(
        "--variant",
        type=whole_number(1, MAX_SEED),
        metavar="K",
        help="from the K-th variant on, counted from 1, of the table that cards carry",
    )
    which.add_argument("--rejected", action="store_true", help="why draws are rejected, with the worst of each cause")
    add_json(parser)
    options = parser.parse_intermixed_args(arguments)
    if options.rejected and options.n is not None:
        parser.error("argument -n: not allowed with argument --rejected")
    options.n = options.n or 1
    if options.seed + options.n - 1 > MAX_SEED:
        parser.error(f"argument --seed: the last seed would be greater than {MAX_SEED:,}")
    return options


def _variants(deck: Deck, exercise: Exercise, options: argparse.Namespace) -> Iterator[tuple[str, Filled]]:
    """The variants that are asked for, each with what it is called."""
    if options.variant is None:
        for seed in range(options.seed, options.seed + options.n):
            yield f"seed {seed}", filled(deck, exercise, seed)
        return
    rows = table(deck, exercise)
    last = options.variant + options.n - 1
    if last > len(rows):
        raise UsageError(f"{exercise.slug} has the variants 1 to {len(rows)}, and no variant {last}")
    for k in range(options.variant, last + 1):
        drawn = rows[k - 1]
        yield f"variant {k} of {len(rows)}, seed {drawn.variant.seed}", drawn


def _facts(drawn: Filled) -> dict[str, object]:
    said = drawn.variant.to_json()
    names = ("deck", "exercise", "number", "title", "type", "seed", "given", "prompt")
    return {
        "kind": "variant",
        **{name: said[name] for name in names},
        **_asked(drawn),
        "shown": drawn.answer,
        "work": said["work"],
        "hints": said["hints"],
        "insight": said["insight"],
    }


def _asked(drawn: Filled) -> dict[str, object]:
    """The answer by type: a number; with its verdict or its line; several numbers with their labels; or a formula."""
    key = drawn.variant.key
    match key:
        case NumberKey():
            return _number(key)
        case DecideKey():
            return {
                "verdict": key.options[key.right][0],
                "options": [words[0] for words in key.options],
                **_number(key.number),
            }
        case DebugKey():
            return {"line": key.line, "lines": key.lines, **_number(key.number)}
        case VectorKey():
            parts = [_number(part.number) for part in key.parts]
            return {
                "labels": list(key.labels),
                **{name: [part[name] for part in parts] for name in ("answer", "unit", "tolerance")},
                "mistakes": [
                    {"label": part.label, **mistake} for part in key.parts for mistake in _mistakes(part.number)
                ],
            }
        case FormulaKey():
            mistakes = [{"value": None, "hint": each.hint} for each in key.mistakes]
            return {
                "answer": drawn.answer,
                "unit": None,
                "tolerance": None,
                "symbols": list(key.symbols),
                "mistakes": mistakes,
            }


def _number(key: NumberKey) -> dict[str, object]:
    return {
        "answer": plain_number(key.value),
        "unit": key.unit,
        "tolerance": key.tolerance.to_json(),
        "mistakes": _mistakes(key),
    }


def _mistakes(key: NumberKey) -> list[dict[str, object]]:
    return [{"value": plain_number(each.value), "hint": each.hint} for each in key.mistakes]


def _print_variant(drawn: Filled, which: str) -> None:
    variant = drawn.variant
    heading(f"{variant.number} {variant.title} ({which})")
    say(f"\n{plain(variant.prompt)}\n")
    for hint in variant.hints:
        say(f"hint: {plain(hint)}", "    ", "          ")
    if variant.hints:
        say()
    explained = [symbol for symbol in drawn.symbols if symbol.means]
    for symbol in explained:
        say(f"{symbol.name} = {symbol.value}, {symbol.means}", "    ", "        ")
    if explained:
        say()
    for step in drawn.steps:
        say(step.line(), "    ", "        ")
        if step.note is not None:
            say("".join(step.note), "        ")
    _print_answer(variant.key, drawn.answer)
    if variant.insight:
        say(f"\n{plain(variant.insight)}")
    say()


def _print_answer(key: AnswerKey, shown: str) -> None:
    """The answer, what is right too, and the known mistakes."""
    numbers = [(f"{label} = " if label else "", number) for label, number in numbers_of(key)]
    tolerances = dict.fromkeys(_tolerance(number) for _, number in numbers)
    about = f" (tolerance: {', '.join(tolerances)})" if tolerances else ""
    say(f"\n    answer: {shown}{about}")
    for label, number in numbers:
        for other in number.accept:
            note = "" if other.note is None else f": {plain(other.note)}"
            value = with_unit(step_text(other.value, None), other.unit or number.unit)
            say(f"{label}{value} is right too{note}", "    ", "        ")
        for mistake in number.mistakes:
            value = with_unit(step_text(mistake.value, None), number.unit)
            say(f"{label}{value} is a mistake: {plain(mistake.hint)}", "    ", "        ")
    for wrong in key.mistakes if isinstance(key, FormulaKey) else ():
        say(f"a known mistake: {plain(wrong.hint)}", "    ", "        ")


def _tolerance(key: NumberKey) -> str:
    """The tolerance as an author writes it, an absolute one with its unit."""
    return with_unit(str(key.tolerance), key.unit if key.tolerance.kind == "absolute" else None)


def _print_rejected(deck: Deck, exercise: Exercise, as_json: bool) -> None:
    rejections = prove(deck, exercise).rejections
    if as_json:
        here = {"deck": deck.name, "exercise": exercise.slug, "number": exercise.number}
        for rejection in rejections:
            print_json({"kind": "rejection", **here, **rejection.to_json()})
        return
    name = f"{exercise.number} {exercise.slug}"
    for rejection in rejections:
        near = "" if rejection.distance is None else f", {rejection.distance:.2f} tolerances from the answer"
        cause = f"{rejection.kind} `{rejection.text}` (line {rejection.line})"
        say(f"{name}: {rejection.share:.1%} of the draws are rejected by {cause}", hang="    ")
        say(f"worst: {rejection.worst}{near}", "    ", "        ")
        say(f"mend: {rejection.advice}", "    ", "        ")
    if not rejections:
        say(f"{name}: no draw is rejected")
