"""Every text that the code says is in the table with just the slots that it fills, and every text is said somewhere.

Told from the code's syntax trees: the keys that are given to `say`, `count` and `buttons`, and with which slots.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import TypeGuard

import pytest

from bot.words import count, in_words, say, table
from scheduler.store import ChoiceOfDrill, Kind, Mode

BOT = Path(__file__).parents[2] / "bot"
SAYING = ("say", "count")
KEY = re.compile("[a-z_-]+")
COMPOSED = {
    "question.": {each.value for each in Kind if each is not Kind.DRILL},
    "setup.": {each.value for each in (*ChoiceOfDrill, *Mode)},
}
"""Keys that are put together, by how they begin, and what may follow."""
PASSED_ON = {"_told", "_change", "_tell", "buttons"}
"""Functions that say the key which they are given."""


@dataclass(frozen=True)
class Saying:
    """A place in the code that says something: the keys that may be meant, and the slots that it fills."""

    where: str
    keys: frozenset[str]
    slots: frozenset[str]
    counts: bool


def modules() -> dict[str, ast.Module]:
    """The modules of the bot that say something from the table."""
    read = {path.name: ast.parse(path.read_text("utf-8")) for path in sorted(BOT.glob("*.py"))}
    return {name: tree for name, tree in read.items() if name == "words.py" or imports_words(tree)}


def imports_words(tree: ast.Module) -> bool:
    """Whether what a module calls `say` is what says something from the table."""
    return any(isinstance(each, ast.ImportFrom) and each.module == "bot.words" for each in ast.walk(tree))


def functions(tree: ast.Module) -> Iterator[ast.AST]:
    """Each outermost function with all that is in it, and what stands outside of functions."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from node.body
        else:
            yield node


def constants(node: ast.AST, scope: ast.AST) -> set[str]:
    """The texts that an expression may be: itself, either side of a choice, or what a name was set to."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return constants(body, scope) | constants(orelse, scope)
        case ast.JoinedStr(values=[ast.Constant(value=str(head)), ast.FormattedValue()]):
            return {head + each for each in COMPOSED[head]}
        case ast.Name(id=name):
            return {text for value in assigned(name, scope) for text in constants(value, scope)}
        case _:
            return set()


def assigned(name: str, scope: ast.AST) -> list[ast.expr]:
    """What a name is set to in a function."""
    found = []
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=to)], value=value) if to == name:
                found.append(value)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                found += [v for n, v in zip(names, values, strict=True) if isinstance(n, ast.Name) and n.id == name]
    return found


def filled(call: ast.Call, scope: ast.AST) -> set[str]:
    """The slots that a call fills."""
    slots = {each.arg for each in call.keywords if each.arg is not None}
    for each in call.keywords:
        if each.arg is None:
            dicts = assigned(each.value.id, scope) if isinstance(each.value, ast.Name) else [each.value]
            slots |= {str(k.value) for found in dicts if isinstance(found, ast.Dict) for k in found.keys if is_text(k)}
    return slots


def is_text(node: ast.AST | None) -> TypeGuard[ast.Constant]:
    """Whether an expression is a text that stands there."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def sayings() -> Iterator[Saying]:
    """All places that say something with a key that stands there."""
    for name, tree in modules().items():
        for scope in functions(tree):
            for call in ast.walk(scope):
                if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAYING):
                    continue
                keys, where = constants(call.args[0], scope), f"{name}:{call.lineno}"
                if keys:
                    slots = frozenset(filled(call, scope))
                    yield Saying(where, frozenset(keys), slots, call.func.id == "count")
                else:
                    assert isinstance(call.args[0], ast.Name) or name == "words.py", f"{where} says what cannot be told"


def mentioned() -> dict[str, str]:
    """Every text in the code that looks like a key of the table, and where."""
    sections = {key.partition(".")[0] for key in table()}
    found: dict[str, str] = {}
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                for key in constants(node, tree) if is_composed(node) else ():
                    found[key] = f"{name}:{node.lineno}"
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                section, _, rest = node.value.partition(".")
                if section in sections and KEY.fullmatch(rest):
                    found[node.value] = f"{name}:{node.lineno}"
    return found


def is_composed(node: ast.JoinedStr) -> bool:
    """Whether a text is a key that is put together."""
    head = node.values[0]
    return isinstance(head, ast.Constant) and head.value in COMPOSED


def slots_of(text: str) -> set[str]:
    """The slots of a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def forms(key: str) -> list[str]:
    """The texts of a key: one, or the two of a key that counts."""
    return [table()[each] for each in (key, f"{key}.one", f"{key}.other") if each in table()]


def test_what_is_said_is_in_the_table() -> None:
    missing = {key: where for key, where in mentioned().items() if not forms(key)}
    assert missing == {}


def test_what_counts_has_both_forms_and_nothing_else_has() -> None:
    for key in table():
        stem, _, form = key.rpartition(".")
        if form in ("one", "other"):
            assert len(forms(stem)) == 2, stem
    for each in sayings():
        for key in each.keys:
            assert len(forms(key)) == (2 if each.counts else 1), (each.where, key)


def test_texts_have_just_the_slots_that_are_filled() -> None:
    for each in sayings():
        slots = {key: {slot for text in forms(key) for slot in slots_of(text)} for key in each.keys}
        filled_in = each.slots | ({"n"} if each.counts else set())
        assert all(found <= filled_in for found in slots.values()), (each.where, slots)
        assert not each.keys or set().union(*slots.values()) >= each.slots, (each.where, each.slots)


def test_a_text_that_is_passed_on_needs_no_slot_that_is_not_filled() -> None:
    for tree in modules().values():
        for scope in functions(tree):
            for call in ast.walk(scope):
                name = call.func if isinstance(call, ast.Call) else None
                if isinstance(call, ast.Call) and isinstance(name, ast.Attribute) and name.attr in PASSED_ON:
                    for key in {key for given in call.args for key in constants(given, scope) if forms(key)}:
                        slots = filled(call, scope) | {"number", "guild", "until"}
                        assert slots_of(forms(key)[0]) <= slots, key


def test_every_text_of_the_table_is_said() -> None:
    said = set(mentioned())
    unused = {key for key in table() if key not in said and key.rpartition(".")[0] not in said}
    assert unused == set()


def test_no_text_is_empty_or_ends_in_a_space() -> None:
    for key, text in table().items():
        assert text.strip(), key
        assert text == text.strip() or key == "setup.role", key


def test_days_have_their_names() -> None:
    assert len(say("days.weekdays").split()) == 7
    assert len(say("days.months").split()) == 12
    assert in_words(date(2026, 6, 3)) == "Wed 3 June"


def test_one_and_many_are_told_apart() -> None:
    assert count("streak.days", 1) == "1 day in a row"
    assert count("streak.days", 0) == "0 days in a row"


def test_a_key_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("streak.nothing")
