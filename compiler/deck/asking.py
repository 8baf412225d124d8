"""Reading what is asked: numbers with their units, tolerances and roundings, verdicts, or a formula; and what else is
accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from compiler.checker import MAGNITUDE, MOST_PARTS, Invariant, Tolerance, UnitError, compared, convert, find_unit, typed
from compiler.deck.model import Alternative, Answer, Option
from compiler.deck.names import Names
from compiler.deck.shapes import ALTERNATIVE, ANSWER, DECISION, FORMULA_ANSWER, INVARIANT, OPTION, PART, VECTOR
from compiler.deck.source import Mapping as Located
from compiler.deck.source import Node, Scalar, Span
from compiler.deck.values import Reader
from compiler.formula import NUMBER, TRUTH

MAX_OPTIONS = 6
SAME_FORMULA = Tolerance("relative", 1e-9)
"""How near two formulas come at every point to be one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an exercise asks: its numbers, and what its type adds to them."""

    answers: tuple[Answer, ...]
    options: tuple[Option, ...] = ()
    invariant: Invariant | None = None
    symbols: tuple[str, ...] = ()


def read_asked(node: Node | None, kind: str, magnitude: bool, names: Names) -> Asked | None:
    """What stands under `answer`, for a type of exercise; None when the findings say why not."""
    shape = {"decide": DECISION, "vector": VECTOR, "formula": FORMULA_ANSWER}.get(kind, ANSWER)
    fields = None if node is None else names.reader.fields(node, shape)
    if fields is None:
        return None
    match kind:
        case "vector":
            return _vector(fields, names)
        case "formula":
            return _formula(fields, names)
    answer = _number(fields, magnitude, names)
    options = _options(fields, names) if kind == "decide" else ()
    return None if answer is None or options is None else Asked((answer,), options)


def _number(fields: Mapping[str, Node], magnitude: bool, names: Names, part: str | None = None) -> Answer | None:
    reader = names.reader
    formula = names.expect(reader.formula(fields.get("is")), NUMBER, "the answer")
    unit = reader.unit(fields.get("unit"))
    units = () if unit is None and "unit" in fields else _units(fields.get("units"), unit, reader)
    label = part or reader.text(fields.get("label"), "a label")
    if label is not None and unit is not None and part is None:
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


def _options(fields: Mapping[str, Node], names: Names) -> tuple[Option, ...] | None:
    """The verdicts of a decision: two at least, every one but the last under a condition, no word for two of them."""
    reader = names.reader
    nodes = list(reader.items(fields.get("verdict"), "verdicts"))
    found: list[Option] = []
    said: dict[str, Span] = {}
    for i, node in enumerate(nodes[:MAX_OPTIONS]):
        option = reader.fields(node, OPTION)
        if option is None:
            continue
        words = tuple(_words(option.get("say"), said, reader))
        when = names.expect(reader.formula(option.get("when")), TRUTH, "a condition")
        if ("when" in option) != (i < len(nodes) - 1):
            message = "the last verdict is right where none before it is, so it has no `when`; every other one needs it"
            reader.wrong("D204", node.span, message)
        if words:
            found.append(Option(words, when))
    if not 2 <= len(nodes) <= MAX_OPTIONS and "verdict" in fields:
        reader.wrong("D204", fields["verdict"].span, f"a decision is between 2 to {MAX_OPTIONS} verdicts")
    return tuple(found) if 2 <= len(found) == len(nodes) else None


def _words(node: Node | None, said: dict[str, Span], reader: Reader) -> list[str]:
    """The words for a verdict; `said` are those of the ones before, and gains these."""
    words: list[str] = []
    for each in reader.one_or_more(node):
        scalar = reader.scalar(each, "a word")
        word = None if scalar is None else _typeable(scalar, reader)
        if scalar is None or word is None:
            continue
        if word in said:
            reader.wrong("D205", scalar.span, f"`{scalar.text}` is said for two verdicts", "find another word")
        said[word] = scalar.span
        words.append(scalar.text.strip())
    return words


def _typeable(scalar: Scalar, reader: Reader) -> str | None:
    """A word as it is compared with what people type; None with a finding where nobody could type it."""
    try:
        return typed(scalar.text.strip()).lower()
    except ValueError as error:
        reader.wrong("D204", scalar.span, str(error))
        return None


def _vector(fields: Mapping[str, Node], names: Names) -> Asked | None:
    """Several numbers by their labels; what stands beside `parts` is said of each of them."""
    reader = names.reader
    shared = {name: node for name, node in fields.items() if name in PART.keys}
    entries = list(reader.pairs(fields.get("parts"), "the values by their labels"))
    if not 2 <= len(entries) <= MOST_PARTS and "parts" in fields:
        reader.wrong("D204", fields["parts"].span, f"a vector has 2 to {MOST_PARTS} values")
        return None
    answers: list[Answer] = []
    said: set[str] = set()
    for label, node in entries:
        part = reader.fields(node, PART) if isinstance(node, Located) else {"is": node}
        word = _typeable(label, reader)
        if part is None or word is None:
            continue
        word = compared(word)
        if word in said or any(sign in word for sign in "=~:;,\n"):
            message = f"`{label.text}` cannot tell a value from the others"
            reader.wrong("D204", label.span, message, "a label of its own, without = ~ : ; and commas")
        said.add(word)
        merged = {**shared, **part}
        for key in ("is", "tolerance"):
            if key not in merged:
                reader.wrong("D202", label.span, f"the value `{label.text}` needs `{key}`", PART.keys[key].about)
        answer = _number(merged, False, names, label.text.strip())
        if answer is not None:
            answers.append(answer)
    invariant = _invariant(fields.get("invariant"), reader)
    return Asked(tuple(answers), invariant=invariant) if len(answers) == len(entries) else None


def _invariant(node: Node | None, reader: Reader) -> Invariant | None:
    if node is None:
        return None
    if isinstance(node, Scalar):
        match node.text.strip():
            case "rises":
                return Invariant("rises")
            case "falls":
                return Invariant("falls")
        reader.wrong("D204", node.span, "an invariant is `rises`, `falls`, or a mapping with `sums-to`")
        return None
    fields = reader.fields(node, INVARIANT)
    if fields is None:
        return None
    total = reader.number(fields.get("sums-to"), "`sums-to`")
    tolerance = reader.tolerance(fields.get("tolerance"))
    return None if total is None or tolerance is None else Invariant("sums-to", float(total), tolerance)


def _formula(fields: Mapping[str, Node], names: Names) -> Asked | None:
    """A formula in given symbols."""
    reader = names.reader
    formula = names.expect(reader.formula(fields.get("is")), NUMBER, "the answer")
    symbols: list[str] = []
    for node in reader.items(fields.get("symbols"), "symbols"):
        symbol = reader.scalar(node, "a symbol")
        if symbol is None:
            continue
        if symbol.text in names.broken or (names.partial and symbol.text not in names.kinds):
            return None
        if names.kinds.get(symbol.text) != NUMBER or symbol.text in names.steps or symbol.text in symbols:
            help = "list givens that are numbers, each once"
            reader.wrong("D204", symbol.span, f"`{symbol.text}` cannot be a symbol of the formula", help)
        _typeable(symbol, reader)
        symbols.append(symbol.text)
        names.used.add(symbol.text)
    if formula is None or not symbols:
        return None
    return Asked((Answer(formula, None, (), None, SAME_FORMULA, ()),), symbols=tuple(symbols))


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
