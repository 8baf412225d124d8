"""Reading what is asked: the answer, its units, tolerance and roundings, and what else is accepted."""

from __future__ import annotations

from compiler.checker import MAGNITUDE, Tolerance, UnitError, convert, find_unit
from compiler.deck.model import Alternative, Answer
from compiler.deck.names import Names
from compiler.deck.shapes import ALTERNATIVE, ANSWER
from compiler.deck.source import Node
from compiler.deck.values import Reader
from compiler.formula import NUMBER


def read_answer(node: Node | None, magnitude: bool, names: Names) -> Answer | None:
    """The answer, or None when the findings say why not."""
    reader = names.reader
    fields = None if node is None else reader.fields(node, ANSWER)
    if fields is None:
        return None
    formula = names.expect(reader.formula(fields.get("is")), NUMBER, "the answer")
    unit = reader.unit(fields.get("unit"))
    units = () if unit is None and "unit" in fields else _units(fields.get("units"), unit, reader)
    label = reader.text(fields.get("label"), "a label")
    if label is not None and unit is not None:
        reader.wrong("D307", fields["label"].span, "an answer has a `unit` or a `label`, not both")
    tolerance = reader.tolerance(fields.get("tolerance"))
    roundings = tuple(r for r in map(reader.rounding, reader.one_or_more(fields.get("round"))) if r is not None)
    if formula is None or tolerance is None:
        return None
    return Answer(formula, unit, units, label, MAGNITUDE if magnitude else tolerance, roundings)


def _units(node: Node | None, asked: str | None, reader: Reader) -> tuple[str, ...]:
    """The accepted units that are listed; each must convert into the asked one."""
    kind = None if asked is None else find_unit(asked)
    found: list[str] = []
    for each in reader.items(node, "units"):
        symbol = reader.unit(each)
        other = None if symbol is None else find_unit(symbol)
        if other is None:
            continue
        found.append(other.symbol)
        if kind is None or kind.kind != other.kind:
            into = "a number without a unit" if kind is None else f"`{kind.symbol}`"
            message = f"`{other.symbol}` cannot be converted to {into}"
            reader.wrong("D307", each.span, message, "list units of the same kind")
    return tuple(found)


def read_alternatives(node: Node | None, answer: Answer | None, names: Names) -> tuple[Alternative, ...]:
    """What is right besides the answer."""
    reader = names.reader
    found: list[Alternative] = []
    for each in reader.items(node, "alternatives"):
        fields = reader.fields(each, ALTERNATIVE)
        if fields is None:
            continue
        formula = names.expect(reader.formula(fields.get("is")), NUMBER, "an alternative")
        unit = reader.unit(fields.get("unit"))
        tolerance = reader.tolerance(fields.get("tolerance"))
        note = reader.text(fields.get("note"), "a note")
        if answer is None:
            continue
        if "tolerance" not in fields:
            tolerance = _carried(answer, unit, fields.get("unit"), reader)
        if formula is not None and tolerance is not None:
            found.append(Alternative(formula, unit or answer.unit, tolerance, note))
    return tuple(found)


def _carried(answer: Answer, unit: str | None, where: Node | None, reader: Reader) -> Tolerance | None:
    """The answer's tolerance in the unit of an alternative: a distance is converted, where it can be."""
    if where is None or unit is None or unit == answer.unit or answer.tolerance.distance is None:
        return answer.tolerance
    try:
        return Tolerance("absolute", convert(answer.tolerance.distance, answer.unit or "", unit))
    except UnitError:
        message = f"the answer's tolerance is a distance in its own unit, which says nothing in `{unit}`"
        reader.wrong("D308", where.span, message, "give the alternative a `tolerance` of its own")
        return None
