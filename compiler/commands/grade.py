"""`drillbook grade`: the verdict on a reply to a variant of an exercise."""

from __future__ import annotations

import argparse

from compiler.checker import AnswerKey, NumberKey, grade
from compiler.commands.replies import add_replies, answer_batch, parse_replies
from compiler.console import (
    A_DECK,
    AN_EXERCISE,
    Failure,
    UsageError,
    add_json,
    deck_folder,
    exercises_named,
    heading,
    plain,
    print_diagnostics,
    print_json,
    say,
    whole_number,
)
from compiler.deck import MAX_SEED, NoVariant, filled, load


def run(arguments: list[str]) -> int:
    """0 right, or a batch that was read; 1 where the reply is not right, or the deck has errors."""
    options = _options(arguments)
    loaded = load(deck_folder(options.deck))
    print_diagnostics(loaded.diagnostics, options.json or options.batch is not None)
    if loaded.deck is None:
        return 1
    exercise, *_ = exercises_named(loaded.deck, options.exercise, bool(loaded.diagnostics))
    try:
        variant = filled(loaded.deck, exercise, options.seed).variant
    except NoVariant as error:
        raise Failure(f"{error}; `drillbook check` tells why") from None
    key = variant.key
    if options.magnitude:
        if not isinstance(key, NumberKey):
            raise UsageError(f"{exercise.slug} does not ask for one number, which could be asked by its magnitude")
        key = key.magnitude()
    named = {"deck": variant.deck, "exercise": variant.exercise, "number": variant.number, "seed": variant.seed}

    def facts(reply: str) -> dict[str, object]:
        return {"kind": "verdict", **named, "reply": reply, **_verdict(key, reply)}

    if options.batch is not None:
        return answer_batch(options.batch, facts)
    if options.json:
        print_json(said := facts(options.reply))
        return 0 if said["right"] else 1
    return _show(key, options.reply)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="drillbook grade",
        description="Grade a reply to the variant that a seed draws; `drillbook draw` shows it.",
    )
    parser.add_argument("deck", metavar="DECK", help=A_DECK)
    parser.add_argument("exercise", metavar="EXERCISE", help=AN_EXERCISE)
    parser.add_argument(
        "--seed",
        type=whole_number(0, MAX_SEED),
        default=0,
        metavar="S",
        help="the seed of the variant (default: 0)",
    )
    parser.add_argument(
        "--magnitude", action="store_true", help="ask for the order of magnitude only: half to double is right"
    )
    add_replies(parser)
    add_json(parser)
    return parse_replies(parser, arguments)


def _verdict(key: AnswerKey, reply: str) -> dict[str, object]:
    verdict = grade(key, reply)
    return {
        "verdict": verdict.kind.value,
        "right": verdict.right,
        "read": verdict.read,
        "feedback": verdict.text,
        "message": verdict.message,
        "hints": list(verdict.hints),
        "parts": list(verdict.parts),
    }


def _show(key: AnswerKey, reply: str) -> int:
    verdict = grade(key, reply)
    if verdict.read is not None:
        say(f"read as {verdict.read}")
    heading(verdict.feedback)
    for further in (verdict.note, *verdict.hints):
        if further:
            say(plain(further))
    return 0 if verdict.right else 1
