"""Reading `published`: the numbers that the source prints, and what it makes of them."""

from __future__ import annotations

from collections.abc import Iterator

from compiler.deck.model import Published
from compiler.deck.names import Names
from compiler.deck.shapes import PUBLISHED
from compiler.deck.source import Node, Scalar, Sequence
from compiler.formula import NUMBER, TEXT, TRUTH, Exact, Kind, list_of


def read_published(node: Node | None, givens: frozenset[str], names: Names) -> Published | None:
    """What stands under `published`; None where nothing does, or when the findings say why not."""
    reader = names.reader
    fields = None if node is None else reader.fields(node, PUBLISHED)
    if fields is None or node is None:
        return None
    values = dict(_values(fields.get("given"), givens, names))
    number = reader.number(fields.get("answer"), "the published answer")
    formula = names.expect(reader.formula(fields.get("is")), NUMBER, "the source's formula")
    note, erratum, undetermined = (
        reader.text(fields.get(key), "a sentence") for key in ("note", "erratum", "undetermined")
    )
    if number is None:
        return None
    place = fields["answer"]
    decimals = _decimals(place.text) if isinstance(place, Scalar) else 0
    return Published(values, float(number), decimals, formula, note, erratum, undetermined, node.span, place.span)


def _values(node: Node | None, givens: frozenset[str], names: Names) -> Iterator[tuple[str, Exact]]:
    for key, each in names.reader.pairs(node, "the source's numbers by name"):
        if key.text not in givens:
            known = f"the givens: {', '.join(sorted(givens))}"
            names.reader.wrong("D302", key.span, f"`{key.text}` is no given of this exercise", known)
        else:
            value = _value(key.text, each, names)
            if value is not None:
                yield key.text, value


def _value(name: str, node: Node, names: Names) -> Exact | None:
    """The source's number, text, truth value or list for a given, of the given's own kind."""
    reader, kind = names.reader, names.kinds.get(name)
    value: Exact | None
    if isinstance(node, Sequence):
        items = [reader.number(item, "an element") for item in node.items]
        value = tuple(item for item in items if item is not None)
        found = list_of(len(items))
        if len(value) < len(items):
            return None
    else:
        scalar = reader.scalar(node, "a number, text or list")
        if scalar is None:
            return None
        value, found = _scalar_value(scalar, kind)
    if kind is not None and found != kind:
        reader.wrong("D203", node.span, f"`{name}` is {kind}; this is {found}")
        return None
    return value


def _scalar_value(scalar: Scalar, wanted: Kind | None) -> tuple[Exact, Kind]:
    if wanted != TEXT and scalar.number is not None:
        return scalar.number, NUMBER
    if wanted != TEXT and scalar.truth is not None:
        return scalar.truth, TRUTH
    return scalar.text, TEXT


def _decimals(number: str) -> int:
    """How many decimals a number is printed with: 1 for 0.5, 6 for 3.2e-5, none for 1.2e3."""
    digits, _, exponent = number.lower().partition("e")
    return len(digits.partition(".")[2]) - int(exponent or 0)
