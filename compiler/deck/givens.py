"""Reading `given`: the numbers of an exercise and how each is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from compiler.deck.divisors import MAX_DIVISORS, all_divisors
from compiler.deck.gaps import left_out, read_gaps
from compiler.deck.model import Derived, Drawn
from compiler.deck.names import Names
from compiler.deck.shapes import GIVEN
from compiler.deck.source import Mapping as Located
from compiler.deck.source import Node, Scalar, Sequence, Span
from compiler.deck.values import Reader
from compiler.formula import NUMBER, TEXT, Kind, list_of

MAX_OPTIONS = 10_000
MAX_GIVENS = 64
MAX_ELEMENTS = 128
MAX_DRAWN_TEXT = 200
_WAYS = ("pick", "from", "divisors", "is")

Options = list[tuple[Fraction | str, ...]]


def read_givens(node: Node | None, names: Names) -> tuple[tuple[Drawn | Derived, ...], Mapping[str, str]]:
    """The draws in order and what the symbols stand for; what is wrong goes to the findings, name by name."""
    reader = names.reader
    draws: list[Drawn | Derived] = []
    means: dict[str, str] = {}
    entries = list(reader.items(node, "givens"))
    if len(entries) > MAX_GIVENS:
        reader.wrong("D105", entries[MAX_GIVENS].span, f"{len(entries)} givens; at most {MAX_GIVENS} are read")
        names.partial = True
    for entry in entries[:MAX_GIVENS]:
        before = reader.findings.noted
        fields = reader.fields(entry, GIVEN)
        if fields is None:
            names.partial = True
            continue
        draw = _Entry(names, entry.span, fields, reader.findings.noted == before).read()
        if draw is not None:
            draws.append(draw)
        means |= _meanings(reader, fields, draw)
        if sum(len(draw.options) * len(draw.names) for draw in draws if isinstance(draw, Drawn)) > MAX_OPTIONS:
            reader.wrong("D105", entry.span, f"an exercise draws from at most {MAX_OPTIONS:,} values; these are more")
            names.partial = True
            break
    elements = sum((draw.times or 1) * len(draw.names) for draw in draws if isinstance(draw, Drawn))
    if elements > MAX_ELEMENTS or len(names.places) > MAX_GIVENS:
        message = f"{len(names.places)} names with {elements} values in one draw"
        help = f"at most {MAX_GIVENS} names and {MAX_ELEMENTS} values, elements of lists counted"
        reader.wrong("D105", entries[0].span, message, help)
    return tuple(draws), means


def _meanings(reader: Reader, fields: Mapping[str, Node], draw: Drawn | Derived | None) -> Mapping[str, str]:
    node = fields.get("means")
    if node is None or draw is None:
        return {}
    if isinstance(draw, Drawn) and len(draw.names) > 1:
        for key, _ in node if isinstance(node, Located) else ():
            if key.text not in draw.names:
                reader.wrong("D201", key.span, f"`means` explains `{key.text}`, which this row does not draw")
        return reader.meanings(node)
    text = reader.text(node, "what the symbol stands for")
    name = draw.name if isinstance(draw, Derived) else draw.names[0]
    return {} if text is None else {name: text}


class _Entry:
    """One entry of `given` while it is read."""

    def __init__(self, names: Names, span: Span, fields: Mapping[str, Node], known: bool) -> None:
        self.names = names
        self.reader = names.reader
        self.span = span
        self.fields = fields
        self.known = known  # whether all its keys are; an unknown one has been reported, and may be what is missing
        self.head = Span(span.file, span.start, span.start + 1)

    def read(self) -> Drawn | Derived | None:
        """The draw, its names defined (as broken ones where it cannot be read)."""
        defined = self._names()
        if defined is None:
            self.names.partial = True
            return None
        if not self.known:
            self._define(defined, None)
            return None
        ways = [way for way in _WAYS if way in self.fields]
        if len(ways) != 1:
            came = "none of them" if not ways else " and ".join(f"`{way}`" for way in ways)
            self.reader.wrong(
                "D309", self.head, f"a given is drawn in one way, by pick, from/to/step, divisors or is; here: {came}"
            )
            self._define(defined, None)
            return None
        if len(defined) > 1 and ways != ["pick"]:
            self.reader.wrong("D309", self.head, "rows are drawn with `pick`", "list one row of values a line")
            self._define(defined, None)
            return None
        if not self._fitting(ways[0]):
            self._define(defined, None)
            return None
        match ways[0]:
            case "is":
                return self._derived(defined[0])
            case "pick":
                options = self._picked(len(defined))
            case "from":
                options = self._range()
            case _:
                return self._divisors(defined[0])
        return self._drawn(defined, options)

    def _names(self) -> list[tuple[str, Span]] | None:
        if ("name" in self.fields) == ("rows" in self.fields):
            if self.known:
                self.reader.wrong("D309", self.head, "a given has either a `name` or `rows`", "{name: N, pick: [1, 2]}")
            return None
        nodes = (
            [self.fields["name"]] if "name" in self.fields else list(self.reader.items(self.fields["rows"], "names"))
        )
        found: list[tuple[str, Span]] = []
        for node in nodes:
            scalar = self.reader.scalar(node, "a name")
            if scalar is None:
                continue
            found.append((scalar.text, scalar.span))
        return found if found and len(found) == len(nodes) else None

    def _fitting(self, way: str) -> bool:
        """Keys of another way of drawing are refused, not ignored."""
        allowed = {
            "pick": {"name", "rows", "pick", "times", "means"},
            "from": {"name", "from", "to", "step", "without", "times", "means"},
            "divisors": {"name", "divisors", "without", "means"},
            "is": {"name", "is", "means"},
        }[way]
        odd = [key for key in self.fields if key not in allowed]
        for key in odd:
            self.reader.wrong(
                "D309", self.fields[key].span, f"`{key}` does not go with `{way}`", "remove one of the two"
            )
        return not odd

    def _define(self, defined: list[tuple[str, Span]], kinds: list[Kind] | None) -> None:
        for i, (name, where) in enumerate(defined):
            self.names.define(name, where, None if kinds is None else kinds[i])

    def _derived(self, defined: tuple[str, Span]) -> Derived | None:
        formula = self.reader.formula(self.fields["is"])
        kind = None if formula is None else self.names.kind(formula.node, formula.source)
        self._define([defined], None if kind is None else [kind])
        return None if formula is None or kind is None else Derived(defined[0], formula, defined[1])

    def _drawn(self, defined: list[tuple[str, Span]], options: Options | None) -> Drawn | None:
        times = None
        if "times" in self.fields:
            times = self.reader.whole(self.fields["times"], "`times`", 2, 64)
            if times is None or len(defined) > 1:
                if times is not None:
                    self.reader.wrong(
                        "D309", self.fields["times"].span, "`times` makes a list of one name, not of rows"
                    )
                options = None
        if not options:
            self._define(defined, None)
            return None
        kinds = [_kind(option) for option in options[0]]
        if times is not None and kinds != [NUMBER]:
            self.reader.wrong("D309", self.fields["times"].span, "a list is drawn from numbers")
            self._define(defined, None)
            return None
        self._define(defined, [list_of(times)] if times is not None else kinds)
        # The values of a range differ, and to hash thousands of fractions takes long.
        counts = Counter(options) if "pick" in self.fields else dict.fromkeys(range(len(options)), 1)
        distinct = list(counts) if isinstance(counts, Counter) else options
        if times is None:
            for i, (name, _) in enumerate(defined):
                self.names.drawn[name] = [option[i] for option in distinct]
        return Drawn(tuple(name for name, _ in defined), tuple(distinct), tuple(counts.values()), self.span, times)

    def _picked(self, width: int) -> Options | None:
        options: Options = []
        nodes = list(self.reader.items(self.fields["pick"], "values"))
        if len(nodes) > MAX_OPTIONS:
            self.reader.wrong(
                "D105", nodes[MAX_OPTIONS].span, f"{len(nodes):,} values to pick; at most {MAX_OPTIONS:,} are read"
            )
            return None
        complete = bool(nodes)
        if not nodes and isinstance(self.fields["pick"], Sequence):
            self.reader.wrong("D309", self.fields["pick"].span, "there is nothing to pick")
        for node in nodes:
            cells = list(self.reader.items(node, "values, one a name of the row")) if width > 1 else [node]
            values = tuple(value for value in map(self._value, cells) if value is not None)
            if width > 1 and isinstance(node, Sequence) and len(cells) != width:
                self.reader.wrong("D309", node.span, f"this row has {len(cells)} values for {width} names")
                complete = False
            elif len(values) < len(cells) or not cells:
                complete = False
            elif options and [_kind(v) for v in values] != [_kind(v) for v in options[0]]:
                self.reader.wrong(
                    "D304", node.span, "numbers and texts are mixed in one name", "quote them all, or none"
                )
                complete = False
            else:
                options.append(values)
        return options if complete else None

    def _value(self, node: Node) -> Fraction | str | None:
        scalar = self.reader.scalar(node, "a number or text")
        if scalar is None:
            return None
        if scalar.truth is not None:
            self.reader.wrong("D304", scalar.span, "a truth value cannot be drawn", "draw 1 or 0, or quote it as text")
            return None
        if len(scalar.text) > MAX_DRAWN_TEXT:
            message = f"a text of {len(scalar.text)} characters; at most {MAX_DRAWN_TEXT} are drawn"
            self.reader.wrong("D105", scalar.span, message)
            return None
        return scalar.text if scalar.number is None else scalar.number

    def _range(self) -> Options | None:
        bounds = {}
        for key in ("from", "to", "step"):
            if key not in self.fields:
                self.reader.wrong(
                    "D309", self.head, f"a range needs `{key}`", "{name: w, from: 0.05, to: 1.5, step: 0.05}"
                )
            else:
                bounds[key] = self.reader.number(self.fields[key], f"`{key}`")
        gaps = read_gaps(self.fields.get("without"), self.reader)
        if len(bounds) < 3 or None in bounds.values() or gaps is None:
            return None
        low, high, step = (Fraction(bounds[key] or 0) for key in ("from", "to", "step"))
        if step <= 0 or high < low:
            where = self.fields["step" if step <= 0 else "to"].span
            self.reader.wrong("D309", where, "the step must be above zero and `to` not below `from`")
            return None
        count = (high - low) // step + 1
        if count > MAX_OPTIONS:
            self.reader.wrong(
                "D105", self.fields["step"].span, f"a range of {count:,} values; at most {MAX_OPTIONS:,} are drawn from"
            )
            return None
        of = lcm(low.denominator, step.denominator)
        first, distance = int(low * of), int(step * of)
        values = (Fraction(first + i * distance, of) for i in range(count))
        options: Options = [(v,) for v in values if not left_out(v, gaps)]
        if not options:
            self.reader.wrong("D309", self.head, "the gaps leave no value to draw")
        return options

    def _divisors(self, defined: tuple[str, Span]) -> Drawn | None:
        of = self.reader.scalar(self.fields["divisors"], "a name")
        options = None if of is None else self._divisor_options(of)
        self._define([defined], [NUMBER] if options else None)
        if of is None or not options:
            return None
        return Drawn((defined[0],), tuple((o,) for o in options), (1,) * len(options), self.span, None, of.text)

    def _divisor_options(self, of: Scalar) -> list[Fraction] | None:
        """Every divisor of every value of a name, but for the gaps; each value must keep one at least."""
        gaps, values = read_gaps(self.fields.get("without"), self.reader), self._whole_draw(of)
        if gaps is None or values is None:
            return None
        divisors = all_divisors(values)
        if divisors is None:
            self.reader.wrong("D105", of.span, f"at most {MAX_DIVISORS} different divisors are drawn from")
            return None
        options = [Fraction(d) for d in divisors if not left_out(Fraction(d), gaps)]
        for value in values:
            if all(value % option for option in options):
                self.reader.wrong("D309", self.head, f"the gaps leave no divisor of {value} to draw")
                return None
        return options

    def _whole_draw(self, of: Scalar) -> list[int] | None:
        """The values of the name whose divisors are drawn."""
        self.names.used.add(of.text)
        values = self.names.drawn.get(of.text)
        if values is None:
            if of.text not in self.names.broken:
                self.reader.wrong("D309", of.span, f"`{of.text}` is no number drawn before this one")
            return None
        if any(not isinstance(v, Fraction) or v.denominator != 1 or not 0 < v < 10**6 for v in values):
            self.reader.wrong("D309", of.span, f"the values of `{of.text}` must be whole numbers from 1 to 999,999")
            return None
        return [int(v) for v in values if isinstance(v, Fraction)]


def _kind(value: Fraction | str) -> Kind:
    return TEXT if isinstance(value, str) else NUMBER
