"""Grading an answer of several parts: a verdict and its number, labelled values, a line and its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from compiler.checker.characters import LETTERS, plain
from compiler.checker.facts import facts
from compiler.checker.grade_number import grade_number, in_asked_unit, is_right
from compiler.checker.key import NumberKey
from compiler.checker.keys import DebugKey, DecideKey, VectorKey
from compiler.checker.messages import NotRead, Said, both, either, said
from compiler.checker.reading import Reading, read_text
from compiler.checker.splitting import labelled, split
from compiler.checker.units import find_unit, known_unit
from compiler.checker.verdict import Shown, Verdict, VerdictKind, verdict
from compiler.formula import number_text

_LINE = re.compile(r"(?:line ?)?([0-9]{1,2})(?: ?[:;=)] ?|[.,] | - |\Z)|line ?([0-9]{1,2})(?: |\Z)", re.IGNORECASE)
_GOES_ON = re.compile(rf"[{LETTERS}0-9_]|[.,][0-9]")
_DASH = re.compile("^- +")
_SEPARATORS = " ,;:"


@dataclass(frozen=True, slots=True)
class _Word:
    """A part of a reply that is a word."""

    text: str


def grade_reading(key: NumberKey, reading: Reading) -> Verdict:
    """The verdict on a number that was read."""
    return grade_number(key, reading.value, reading.unit, reading.numeral)


def grade_decide(key: DecideKey, reply: str) -> Verdict:
    """The verdict on a verdict and its number; both are needed, and nothing is said of a verdict whose number is wrong.

    Raises NotRead where one of them is missing or cannot be read.
    """
    option, rest = _option(key, plain(reply).removesuffix("."))
    reading = read_text(rest)
    number = grade_reading(key.number, reading)
    readings = (("", _Word(key.options[option][0])), ("", reading))
    if not number.right:
        return replace(number, readings=readings)
    if option != key.right:
        return Verdict(VerdictKind.PARTIAL, Said("decide-verdict"), parts=(False, True), readings=readings)
    return replace(number, parts=(True, True), readings=readings)


def _option(key: DecideKey, text: str) -> tuple[int, str]:
    """The option that a reply begins or ends with, the longest that fits, and the rest of the reply."""
    lowered = text.lower()
    words = ((plain(word), index) for index, option in enumerate(key.options) for word in option)
    for word, index in sorted(words, key=lambda each: -len(each[0])):
        before = text[: -len(word)].rstrip(" ")
        if lowered.startswith(word.lower()) and not _GOES_ON.match(lowered, len(word)):
            rest = text[len(word) :]
        elif lowered.endswith(word.lower()) and _stands_apart(word, before, text):
            rest = before
        else:
            continue
        rest = _joint().sub("", _DASH.sub("", rest.strip(_SEPARATORS))).strip(_SEPARATORS + "=~")
        if rest:
            return index, rest
    raise NotRead("decide-both", options=either([option[0] for option in key.options]))


def _stands_apart(word: str, before: str, text: str) -> bool:
    """Whether a word at the end is one of its own: not the end of another one, and not the unit of the number."""
    if find_unit(word) is not None:
        return before.endswith((",", ";", ":"))
    return not _GOES_ON.match(text[: -len(word)][-1:])


@cache
def _joint() -> re.Pattern[str]:
    """The word that joins a number to its verdict: fits by 12 KiB, no because 1026 KiB."""
    return re.compile(rf"^(?:{'|'.join(facts()['joints'])})(?= )", re.IGNORECASE)


def grade_vector(key: VectorKey, reply: str) -> Verdict:
    """The verdict on several values, in the order of their labels or each with its own; some may be right.

    Raises NotRead where there are too few or too many, or one cannot be read.
    """
    values = labelled(split(plain(reply).removesuffix(".")), key.labels)
    readings = _with_last_unit([read_text(value) for value in values])
    verdicts = [grade_reading(part.number, reading) for part, reading in zip(key.parts, readings, strict=True)]
    parts = tuple(each.right for each in verdicts)
    shown: tuple[tuple[str, Shown], ...] = tuple(zip(key.labels, readings, strict=True))
    found = (
        _all_right(verdicts) or _swapped(key, readings, parts) or _alike(verdicts) or _partly(key, readings, verdicts)
    )
    return replace(found, parts=parts, readings=shown)


def _all_right(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The verdict on values that are all right, with the notes of accepted alternatives."""
    if not all(each.right for each in verdicts):
        return None
    notes = "\n\n".join(dict.fromkeys(each.note for each in verdicts if each.note))
    return Verdict(VerdictKind.RIGHT, Said("right"), note=notes or None)


def _swapped(key: VectorKey, readings: Sequence[Reading], parts: tuple[bool, ...]) -> Verdict | None:
    """The verdict on values that are all there, but in each other's places."""
    places = [index for index, right in enumerate(parts) if not right]
    left = list(places)
    for place in places:
        value, unit = readings[place].value, readings[place].unit
        home = next((other for other in left if is_right(key.parts[other].number, value, unit)), None)
        if home is None:
            return None
        left.remove(home)
    return verdict(VerdictKind.PARTIAL, "vector-swapped", swapped=both([key.parts[place].label for place in places]))


def _alike(verdicts: Sequence[Verdict]) -> Verdict | None:
    """The one verdict on all values, where each has the same, and it says something."""
    first = verdicts[0]
    same = all((each.kind, each.said) == (first.kind, first.said) for each in verdicts)
    return first if same and first.message not in _SAYS_LITTLE else None


def _partly(key: VectorKey, readings: Sequence[Reading], verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on values of which some, or all, are wrong: which, and what is known of each."""
    judged = list(zip(key.labels, verdicts, strict=True))
    right = [label for label, each in judged if each.right]
    wrong = [(label, each) for label, each in judged if not each.right]
    more = [
        said("vector-part", label=label, said=each.said) for label, each in wrong if each.message not in _SAYS_LITTLE
    ]
    if len(wrong) > 1:  # with one value wrong, the check would tell it
        more += _broken_invariant(key, readings)
    hints = tuple(f"{label}: {hint}" for label, each in wrong for hint in each.hints)
    if not right:
        return Verdict(VerdictKind.WRONG, Said("vector-wrong"), tuple(more), hints)
    sentence = said("vector-partly", right=both(right), wrong=both([label for label, _ in wrong]))
    return Verdict(VerdictKind.PARTIAL, sentence, tuple(more), hints)


_SAYS_LITTLE = frozenset({"wrong", "mistake"})
"""Verdicts that need not be told of each value: its hint says more, or that it is wrong is said already."""


def _with_last_unit(readings: list[Reading]) -> list[Reading]:
    """`63, 90, 72 KiB`: a unit behind the last value alone is that of all.

    A percent sign is only where no other value is a fraction: `84.4, 11.4, 4.2 %`, but not `0.844, 0.114, 4.2 %`.
    """
    last = readings[-1].unit
    others = readings[:-1]
    if last is None or any(reading.unit for reading in others):
        return readings
    if known_unit(last).kind == "ratio" and any(abs(reading.value) < 1 for reading in others):
        return readings
    return [replace(reading, unit=last) for reading in readings]


def _broken_invariant(key: VectorKey, readings: Sequence[Reading]) -> list[Said]:
    """What to say of values that a check on all of them refutes."""
    if key.invariant is None:
        return []
    values = [
        in_asked_unit(part.number, reading.value, reading.unit)
        for part, reading in zip(key.parts, readings, strict=True)
    ]
    known = tuple(value for value in values if value is not None)
    if len(known) < len(values) or key.invariant.holds(known):
        return []
    if key.invariant.kind == "sums-to":
        return [said("sums-to", total=number_text(key.invariant.total))]
    return [Said(key.invariant.kind)]


def grade_debug(key: DebugKey, reply: str) -> Verdict:
    """The verdict on a line and the value that it leads to once it is mended; 0 alone says that no line is wrong.

    Raises NotRead where one of them is missing or cannot be read.
    """
    line, rest = _line(plain(reply).removesuffix("."))
    if line > key.lines:
        raise NotRead("debug-range")
    label = ("", said("read-line", line=str(line)) if line else said("read-no-line"))
    if not rest:
        if line:
            raise NotRead("debug-both")
        right = key.line == 0
        found = verdict(VerdictKind.RIGHT, "right") if right else verdict(VerdictKind.WRONG, "debug-wrong")
        return replace(found, parts=(right, right), readings=(label,))
    reading = read_text(rest)
    number = grade_reading(key.number, reading)
    parts = (line == key.line, number.right)
    kind, message = {
        (True, True): (VerdictKind.RIGHT, "right"),
        (True, False): (VerdictKind.PARTIAL, "debug-value"),
        (False, True): (VerdictKind.PARTIAL, "debug-line"),
        (False, False): (VerdictKind.WRONG, "debug-wrong"),
    }[parts]
    more = (number.said,) if parts == (True, False) and number.message not in _SAYS_LITTLE else ()
    readings = (label, ("", reading))
    return Verdict(kind, Said(message), more, number.hints, parts=parts, readings=readings)


def _line(text: str) -> tuple[int, str]:
    """The number of the line that a reply begins with, and the rest of the reply."""
    found = _LINE.match(text)
    if found is not None:
        return int(found[1] or found[2]), text[found.end() :].strip(" ")
    lowered = text.lower()
    for word in facts()["nothing"]:
        if lowered.startswith(word) and not _GOES_ON.match(lowered, len(word)):
            return 0, _DASH.sub("", text[len(word) :].strip(_SEPARATORS))
    raise NotRead("debug-both")
