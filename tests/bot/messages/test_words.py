"""Every text that the code says is in the tables with just the slots that it fills, and every text is said somewhere.

Told from the code's syntax trees: the keys that are given to `say`, `count`, `described` and `buttons`, and with which
slots. All tables have the same keys, slots and forms, and texts that Discord takes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TypeGuard

import pytest

from bot.messages.words import ENGLISH, LANGUAGES, count, in_words, say, sentence, speaking, table
from bot.permissions import NEEDS, PING
from compiler.deck import TYPES
from scheduler.anki import Why
from scheduler.daily import ScheduleError
from scheduler.rules import Period, Refusal
from scheduler.store import ChoiceOfDrill, Kind, Mode

BOT = Path(__file__).parents[3] / "bot"
SCHEDULER = BOT.with_name("scheduler")
TABLE = "messages/words.py"
SAYING = ("say", "count", "described")
KEY = re.compile("[a-z_-]*[a-z]")
OTHERS = sorted(set(LANGUAGES) - {ENGLISH})
COMPOSED = {
    "board.": {each.value for each in Period},
    "commands.type-": set(TYPES),
    "importing.": {each.value for each in Why},
    "decided-": {"accepted", "declined"},
    "looked-at-": {"accepted", "declined"},
    "permissions.": {each.flag for each in (*NEEDS, PING)},
    "question.": {each.value for each in Kind if each is not Kind.DRILL},
    "setup.": {each.value for each in (*ChoiceOfDrill, *Mode)},
}
"""Keys that are put together, by how they begin, and what may follow."""
PASSED_ON = {
    "buttons": set[str](),
    "tell_organiser": {"guild", "number"},
    "_change": {"number", "until"},
    "_choose": {"days", "who"},
    "_decide": {"member"},
    "_told": {"number", "until"},
}
"""Functions that say the key which they are given, and the slots that they fill."""
SAME = {"de": {"picture.freezes", "quiet.rest", "reply.timed"}}
"""Texts that read alike in a language and in English."""
MOST_LABEL, MOST_OF_FORM, MOST_DESCRIPTION = 80, 45, 100
"""How many characters Discord takes of a button's label; of a form's title or label; of a description, or a choice."""


@dataclass(frozen=True)
class Saying:
    """A place in the code that says something: the keys that may be meant, and the slots that it fills."""

    where: str
    keys: frozenset[str]
    slots: frozenset[str]
    counts: bool


@cache
def modules() -> dict[str, ast.Module]:
    """The modules of the bot that say something from the table."""
    read = {str(path.relative_to(BOT)): ast.parse(path.read_text("utf-8")) for path in sorted(BOT.rglob("*.py"))}
    return {name: tree for name, tree in read.items() if name == TABLE or imports_words(tree)}


def imports_words(tree: ast.Module) -> bool:
    """Whether what a module calls `say` or `described` is what says something from the table."""
    imported = (each.module for each in ast.walk(tree) if isinstance(each, ast.ImportFrom))
    return any(each in ("bot.messages.words", "bot.messages.translating") for each in imported)


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
            return {head + each for each in COMPOSED.get(head, ())}
        case ast.Name(id=name):
            return {text for value in assigned(name, scope) for text in constants(value, scope)}
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(at))):
            values = [side for value in assigned(name, scope) for side in sides(value)]
            tuples = [value.elts for value in values if isinstance(value, ast.Tuple)]
            return {text for elements in tuples for text in constants(elements[at], scope)}
        case _:
            return set()


def sides(node: ast.expr) -> list[ast.expr]:
    """Either side of a choice; where it is none, itself."""
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


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


def called(call: ast.Call) -> str:
    """The name of a function or method that is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def parts(node: ast.expr) -> list[ast.expr]:
    """What a tuple holds."""
    return node.elts if isinstance(node, ast.Tuple) else []


def is_text(node: ast.AST | None) -> TypeGuard[ast.Constant]:
    """Whether an expression is a text that stands there."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@cache
def sayings() -> tuple[Saying, ...]:
    """All places that say something with a key that stands there."""
    return tuple(_sayings())


def _sayings() -> Iterator[Saying]:
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
                    assert isinstance(call.args[0], ast.Name) or name == TABLE, f"{where}: not in COMPOSED"


@cache
def refused() -> list[tuple[str, ast.Call]]:
    """All refusals that the scheduler raises: where, and the call that makes them."""
    names = {each.__name__ for each in kinds(Refusal)}
    return [
        (f"{path.name}:{node.lineno}", node.exc)
        for path in sorted(SCHEDULER.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and ast.unparse(node.exc.func) in names
    ]


def kinds(base: type[Refusal]) -> set[type[Refusal]]:
    """The refusals that are a kind of one, and itself."""
    return {base} | {each for kind in base.__subclasses__() for each in kinds(kind)}


def refusals() -> dict[str, set[str]]:
    """The keys of all refusals, and the slots that the scheduler fills."""
    found: dict[str, set[str]] = {}
    for _, call in refused():
        for code in constants(call.args[1], call) if len(call.args) > 1 else ():
            found[f"errors.{code}"] = found.get(f"errors.{code}", set()) | filled(call, call)
    return found


@cache
def mentioned() -> dict[str, str]:
    """Every text in the code that looks like a key of the table, and where."""
    sections = {key.partition(".")[0] for key in table()}
    found = dict.fromkeys(refusals(), "scheduler")
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


def forms(key: str, language: str = ENGLISH) -> list[str]:
    """The texts of a key: one, or the two of a key that counts."""
    texts = table(language)
    return [texts[each] for each in (key, f"{key}.one", f"{key}.other") if each in texts]


@cache
def labels() -> frozenset[str]:
    """The keys of all buttons: action, number, key, and a style."""
    return frozenset(
        key
        for tree in modules().values()
        for scope in functions(tree)
        for node in ast.walk(scope)
        if isinstance(node, ast.Tuple) and len(node.elts) == 4 and "Style." in ast.unparse(node.elts[3])
        for key in constants(node.elts[2], scope)
    )


@cache
def of_forms() -> dict[str, int]:
    """The keys that are said in forms, and how many characters each may have there."""
    found: dict[str, int] = {}
    for tree in modules().values():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("discord.ui.Modal", "discord.ui.Label"):
                for each in call.keywords:
                    most = MOST_DESCRIPTION if each.arg == "description" else MOST_OF_FORM
                    found |= dict.fromkeys(said_in(each.value), most) if each.arg != "component" else {}
    return found


def said_in(node: ast.expr) -> set[str]:
    """The keys that an expression says."""
    calls = (each for each in ast.walk(node) if isinstance(each, ast.Call) and ast.unparse(each.func) in SAYING)
    return {key for call in calls for key in constants(call.args[0], call)}


@cache
def described_keys() -> frozenset[str]:
    """The keys of what Discord shows of commands, of their options and choices."""
    calls = (
        (call, scope)
        for tree in modules().values()
        for scope in functions(tree)
        for call in ast.walk(scope)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "described"
    )
    return frozenset(key for call, scope in calls for key in constants(call.args[0], scope))


def bare(text: str) -> str:
    """A text without its slots."""
    return "".join(literal for literal, _, _, _ in Formatter().parse(text))


@pytest.mark.parametrize("language", OTHERS)
def test_all_languages_have_the_same_texts(language: str) -> None:
    assert table(language).keys() == table().keys()


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_slots_of_its_text(language: str) -> None:
    for key, text in table(language).items():
        is_alone = key.endswith(".one")  # "one day" needs no number
        wanted, found = slots_of(table()[key]), slots_of(text)
        assert found == wanted or (is_alone and found | {"n"} == wanted | {"n"}), key


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_one(language: str) -> None:
    same = {key for key, text in table(language).items() if text == table()[key] and re.search("[a-z]", bare(text))}
    assert {key.removesuffix(".one").removesuffix(".other") for key in same} == SAME[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_discord_takes_the_labels_and_descriptions_of_every_language(language: str) -> None:
    most = dict.fromkeys(labels(), MOST_LABEL) | of_forms() | dict.fromkeys(described_keys(), MOST_DESCRIPTION)
    assert {"drill.own", "zone.title", "setup.weakest", "commands.streak", "question.give_up"} <= set(most)
    long = {key: len(bare(text)) for key in most for text in forms(key, language) if len(bare(text)) > most[key]}
    assert long == {}


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


def test_a_refusal_can_be_said_in_any_language() -> None:
    plain = {where for where, call in refused() if len(call.args) < 2}
    assert plain == set(), "a refusal has a code, and a text of the section errors"
    assert refusals() == {key: slots_of(text) for key, text in table().items() if key.startswith("errors.")}


def test_a_refusal_reads_in_english_as_on_a_terminal_and_in_german_else() -> None:
    refusal = ScheduleError("an exercise may rest 0 to 365 days, not 400", "bad-gap", most=365, gap=400)
    assert sentence(refusal) == "An exercise may rest 0 to 365 days, not 400."
    with speaking("de"):
        assert sentence(refusal) == "Eine Aufgabe kann 0 bis 365 Tage ruhen, nicht 400."
        assert sentence(ScheduleError("schon gesagt")) == "Schon gesagt."


def test_a_text_that_is_passed_on_needs_no_slot_that_is_not_filled() -> None:
    passing = set()
    for tree in modules().values():
        for scope in functions(tree):
            for call in ast.walk(scope):
                if isinstance(call, ast.Call) and (name := called(call)) in PASSED_ON:
                    given = [each for argument in call.args for each in (argument, *parts(argument))]
                    for key in {key for each in given for key in constants(each, scope) if forms(key)}:
                        assert slots_of(forms(key)[0]) <= filled(call, scope) | PASSED_ON[name], key
                        passing.add(name)
    assert passing == set(PASSED_ON)


def test_every_text_of_the_table_is_said() -> None:
    said = set(mentioned())
    unused = {key for key in table() if key not in said and key.rpartition(".")[0] not in said}
    assert unused == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_ends_in_a_space(language: str) -> None:
    for key, text in table(language).items():
        assert text.strip(), key
        assert text == text.strip() or text.startswith(" · "), key


@pytest.mark.parametrize(("language", "day"), [("en", "Wed 3 June"), ("de", "Mi 3. Juni")])
def test_days_have_their_names(language: str, day: str) -> None:
    with speaking(language):
        assert len(say("days.weekdays").split()) == 7
        assert len(say("days.months").split()) == 12
        assert in_words(date(2026, 6, 3)) == day


def test_one_and_many_are_told_apart() -> None:
    assert count("streak.days", 1) == "1 day in a row"
    assert count("streak.days", 0) == "0 days in a row"


def test_a_key_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("streak.nothing")
