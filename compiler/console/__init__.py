"""What commands of every room share: arguments, where decks and data lie, and speech for people and scripts."""

from compiler.console.arguments import (
    A_DECK,
    AN_EXERCISE,
    add_decks,
    add_draws,
    add_json,
    chosen_folders,
    exercises_named,
    file_path,
    whole_number,
)
from compiler.console.errors import Failure, UsageError
from compiler.console.nearest import nearest
from compiler.console.places import HOUSE, data_folder, deck_folder, deck_folders, in_checkout
from compiler.console.terminal import (
    colours,
    counted,
    heading,
    plain,
    plain_number,
    print_diagnostics,
    print_json,
    progress,
    say,
)

__all__ = [
    "AN_EXERCISE",
    "A_DECK",
    "HOUSE",
    "Failure",
    "UsageError",
    "add_decks",
    "add_draws",
    "add_json",
    "chosen_folders",
    "colours",
    "counted",
    "data_folder",
    "deck_folder",
    "deck_folders",
    "exercises_named",
    "file_path",
    "heading",
    "in_checkout",
    "nearest",
    "plain",
    "plain_number",
    "print_diagnostics",
    "print_json",
    "progress",
    "say",
    "whole_number",
]
