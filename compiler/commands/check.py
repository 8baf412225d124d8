"""`drillbook check`: read and prove decks, and show all that is wrong with them."""

from __future__ import annotations

import argparse

from compiler.commands.proving import Proved, prove_deck
from compiler.console import add_decks, chosen_folders, counted, print_json, say
from compiler.deck import Proof, summary


def run(arguments: list[str]) -> int:
    """0 where no deck has an error, 1 where one has."""
    parser = argparse.ArgumentParser(
        prog="drillbook check",
        description="Read decks, prove every exercise in every draw (or in a seeded sample), show all that is wrong.",
    )
    add_decks(parser)
    options = parser.parse_args(arguments)
    failed = False
    for folder in chosen_folders(options.decks):
        proved = prove_deck(folder, options.draws, options.json)
        if options.json:
            _print_facts(proved)
        else:
            _print_proofs(proved)
        failed |= bool(proved.diagnostics)
    return 1 if failed else 0


def _print_proofs(proved: Proved) -> None:
    width = max((len(proof.slug) for proof in proved.proofs), default=0)
    for proof in proved.proofs:
        say(f"{proof.number:>5} {proof.slug:<{width}}  {_sentence(proof)}", hang=" " * (width + 8))
        for reason in proof.waivers:
            say(f"waived: {reason}", "      ", "        ")
    say(f"{proved.name}: {counted(len(proved.proofs), 'exercise')}, {summary(proved.diagnostics)}")


def _sentence(proof: Proof) -> str:
    if proof.diagnostics:
        return summary(proof.diagnostics)
    looked = f"all {proof.draws} draws proved" if proof.exhaustive else f"{proof.draws} draws checked"
    near = "" if proof.nearest is None else f", nearest mistake {proof.nearest:.1f} tolerances away"
    return f"{looked}, {proof.kept:.0%} kept, {proof.answers} answers{near}"


def _print_facts(proved: Proved) -> None:
    for proof in proved.proofs:
        print_json({"kind": "exercise", "deck": proved.name, **_facts(proof)})
    totals = {"exercises": len(proved.proofs), "errors": len(proved.diagnostics)}
    print_json({"kind": "deck", "deck": proved.name, **totals})


def _facts(proof: Proof) -> dict[str, object]:
    return {
        "exercise": proof.slug,
        "number": proof.number,
        "draws": proof.draws,
        "exhaustive": proof.exhaustive,
        "kept": proof.kept,
        "prompts": proof.variants,
        "answers": proof.answers,
        "nearest_mistake": proof.nearest,
        "rejections": [rejection.to_json() for rejection in proof.rejections],
        "waivers": list(proof.waivers),
        "errors": len(proof.diagnostics),
    }
