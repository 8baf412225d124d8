"""The names of an exercise while it is read: each defined once, before its use, and of one kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from compiler.deck.model import Formula
from compiler.deck.shape import NAME
from compiler.deck.source import Scalar, Span
from compiler.deck.template import Placeholder, Template
from compiler.deck.values import Reader
from compiler.formula import (
    CONSTANTS,
    NUMBER,
    TEXT,
    TRUTH,
    FormulaError,
    Kind,
    Name,
    Node,
    kind_of,
    parse,
    suggest,
    walk,
)

MAX_LENGTH = 40
_NAME = re.compile(str(NAME["pattern"]))


@dataclass(slots=True)
class Names:
    """What is defined so far. A name whose definition failed is known but `broken`: its uses are not reported again.

    Where it is not even known what a definition was to be called, what is defined is `partial`, and no name is reported
    as undefined.
    """

    reader: Reader
    kinds: dict[str, Kind] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    later: dict[str, str] = field(default_factory=dict)
    steps: set[str] = field(default_factory=set)
    drawn: dict[str, list[Fraction | str]] = field(default_factory=dict)
    partial: bool = False

    def define(self, name: str, where: Span, kind: Kind | None) -> None:
        """Add a name; None as its kind says that its definition failed."""
        if not _NAME.fullmatch(name) or len(name) > MAX_LENGTH:
            help = f"letters, digits and _, a letter first, at most {MAX_LENGTH}"
            self.reader.wrong("D305", where, f"`{name}` cannot be a name", help)
            kind, self.partial = None, True
        elif not _is_free(name):
            self.reader.wrong("D305", where, f"`{name}` has a meaning in the language already", "choose another name")
            kind, self.partial = None, True
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
        sound = [self._says_something(placeholder, template.source) for placeholder in template.placeholders]
        return template if all(sound) else None

    def _says_something(self, placeholder: Placeholder, scalar: Scalar) -> bool:
        """Whether a placeholder's formula has a value, of a kind that its format is for."""
        kind = self.kind(placeholder.node, scalar, placeholder.start)
        if kind is None:
            return False
        suits = (NUMBER, TRUTH) if placeholder.format.choice is not None else (kind,)
        if kind not in suits or (kind in (TEXT, TRUTH) and placeholder.format.is_for_numbers):
            what = (
                "these words are chosen by a number or a condition"
                if kind not in suits
                else "this format is for numbers"
            )
            where = scalar.part(placeholder.start, placeholder.end)
            self.reader.wrong("D304", where, f"{what}; here is {kind}")
            return False
        return True

    def report_unused(self, taken: bool) -> None:
        """Every name must serve a text, a condition or the answer, unless it was `taken` over from another exercise."""
        for name, where in self.places.items():
            if name not in self.used and name not in self.broken and not taken:
                help = "remove it, or use it" if name in self.steps else "remove it, or show it in the prompt"
                self.reader.wrong("D303", where, f"`{name}` is never used", help)

    def _undefined(self, name: Name, scalar: Scalar, start: int) -> None:
        if self.partial and name.name not in self.later:
            return
        where = scalar.part(start + name.start, start + name.end)
        if name.name in self.later:
            self.reader.wrong("D302", where, f"`{name.name}` is not defined yet here: it is {self.later[name.name]}")
            return
        near = suggest(name.name, self.kinds)
        known = ", ".join(self.kinds) or "none so far"
        help = f"did you mean `{near}`?" if near else f"names that are defined here: {known}"
        self.reader.wrong("D302", where, f"the name `{name.name}` is not defined", help)


def _is_free(name: str) -> bool:
    """Whether a formula that says the name means what an author calls so."""
    try:
        return name not in CONSTANTS and parse(name) == Name(name)
    except FormulaError:
        return False
