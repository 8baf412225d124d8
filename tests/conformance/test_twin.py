"""The twin that ships: right, made of the sources that are there, small, and plain enough for old browsers."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from compiler.checker.twin import heading, shipped, source
from tests.conformance.in_browser import SHIPPED, ask_twin, load_twin
from tests.conformance.table import ROWS, off_the_table, stored_key

both_twins = pytest.mark.parametrize("script", [source, shipped])

_PASSED_OVER = re.compile(
    r"""
      //[^\n]*
    | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
    | (?P<template>`(?:\\.|[^`\\])*`)
    | (?:(?<=[=(,:!&|?;{}\[>])|(?<=return))\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*
    """,
    re.VERBOSE,
)
_FILLED_IN = re.compile(r"\$\{([^}]*)\}")

NEWER = {
    "optional chaining": r"\?\.(?![0-9])",
    "?? or ??=": r"\?\?",
    "** or **=": r"\*\*",
    "BigInt literals, separated digits": r"\b[0-9][0-9_]*n\b|[0-9]_[0-9]",
    "a catch without its error": r"\bcatch\s*\{",
    "classes and their fields": r"\bclass\b|#[a-z]",
    "logical assignment": r"(?:&&|\|\|)=",
    "functions of later libraries": r"\.(?:at|flat(?:Map)?|matchAll|replaceAll|trim(?:Start|End)|hasOwn|fromEntries)\(",
    "other globals": r"\b(?:globalThis|structuredClone|await|async)\b",
}
"""What ES2018, which the web views of old telephones read, does not have."""


def code(script: str) -> str:
    """JavaScript without comments, texts and patterns; of templates what is filled in."""

    def passed_over(found: re.Match[str]) -> str:
        return f"(''+{'+'.join(_FILLED_IN.findall(found[0]))})" if found["template"] else "''"

    return _PASSED_OVER.sub(passed_over, script)


def newer(script: str) -> list[str]:
    """What there is in a script that ES2018 does not have."""
    plain = code(script)
    found = [name for name, pattern in NEWER.items() if re.search(pattern, plain)]
    open_brackets: list[str] = []
    for piece in re.findall(r"\.\.\.|[(\[{}\])]", plain):
        if piece == "..." and open_brackets[-1:] == ["{"]:
            found.append("object spread")
        elif piece in "([{":
            open_brackets.append(piece)
        elif piece in ")]}":
            open_brackets.pop()
    return found + ["lookbehind or a named group"] * ("(?<" in script)


def test_the_twin_says_of_every_reply_what_the_table_says(page: Page) -> None:
    load_twin(page)
    answers = ask_twin(page, [(stored_key(row), [row["reply"]]) for row in ROWS])
    assert off_the_table(answer for (answer,) in answers) == []


def test_what_ships_is_made_of_the_sources_that_are_there() -> None:
    first = SHIPPED.read_text("utf-8").partition("\n")[0]
    assert first == heading(), "the JavaScript checker was changed: run `make twin`"


def test_what_ships_is_small() -> None:
    assert SHIPPED.stat().st_size <= 30_000


@both_twins
def test_the_twin_runs_no_text_asks_nothing_of_a_network_and_fits_into_a_page_and_a_card(
    script: Callable[[], str],
) -> None:
    found = r"\b(?:eval|Function|import|require|fetch|XMLHttpRequest|WebSocket|document|window)\b|\{\{|</|<!--"
    assert re.findall(found, script()) == []


@both_twins
def test_the_twin_is_written_as_in_2018(script: Callable[[], str]) -> None:
    assert newer(script()) == []


@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("a?.b", "optional chaining"),
        ("a ?? b", "?? or ??="),
        ("x = `a${2 ** 3}`", "** or **="),
        ('f("`", 10n)', "BigInt literals, separated digits"),
        ("f({ a, ...b })", "object spread"),
        ("try { f(/'/) } catch { }", "a catch without its error"),
        ("f(/(?<year>[0-9])/)", "lookbehind or a named group"),
    ],
)
def test_what_is_newer_is_found(script: str, what: str) -> None:
    assert newer(script) == [what]


def test_what_looks_newer_is_not_taken_for_it() -> None:
    assert newer("{ x?.5:[a, ...a, f(a, ...b)] } // a?.b\n" + r"""y = "a ?? b" + `2 ** ${3}n`; z = /\/"10n/""") == []
