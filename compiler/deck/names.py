"""The names of an exercise while it is read: each defined once, before its use, and of one kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from compiler.deck.model import Formula
from compiler.deck.source import Scalar, Span
from compiler.deck.template import Template
from compiler.deck.values import Reader
from compiler.formula import CONSTANTS, FUNCTIONS, FormulaError, Kind, Name, Node, kind_of, suggest, walk

NAME_LENGTH = 40


@dataclass(slots=True)
class Names:
    """What is defined so far. A name whose definition failed is known but `broken`: its uses are not reported again."""

    reader: Reader
    kinds: dict[str, Kind] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    later: dict[str, str] = field(default_factory=dict)
    drawn: dict[str, list[Fraction | str]] = field(default_factory=dict)

    def define(self, name: str, where: Span, kind: Kind | None) -> None:
        """Add a name; None as its kind says that its definition failed."""
        if name in CONSTANTS or name in FUNCTIONS or name in ("and", "or", "not", "if", "else"):
            self.reader.wrong("D305", where, f"`{name}` has a meaning in the language already", "choose another name")
        elif name in self.places:
            line = self.places[name].line
            self.reader.wrong(
                "D205", where, f"the name `{name}` is defined already, in line {line}", "rename one of the two"
            )
            return
        self.places[name] = where
        if kind is None:
            self.broken.add(name)
        else:
            self.kinds[name] = kind

    def kind(self, node: Node, scalar: Scalar, start: int = 0) -> Kind | None:
        """The kind of a formula that stands at `start` of a scalar, its names checked; None when it cannot be told."""
        known = True
        for part in walk(node):
            if isinstance(part, Name) and part.name not in CONSTANTS:
                self.used.add(part.name)
                if part.name not in self.kinds:
                    known = False
                    if part.name not in self.broken:
                        self._undefined(part, scalar, start)
        if not known:
            return None
        try:
            return kind_of(node, self.kinds)
        except FormulaError as error:
            where = scalar.part(start + error.start, start + max(error.end, error.start + 1))
            self.reader.wrong("D304", where, error.message, error.help)
            return None

    def expect(self, formula: Formula | None, kind: Kind, what: str) -> Formula | None:
        """The formula if it is of a kind; otherwise a finding."""
        if formula is None:
            return None
        found = self.kind(formula.node, formula.source)
        if found is None:
            return None
        if found != kind:
            self.reader.wrong("D304", formula.source.span, f"{what} must be {kind}; this is {found}")
            return None
        return formula

    def check_template(self, template: Template | None) -> Template | None:
        """The text if all its placeholders say something."""
        if template is None:
            return None
        kinds = [
            self.kind(placeholder.node, template.source, placeholder.start) for placeholder in template.placeholders
        ]
        return None if None in kinds else template

    def report_unused(self) -> None:
        """Every name must serve a text, a condition or the answer."""
        for name, where in self.places.items():
            if name not in self.used and name not in self.broken:
                help = "remove it, or show it in the prompt"
                self.reader.wrong("D303", where, f"`{name}` is never used", help)

    def _undefined(self, name: Name, scalar: Scalar, start: int) -> None:
        where = scalar.part(start + name.start, start + name.end)
        if name.name in self.later:
            self.reader.wrong("D302", where, f"`{name.name}` is not defined yet here: it is {self.later[name.name]}")
            return
        near = suggest(name.name, self.kinds)
        known = ", ".join(self.kinds) or "none so far"
        help = f"did you mean `{near}`?" if near else f"names that are defined here: {known}"
        self.reader.wrong("D302", where, f"the name `{name.name}` is not defined", help)
