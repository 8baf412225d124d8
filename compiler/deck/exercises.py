"""Reading an exercise: its parts in the order in which their names become known."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from compiler.deck.asking import Asked, read_alternatives, read_asked
from compiler.deck.citation import read_published
from compiler.deck.figures import read_figure
from compiler.deck.givens import read_givens
from compiler.deck.model import (
    Balance,
    Exercise,
    Formula,
    Misstep,
    WorkStep,
)
from compiler.deck.names import Names
from compiler.deck.shapes import BALANCE, COMPANION_TAKES, EXERCISE, MAX_SLUG, MISTAKE, STEP, TYPES, is_slug
from compiler.deck.source import Mapping as Located
from compiler.deck.source import Node, Scalar, Sequence
from compiler.deck.template import Template, read_template
from compiler.deck.types import check_type
from compiler.deck.values import Reader
from compiler.formula import NUMBER, TRUTH, Kind

MAX_STEPS = 32
MAX_MISTAKES = 16
MAX_HINTS = 16


def read_exercise(
    slug: Scalar, number: str, node: Node, folder: Path, reader: Reader, main: Node | None = None
) -> Exercise | None:
    """The exercise, or None when the findings say why not; a companion takes what it does not say from `main`."""
    before = reader.findings.noted
    taken = frozenset[str]()
    if isinstance(node, Located) and isinstance(main, Located):
        whole = companion(node, main)
        taken = frozenset(key.text for key, _ in whole) - frozenset(key.text for key, _ in node)
        node = whole
    fields = reader.fields(node, EXERCISE, slug)
    if fields is None:
        return None
    reading = _Exercise(slug, number, fields, folder, reader)
    exercise = reading.read()
    if reader.findings.noted == before:
        # Only now: a name seems unused where the formula that uses it could not be read.
        reading.names.report_unused("given" in taken)
    return exercise if reader.findings.noted == before else None


def companion(node: Located, main: Located) -> Located:
    """A companion with what it takes from its exercise: numbers, their conditions, steps, and what is asked.

    Who draws numbers of its own takes no conditions on others; who has steps or an answer of its own takes no mistakes
    in them. Mistakes are made in numbers, one at a time, so `formula` and `vector` have their own; where only a
    magnitude is asked, most would be right.
    """
    said = {key.text for key, _ in node}
    kind = node.get("type")
    takes = [key for key in COMPANION_TAKES if key not in said]
    if "given" in said:
        takes = [key for key in takes if key != "require"]
    asks_alike = isinstance(kind, Scalar) and kind.text in ("derive", "debug")
    if not asks_alike or said & {"given", "work", "answer"}:
        takes = [key for key in takes if key in ("given", "require", "work")]
    if node.get("magnitude") is not None:
        takes = [key for key in takes if key != "mistakes"]
    return Located((*node.entries, *((key, each) for key, each in main if key.text in takes)), node.span)


class _Exercise:
    """One exercise while it is read."""

    def __init__(self, slug: Scalar, number: str, fields: Mapping[str, Node], folder: Path, reader: Reader) -> None:
        self.slug = slug
        self.number = number
        self.fields = fields
        self.folder = folder
        self.reader = reader
        self.names = Names(reader)

    def read(self) -> Exercise | None:
        fields, reader, names = self.fields, self.reader, self.names
        title = reader.text(fields.get("title"), "a title")
        kind = self._type()
        self._announce_steps()
        names.partial = not (isinstance(fields.get("given"), Sequence) and isinstance(fields.get("work"), Located))
        given, means = read_givens(fields.get("given"), names)
        require = self._require()
        balance = self._balance()
        ask = self._template("ask")
        figure = read_figure(fields["figure"], self.folder, reader) if "figure" in fields else None
        givens = frozenset(names.places)
        names.later.clear()
        work = self._work()
        magnitude = bool(reader.truth(fields.get("magnitude"), "`magnitude`"))
        asked = None if kind is None else read_asked(fields.get("answer"), kind, magnitude, names)
        accept = read_alternatives(fields.get("accept"), None if asked is None else asked.answers[0], names)
        mistakes = self._mistakes(tuple(step.name for step in work), asked)
        hints = tuple(self._texts("hints"))
        insight = self._template("insight")
        published = read_published(fields.get("published"), givens, names)
        was = self._was()
        tags = reader.texts(fields.get("tags"), "tags")
        if title is None or kind is None or ask is None or asked is None:
            return None
        exercise = Exercise(
            slug=self.slug.text,
            identity=was[0] if was else self.slug.text,
            number=self.number,
            title=title,
            type=kind,
            given=given,
            means=means,
            require=require,
            balance=balance,
            ask=ask,
            figure=figure,
            work=work,
            answers=asked.answers,
            accept=accept,
            mistakes=mistakes,
            hints=hints,
            insight=insight,
            published=published,
            tags=tags,
            magnitude=magnitude,
            span=self.slug.span,
            was=was,
            options=asked.options,
            invariant=asked.invariant,
            symbols=asked.symbols,
            of=self._of(),
        )
        check_type(exercise, fields, reader)
        return exercise

    def _of(self) -> str | None:
        scalar = self.reader.scalar(self.fields.get("of"), "the slug of an exercise")
        return None if scalar is None else scalar.text

    def _was(self) -> tuple[str, ...]:
        for node in self.reader.items(self.fields.get("was"), "earlier slugs"):
            slug = self.reader.scalar(node, "an earlier slug")
            if slug is not None and not is_slug(slug.text):
                help = f"a-z and 0-9 with - between, at most {MAX_SLUG}"
                self.reader.wrong("D204", slug.span, f"`{slug.text}` cannot have been a slug", help)
        return self.reader.texts(self.fields.get("was"), "earlier slugs")

    def _type(self) -> str | None:
        scalar = self.reader.scalar(self.fields.get("type"), "a type")
        if scalar is None:
            return None
        if scalar.text not in TYPES:
            self.reader.wrong(
                "D204", scalar.span, f"there is no type `{scalar.text}`", f"the types: {', '.join(TYPES)}"
            )
            return None
        return scalar.text

    def _announce_steps(self) -> None:
        work = self.fields.get("work")
        for key, _ in work if isinstance(work, Located) else ():
            self.names.later[key.text] = "a step, and only later steps, the answer and the texts after it may use it"

    def _template(self, key: str) -> Template | None:
        return self._text_template(self.fields.get(key))

    def _text_template(self, node: Node | None) -> Template | None:
        scalar = self.reader.scalar(node, "text")
        return None if scalar is None else self.names.check_template(read_template(scalar, self.reader.findings))

    def _texts(self, key: str) -> list[Template]:
        nodes = list(self.reader.items(self.fields.get(key), "texts"))
        if len(nodes) > MAX_HINTS:
            self.reader.wrong("D105", nodes[MAX_HINTS].span, f"{len(nodes)} {key}; at most {MAX_HINTS} are read")
        templates = (self._text_template(node) for node in nodes[:MAX_HINTS])
        return [template for template in templates if template is not None]

    def _require(self) -> tuple[Formula, ...]:
        nodes = self.reader.one_or_more(self.fields.get("require"))
        found = (self.names.expect(self.reader.formula(each), TRUTH, "a condition") for each in nodes)
        return tuple(formula for formula in found if formula is not None)

    def _balance(self) -> Balance | None:
        fields = self.reader.fields(self.fields["balance"], BALANCE) if "balance" in self.fields else None
        if fields is None:
            return None
        when = self.names.expect(self.reader.formula(fields.get("when")), TRUTH, "a condition")
        share = self.reader.number(fields["share"], "`share`") if "share" in fields else Fraction(1, 2)
        if share is not None and not 0 < share < 1:
            self.reader.wrong(
                "D204", fields["share"].span, "`share` must lie between 0 and 1", "0.5 is half of the draws"
            )
            return None
        return None if when is None or share is None else Balance(when, float(share))

    def _work(self) -> tuple[WorkStep, ...]:
        entries = list(self.reader.pairs(self.fields.get("work"), "the steps, `name: formula` each"))
        if len(entries) > MAX_STEPS:
            self.reader.wrong("D105", entries[MAX_STEPS][0].span, f"{len(entries)} steps; at most {MAX_STEPS} are read")
            self.names.partial = True
        steps: list[WorkStep] = []
        entries = entries[:MAX_STEPS]
        pending = [key.text for key, _ in entries]
        for key, node in entries:
            self.names.later = dict.fromkeys(pending, "this step or a later one")
            step, kind = self._step(key, node)
            pending.remove(key.text)
            self.names.define(key.text, key.span, kind)
            self.names.steps.add(key.text)
            if step is not None and kind is not None:
                steps.append(step)
        self.names.later = {}
        return tuple(steps)

    def _step(self, key: Scalar, node: Node) -> tuple[WorkStep | None, Kind | None]:
        fields = (self.reader.fields(node, STEP) or {}) if isinstance(node, Located) else {"is": node}
        formula = self.reader.formula(fields.get("is"))
        rounding = self.reader.rounding(fields.get("round"))
        note = self._text_template(fields.get("note"))
        means = self.reader.text(fields.get("means"), "what the step stands for") if "means" in fields else None
        kind = None if formula is None else self.names.kind(formula.node, formula.source)
        if formula is None or kind is None:
            return None, None
        return WorkStep(key.text, formula, rounding, note, means), kind

    def _mistakes(self, steps: tuple[str, ...], asked: Asked | None) -> tuple[Misstep, ...]:
        nodes = list(self.reader.items(self.fields.get("mistakes"), "mistakes"))
        if len(nodes) > MAX_MISTAKES:
            self.reader.wrong(
                "D105", nodes[MAX_MISTAKES].span, f"{len(nodes)} mistakes; at most {MAX_MISTAKES} are read"
            )
        labels = [answer.label for answer in asked.answers] if asked is not None and len(asked.answers) > 1 else []
        found = (self._mistake(node, steps, labels) for node in nodes[:MAX_MISTAKES])
        return tuple(mistake for mistake in found if mistake is not None)

    def _mistake(self, node: Node, steps: tuple[str, ...], labels: list[str | None]) -> Misstep | None:
        fields = self.reader.fields(node, MISTAKE)
        if fields is None:
            return None
        at = self.reader.scalar(fields.get("at"), "the name of a step")
        if at is not None and at.text not in steps and at.text not in self.names.broken and not self.names.partial:
            known = ", ".join(steps) or "none could be read"
            self.reader.wrong("D302", at.span, f"there is no step `{at.text}`", f"the steps: {known}")
        formula = self.reader.formula(fields.get("is"))
        if at is not None:
            formula = self._wrong_step(formula, at.text, steps)
        else:
            formula = self.names.expect(formula, NUMBER, "a wrong answer")
        when = self.names.expect(self.reader.formula(fields.get("when")), TRUTH, "a condition")
        hint = self._text_template(fields.get("hint"))
        waive = self.reader.text(fields.get("waive"), "the reason of a waiver")
        part = self._part(fields, labels)
        if formula is None or hint is None or part is None:
            return None
        return Misstep(formula, None if at is None else at.text, part, when, hint, waive)

    def _part(self, fields: Mapping[str, Node], labels: list[str | None]) -> int | None:
        """The index of the value that a mistake without a wrong step is about."""
        scalar = self.reader.scalar(fields.get("part"), "the label of a value")
        if scalar is not None and ("at" in fields or scalar.text.strip() not in labels):
            known = ", ".join(f"`{label}`" for label in labels) or "none: only a vector has several"
            help = "what follows from a wrong step is computed" if "at" in fields else f"the labels: {known}"
            self.reader.wrong("D204", scalar.span, f"`{scalar.text}` is no value that this mistake could name", help)
            return None
        if scalar is None and labels and "at" not in fields and "is" in fields:
            message = "in a vector, a mistake is a wrong step (`at`) or names its value (`part`)"
            self.reader.wrong("D202", fields["is"].span, message)
            return None
        return 0 if scalar is None else labels.index(scalar.text.strip())

    def _wrong_step(self, formula: Formula | None, at: str, steps: tuple[str, ...]) -> Formula | None:
        """A wrong step may use givens and earlier steps, and must be of the right one's kind."""
        names = self.names
        if at not in steps:
            return None
        hidden = {name: names.kinds.pop(name) for name in steps[steps.index(at) :]}
        names.later = dict.fromkeys(hidden, "this step or a later one")
        try:
            return names.expect(formula, hidden[at], "a wrong step")
        finally:
            names.later = {}
            names.kinds |= hidden
