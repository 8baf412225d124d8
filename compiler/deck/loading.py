"""From a folder to a deck: `deck.yaml`, the chapter files in their order, and all that is wrong with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase

from compiler.deck.diagnostics import Diagnostic, Findings
from compiler.deck.exercises import read_exercise
from compiler.deck.model import Callout, Chapter, Deck, Drawn, Exercise, KeyFormula
from compiler.deck.reading import is_inside, read_file
from compiler.deck.shapes import CALLOUT, CHAPTER, DECK, KEY_FORMULA, MAX_SLUG, is_slug
from compiler.deck.source import Mapping, Node, Scalar, SourceFile, Span
from compiler.deck.template import check_prose
from compiler.deck.values import Reader
from compiler.formula import CONSTANTS, Name, suggest, walk

MAX_CHAPTERS = 100
MAX_EXERCISES = 200
MAX_NAME = 64
MAX_VALUES = 500_000
"""Of all draws of a deck together: what is kept of a deck is bounded as well."""

_LETTERS = [*ascii_lowercase, *(a + b for a in ascii_lowercase for b in ascii_lowercase)]
_ID = re.compile(r"[a-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What could be read of a deck: None where nothing can be said of it; exercises with errors are left out."""

    deck: Deck | None
    diagnostics: tuple[Diagnostic, ...]


def load(folder: Path) -> Loaded:
    """Read a deck's folder. Never raises for what stands in it: everything wrong is a diagnostic."""
    findings = Findings()
    deck = _Loader(folder, findings).read()
    return Loaded(deck, findings.sorted())


@dataclass(slots=True)
class _Main:
    """An exercise that is no companion: its number, and how many companions it has so far."""

    number: str
    node: Node
    companions: int = 0

    def companion(self) -> str:
        """The number of its next companion: 8.2a, 8.2b, …"""
        self.companions += 1
        return f"{self.number}{_LETTERS[min(self.companions, len(_LETTERS)) - 1]}"


class _Loader:
    """One deck while it is read."""

    def __init__(self, folder: Path, findings: Findings) -> None:
        self.folder = folder
        self.findings = findings
        self.reader = Reader(findings)
        self.slugs: dict[str, Span] = {}
        self.numbers: dict[int, Span] = {}
        self.files: dict[str, str] = {}
        self.values = 0

    def read(self) -> Deck | None:
        head = self.folder / "deck.yaml"
        place = Span(SourceFile(str(head), ""), 0, 0)
        if not head.is_file():
            help = "a deck is a folder with deck.yaml and a YAML file a chapter; `drillbook new` makes one"
            self.findings.add("D208", place, "there is no deck.yaml here", help=help)
            return None
        node = self._file(head)
        fields = None if node is None else self.reader.fields(node, DECK)
        chapters = self._chapters(place)
        if fields is None:
            return None
        deck_id = self.reader.scalar(fields.get("id"), "the deck's permanent id")
        if deck_id is not None and not _ID.fullmatch(deck_id.text):
            message = f"`{deck_id.text[:80]}` cannot be a deck's id"
            self.findings.add(
                "D204", deck_id.span, message, help="8 to 64 of a-z, 0-9 and -; `drillbook new` makes one"
            )
        title = self.reader.text(fields.get("title"), "a title")
        licence = self.reader.text(fields.get("licence"), "a licence")
        name = self.folder.resolve().name
        if len(name) > MAX_NAME:
            self.findings.add("D208", place, f"the folder's name is longer than {MAX_NAME} characters")
        if deck_id is None or title is None or licence is None:
            return None
        return Deck(
            name=name,
            id=deck_id.text,
            title=title,
            description=self._prose(fields.get("description")),
            language=self.reader.text(fields.get("language"), "a language") or "en",
            authors=self.reader.texts(fields.get("authors"), "authors"),
            licence=licence,
            source=self.reader.text(fields.get("source")) or "",
            address=self.reader.text(fields.get("address")) or "",
            tags=self.reader.texts(fields.get("tags"), "tags"),
            folder=self.folder,
            chapters=chapters,
        )

    def _file(self, path: Path) -> Node | None:
        """A file of the deck; nothing outside its folder is opened, wherever a link may lead."""
        if not is_inside(path, self.folder):
            place = Span(SourceFile(str(path), ""), 0, 0)
            self.findings.add("D102", place, "the file lies outside the deck's folder", help="copy it into the folder")
            return None
        return read_file(path, str(path), self.findings)

    def _chapters(self, place: Span) -> tuple[Chapter, ...]:
        files = sorted(p for p in self.folder.glob("*.yaml") if p.name != "deck.yaml" and not p.name.startswith("."))
        if not files:
            self.findings.add("D208", place, "the deck has no chapters", help="add a file such as 01-first-steps.yaml")
        if len(files) > MAX_CHAPTERS:
            self.findings.add("D105", place, f"{len(files)} chapters; at most {MAX_CHAPTERS} are read")
        chapters = (self._chapter(path) for path in files[:MAX_CHAPTERS])
        return tuple(chapter for chapter in chapters if chapter is not None)

    def _chapter(self, path: Path) -> Chapter | None:
        node = self._file(path)
        fields = None if node is None else self.reader.fields(node, CHAPTER)
        if fields is None:
            return None
        number = self.reader.whole(fields.get("chapter"), "a chapter's number", 0, 99)
        if number is not None and number in self.numbers:
            where = fields["chapter"].span
            other = self.numbers[number].file.path
            self.findings.add("D205", where, f"chapter {number} stands in {other} already", help="number it otherwise")
        elif number is not None:
            self.numbers[number] = fields["chapter"].span
        title = self.reader.text(fields.get("title"), "a title")
        intro = self._prose(fields.get("intro"))
        formulas = [self._key_formula(each) for each in self.reader.items(fields.get("formulas"), "key formulas")]
        callouts = [self._callout(each) for each in self.reader.items(fields.get("callouts"), "call-outs")]
        exercises = self._exercises(fields.get("exercises"), number)
        if number is None or title is None:
            return None
        slug = re.sub(r"^\d+[-_]?", "", path.stem) or path.stem
        if slug in self.files:
            message = f"{self.files[slug]} has the name `{slug}` already, but for the number in front"
            where = Span(fields["title"].span.file, 0, 1)
            self.findings.add("D205", where, message, help="the name is the chapter's identity; rename the new file")
        self.files[slug] = str(path)
        return Chapter(
            number,
            slug,
            title,
            intro,
            tuple(formula for formula in formulas if formula is not None),
            tuple(callout for callout in callouts if callout is not None),
            exercises,
        )

    def _exercises(self, node: Node | None, chapter: int | None) -> tuple[Exercise, ...]:
        exercises: list[Exercise] = []
        entries = list(self.reader.pairs(node, "exercises by their slugs"))
        if len(entries) > MAX_EXERCISES:
            where = entries[MAX_EXERCISES][0].span
            self.findings.add("D105", where, f"{len(entries)} exercises; at most {MAX_EXERCISES} a chapter are read")
        mains: dict[str, _Main] = {}
        for slug, each in entries[:MAX_EXERCISES]:
            if not is_slug(slug.text):
                help = f"a-z and 0-9 with - between, at most {MAX_SLUG}; it is permanent"
                self.findings.add("D204", slug.span, f"`{slug.text[:80]}` cannot be a slug", help=help)
            main = self._main(each, mains)
            if main is None:
                number = f"{chapter}.{len(mains) + 1}"
                mains[slug.text] = _Main(number, each)
            else:
                number = main.companion()
            exercise = read_exercise(slug, number, each, self.folder, self.reader, None if main is None else main.node)
            taken = (slug.text,) if exercise is None else (slug.text, *exercise.was)
            claimed = [self._claim(name, slug) for name in dict.fromkeys(taken)]
            if all(claimed) and exercise is not None:
                self.values += sum(
                    len(draw.options) * len(draw.names) for draw in exercise.given if isinstance(draw, Drawn)
                )
                exercises.append(exercise)
            if self.values > MAX_VALUES:
                message = f"the exercises up to here draw from more than {MAX_VALUES:,} values"
                self.findings.add("D105", slug.span, message, help="give some a wider step, or split the deck")
                break
        return tuple(exercises)

    def _main(self, node: Node, mains: dict[str, _Main]) -> _Main | None:
        """The exercise that this one is a companion of; None where it is one of its own."""
        of = node.get("of") if isinstance(node, Mapping) else None
        scalar = self.reader.scalar(of, "the slug of an exercise")
        if scalar is None or scalar.text in mains:
            return None if scalar is None else mains[scalar.text]
        near = suggest(scalar.text, mains)
        help = f"did you mean `{near}`?" if near else "a companion stands behind its exercise, in the same chapter"
        self.findings.add("D302", scalar.span, f"there is no exercise `{scalar.text}` before this one", help=help)
        return None

    def _claim(self, name: str, slug: Scalar) -> bool:
        """A slug, present or former, belongs to one exercise of the deck."""
        if name in self.slugs:
            place = self.slugs[name]
            message = f"the slug `{name}` is taken by the exercise in {place.file.path}:{place.line}"
            self.findings.add("D205", slug.span, message, help="choose another slug")
            return False
        self.slugs[name] = slug.span
        return True

    def _prose(self, node: Node | None) -> str:
        scalar = self.reader.scalar(node, "text")
        return "" if scalar is None else check_prose(scalar, self.findings)

    def _key_formula(self, node: Node) -> KeyFormula | None:
        fields = self.reader.fields(node, KEY_FORMULA)
        if fields is None:
            return None
        symbol = self.reader.text(fields.get("symbol"), "the left side")
        formula = self.reader.formula(fields.get("is"))
        explained = fields.get("where")
        where = self.reader.meanings(explained)
        note = self._prose(fields["note"]) if "note" in fields else None
        if symbol is None or formula is None:
            return None
        used = {part.name: part for part in walk(formula.node) if isinstance(part, Name) and part.name not in CONSTANTS}
        keys = {key.text: key for key, _ in explained} if isinstance(explained, Mapping) else dict.fromkeys(used)
        for name, part in used.items():
            if name not in keys:
                place = formula.source.part(part.start, part.end)
                help = f"add `{name}: what it stands for`"
                self.findings.add("D302", place, f"`where` does not explain `{name}`", help=help)
        for name, key in keys.items():
            if key is not None and name not in used and name != symbol:
                self.findings.add("D303", key.span, f"`where` explains `{name}`, which the formula does not use")
        return KeyFormula(symbol, formula, tuple(where.items()), note)

    def _callout(self, node: Node) -> Callout | None:
        fields = self.reader.fields(node, CALLOUT)
        if fields is None:
            return None
        title = self.reader.text(fields.get("title"), "a heading")
        text = self._prose(fields.get("text"))
        return None if title is None else Callout(title, text)
