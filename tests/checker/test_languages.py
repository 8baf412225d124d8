"""What the checker says in other languages than English: the same sentences, with the same slots."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import compiler.checker.messages
from compiler.checker import DebugKey, NotRead, grade, read
from compiler.checker.messages import ENGLISH, sentences
from tests.checker.strategies import bare_key
from tests.conformance.table import KEYS, ROWS, key_of

LANGUAGES = [
    path.name.split(".")[1] for path in sorted(Path(compiler.checker.messages.__file__).parent.glob("messages.*.json"))
]
PAIRS = [(language, name) for language in LANGUAGES for name in sentences()]
ALIKE = {"vector-part"}
"""Sentences that have no words of their own."""


def slots(text: str) -> list[str]:
    """The slots of a sentence."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_german_is_there() -> None:
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_sentence_and_no_other(language: str) -> None:
    assert list(sentences(language)) == list(sentences(ENGLISH))


@pytest.mark.parametrize(("language", "name"), PAIRS)
def test_a_sentence_has_the_slots_and_the_end_of_the_english_one(language: str, name: str) -> None:
    english, other = sentences()[name], sentences(language)[name]
    assert slots(other) == slots(english)
    assert (other != english) == (name not in ALIKE)
    assert bool(re.search(r"[.?]$", other)) == bool(re.search(r"[.?]$", english))
    assert ("?" in other) == ("?" in english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_about_a_wrong_reply_has_no_number_but_those_of_prefixes(language: str) -> None:
    said = {name: text for name, text in sentences(language).items() if not name.startswith(("ask-", "debug-"))}
    assert {name for name, text in said.items() if re.search(r"\d", re.sub("1000|1024", "", text))} == set()


def test_a_language_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        sentences("tlh")


def test_words_within_a_sentence_are_said_in_its_language() -> None:
    with pytest.raises(NotRead) as caught:
        read("5 Kb")
    assert caught.value.said.in_language("de") == "Welche Einheit ist mit Kb gemeint: kB, KiB oder kbit?"
    assert caught.value.said.text == "Which unit is meant by Kb: kB, KiB or kbit?"


def test_a_reply_is_read_back_in_the_language() -> None:
    key = DebugKey(4, 3, bare_key(50.0, "MB"))
    verdict = grade(key, "line 3: 9 MB")
    assert (verdict.read, verdict.read_in("de")) == ("line 3; 9 MB", "Zeile 3; 9 MB")
    assert verdict.feedback_in("de") == "Die Zeile ist die richtige; der Wert stimmt noch nicht."
    assert grade(key, "0").read_in("de") == "keine Zeile"


def test_values_that_are_partly_right_are_named_in_the_language() -> None:
    verdict = grade(KEYS["softmax"], "0.844; 0.114; 9")
    assert verdict.feedback_in("de") == "Teilweise richtig: p1 und p2. Noch nicht: p3."


def test_nothing_of_what_is_said_to_a_reply_stays_english() -> None:
    verdicts = [grade(key, row["reply"]) for row in ROWS if (key := key_of(row)) is not None]
    assert len(verdicts) > 100
    for each in verdicts:
        assert each.feedback_in("en") == each.feedback
        assert not any(sentence in each.feedback_in("de") for sentence in each.feedback.split(". ")), each.feedback
