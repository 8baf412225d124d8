"""Grading an answer of several parts: a verdict and its number, labelled values, a line and its value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from compiler.checker.characters import LETTERS, plain
from compiler.checker.facts import facts
from compiler.checker.grade_number import grade_number
from compiler.checker.key import NumberKey
from compiler.checker.keys import DebugKey, DecideKey, VectorKey
from compiler.checker.messages import NotRead, Said, both, either
from compiler.checker.reading import Reading, read_text
from compiler.checker.splitting import labelled, split
from compiler.checker.units import convert
from compiler.checker.verdict import Shown, Verdict, VerdictKind, verdict
from compiler.formula import number_text

_LINE = re.compile(r"(?:line ?)?([0-9]{1,2})(?: ?[:;=)] ?|[.,] | - |$)|line ?([0-9]{1,2})(?: |$)", re.IGNORECASE)
_PART_OF_A_WORD = re.compile(rf"[{LETTERS}0-9_]")
_DASH = re.compile("- +")


def graded(key: NumberKey, reading: Reading) -> Verdict:
    """The verdict on a number that was read."""
    return grade_number(key, reading.value, reading.unit, reading.numeral)


@dataclass(frozen=True, slots=True)
class _Word:
    """A part of a reply that is a word."""

    text: str


def grade_decide(key: DecideKey, reply: str) -> Verdict:
    """The verdict on a verdict and its number; both are needed, and nothing is said of a verdict whose number is wrong.

    Raises NotRead where one of them is missing or cannot be read.
    """
    option, rest = _option(key, plain(reply).removesuffix("."))
    reading = read_text(rest)
    number = graded(key.number, reading)
    readings = (("", _Word(key.options[option][0])), ("", reading))
    if not number.right:
        return Verdict(number.kind, number.said, hints=number.hints, parts=(False, False), readings=readings)
    if option != key.right:
        return Verdict(VerdictKind.PARTIAL, Said("decide-verdict"), parts=(False, True), readings=readings)
    return Verdict(number.kind, number.said, note=number.note, parts=(True, True), readings=readings)


def _option(key: DecideKey, text: str) -> tuple[int, str]:
    """The option that a reply begins or ends with, the longest that fits, and the rest of the reply."""
    lowered = text.lower()
    words = ((plain(word).lower(), index) for index, option in enumerate(key.options) for word in option)
    for word, index in sorted(words, key=lambda each: -len(each[0])):
        if lowered.startswith(word) and not _PART_OF_A_WORD.match(lowered, len(word)):
            rest = text[len(word) :]
        elif lowered.endswith(word) and not _PART_OF_A_WORD.match(lowered[: -len(word)][-1:]):
            rest = text[: -len(word)]
        else:
            continue
        rest = _joint().sub("", _DASH.sub("", rest.strip(" ,;:"), count=1)).strip(" ,;:=~")
        if rest:
            return index, rest
    raise NotRead("decide-both", options=either([option[0] for option in key.options]))


def _joint() -> re.Pattern[str]:
    """The word that joins a number to its verdict: fits by 12 KiB, no because 1026 KiB."""
    return re.compile(rf"^(?:{'|'.join(facts()['joints'])})(?= )", re.IGNORECASE)


def grade_vector(key: VectorKey, reply: str) -> Verdict:
    """The verdict on several values, in the order of their labels or each with its own; some may be right.

    Raises NotRead where there are too few or too many, or one cannot be read.
    """
    values = labelled(split(plain(reply).removesuffix(".")), key.labels)
    readings = _with_last_unit([read_text(value) for value in values])
    verdicts = [graded(part.number, reading) for part, reading in zip(key.parts, readings, strict=True)]
    parts = tuple(each.right for each in verdicts)
    shown: tuple[tuple[str, Shown], ...] = tuple(zip(key.labels, readings, strict=True))
    if all(parts):
        notes = "\n\n".join(dict.fromkeys(each.note for each in verdicts if each.note))
        return Verdict(VerdictKind.RIGHT, Said("right"), note=notes or None, parts=parts, readings=shown)
    swapped = _swapped(key, readings, parts)
    if swapped:
        said = Said("vector-swapped", (("swapped", both(swapped)),))
        return Verdict(VerdictKind.PARTIAL, said, parts=parts, readings=shown)
    more = [
        Said("vector-part", (("label", label), ("said", each.said.text)))
        for label, each in zip(key.labels, verdicts, strict=True)
        if each.message not in ("right", "right-as-well", "wrong", "mistake")
    ]
    if parts.count(False) > 1:  # with one value wrong, the check would tell it
        more += _broken_invariant(key, readings)
    hints = [f"{label}: {hint}" for label, each in zip(key.labels, verdicts, strict=True) for hint in each.hints]
    kind, said = VerdictKind.WRONG, Said("vector-wrong")
    if any(parts):
        right = [label for label, is_right in zip(key.labels, parts, strict=True) if is_right]
        wrong = [label for label, is_right in zip(key.labels, parts, strict=True) if not is_right]
        kind, said = VerdictKind.PARTIAL, Said("vector-partly", (("right", both(right)), ("wrong", both(wrong))))
    return Verdict(kind, said, tuple(more), tuple(hints), parts=parts, readings=shown)


def _with_last_unit(readings: list[Reading]) -> list[Reading]:
    """`63, 90, 72 KiB`: a unit behind the last value alone is that of all."""
    last = readings[-1].unit
    if last is None or any(reading.unit for reading in readings[:-1]):
        return readings
    return [replace(reading, unit=last) for reading in readings]


def _swapped(key: VectorKey, readings: Sequence[Reading], parts: tuple[bool, ...]) -> list[str]:
    """The labels whose values are all there, but in each other's places; none where one is missing."""
    places = [index for index, is_right in enumerate(parts) if not is_right]
    left = list(places)
    for place in places:
        home = next((other for other in left if graded(key.parts[other].number, readings[place]).right), None)
        if home is None:
            return []
        left.remove(home)
    return [key.parts[place].label for place in places]


def _broken_invariant(key: VectorKey, readings: Sequence[Reading]) -> list[Said]:
    """What to say of values that a check on all of them refutes."""
    if key.invariant is None:
        return []
    values = []
    for part, reading in zip(key.parts, readings, strict=True):
        asked = part.number.unit
        if asked is None or reading.unit is None or reading.unit == asked:
            values.append(reading.value)
        elif reading.unit in part.number.accepted_units:
            values.append(convert(reading.value, reading.unit, asked))
        else:
            return []
    if key.invariant.holds(tuple(values)):
        return []
    slots = (("total", number_text(key.invariant.total)),) if key.invariant.kind == "sums-to" else ()
    return [Said(key.invariant.kind, slots)]


def grade_debug(key: DebugKey, reply: str) -> Verdict:
    """The verdict on a line and the value that it leads to once it is mended; 0 alone says that no line is wrong.

    Raises NotRead where one of them is missing or cannot be read.
    """
    line, rest = _line(plain(reply).removesuffix("."))
    if line > key.lines:
        raise NotRead("debug-range")
    label = ("", _Word(f"line {line}" if line else "no line"))
    if not rest:
        if line:
            raise NotRead("debug-both")
        is_right = key.line == 0
        said = verdict(VerdictKind.RIGHT, "right") if is_right else verdict(VerdictKind.WRONG, "debug-wrong")
        return Verdict(said.kind, said.said, parts=(is_right, is_right), readings=(label,))
    reading = read_text(rest)
    number = graded(key.number, reading)
    parts = (line == key.line, number.right)
    kind, message = {
        (True, True): (VerdictKind.RIGHT, "right"),
        (True, False): (VerdictKind.PARTIAL, "debug-value"),
        (False, True): (VerdictKind.PARTIAL, "debug-line"),
        (False, False): (VerdictKind.WRONG, "debug-wrong"),
    }[parts]
    return Verdict(kind, Said(message), hints=number.hints, parts=parts, readings=(label, ("", reading)))


def _line(text: str) -> tuple[int, str]:
    """The number of the line that a reply begins with, and the rest of the reply."""
    found = _LINE.match(text)
    if found is not None:
        return int(found[1] or found[2]), text[found.end() :].strip(" ")
    lowered = text.lower()
    for word in facts()["nothing"]:
        if lowered.startswith(word) and not _PART_OF_A_WORD.match(lowered, len(word)):
            return 0, _DASH.sub("", text[len(word) :].strip(" ,;:"), count=1)
    raise NotRead("debug-both")
