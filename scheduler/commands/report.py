"""`drillbook report`: what is hard in a deck, and which wrong replies nothing explains, ready to paste as mistakes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from compiler.console import A_DECK, add_json, counted, heading, print_json, say
from compiler.formula import step_text
from scheduler.commands.place import looked_at, shelf
from scheduler.practice import ExerciseReport, PartReport, report
from scheduler.rules import Cluster, Wrong

_EXAMPLES = 3


def run(arguments: list[str]) -> int:
    """0 fine, 1 where the store or the deck cannot be read. Nothing is written, and no learner is named."""
    parser = argparse.ArgumentParser(
        prog="drillbook report",
        description="Tell, of every exercise that was asked, how often it was right at the first try, and which wrong "
        "replies no known mistake explains, by the factor between them and the answer.",
    )
    parser.add_argument("deck", metavar="DECK", help=A_DECK)
    add_json(parser)
    options = parser.parse_args(arguments)
    deck = shelf([options.deck], options.json).decks[0]
    found = looked_at(lambda db: report(db, deck)) or []
    for each in found:
        print_json(_facts(each)) if options.json else _show(each)
    if not found and not options.json:
        say(f"Nothing of {deck.name} has been practised here yet.")
    return 0


def _facts(found: ExerciseReport) -> dict[str, object]:
    exercise = found.exercise
    return {
        "kind": "report",
        "exercise": exercise.slug,
        "number": exercise.number,
        "asked": found.asked,
        "first_try": found.first_try,
        "rate": found.rate,
        "unexplained": sum(len(_all(part)) for part in found.parts),
        "clusters": [
            {
                "label": part.label,
                "slip": cluster.slip.sign,
                "is": _formula(part, cluster),
                "replies": len(cluster.wrong),
                "examples": [{"reply": each.value, "answer": each.right} for each in cluster.wrong[:_EXAMPLES]],
            }
            for part in found.parts
            for cluster in part.clusters
        ],
    }


def _show(found: ExerciseReport) -> None:
    exercise, rate = found.exercise, found.rate or 0.0
    heading(f"{exercise.number} {exercise.title}: {rate:.0%} right at the first try, of {found.asked}")
    for part in found.parts:
        of_part = f" for {part.label}" if part.label else ""
        say(f"{counted(len(_all(part)), 'wrong number')}{of_part} that nothing explains:", "    ", "        ")
        for cluster in part.clusters:
            say(f"{cluster.slip.sign}: {len(cluster.wrong)} ({_examples(cluster.wrong)})", "        ", "            ")
        if part.left:
            say(f"others: {len(part.left)} ({_examples(part.left)})", "        ", "            ")
        if part.clusters:
            print("\n        mistakes:")
            for cluster in part.clusters:
                print(f"          - is: {_formula(part, cluster)}")
                print(f"            hint: # {cluster.slip.sign}: what would you tell whoever does this?")
            print()


def _examples(wrong: Sequence[Wrong]) -> str:
    shown = [f"{step_text(each.value, None)} for {step_text(each.right, None)}" for each in wrong[:_EXAMPLES]]
    return ", ".join(shown) + (", …" if len(wrong) > _EXAMPLES else "")


def _formula(part: PartReport, cluster: Cluster) -> str:
    """The slip in the exercise's own names, as its author would write it."""
    answer = part.formula if part.formula.isidentifier() else f"({part.formula})"
    return cluster.slip.formula.format(answer=answer)


def _all(part: PartReport) -> list[object]:
    return [*part.left, *(each for cluster in part.clusters for each in cluster.wrong)]
