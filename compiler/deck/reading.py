"""From a YAML file's text to located values, bounded and complete with its diagnostics."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from compiler.deck.diagnostics import Findings
from compiler.deck.source import Mapping, Node, Scalar, Sequence, SourceFile, Span

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 50_000

# Control characters but tabs and line ends, what turns the direction of a line, and halves of characters.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\uffff]")

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Stop(Exception):
    """Reading cannot go on; the reason is among the findings."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    start: int
    anchor: str | None
    is_mapping: bool
    flow: bool
    children: list[Node] = field(default_factory=list)
    size: int = 1


def read_file(path: Path, shown: str, findings: Findings) -> Node | None:
    """The located values of a file, or None when the findings say why not."""
    try:
        if not path.is_file():
            findings.add("D102", Span(SourceFile(shown, ""), 0, 0), "this is no regular file")
            return None
        size = path.stat().st_size
        if size > MAX_BYTES:
            where = Span(SourceFile(shown, ""), 0, 0)
            findings.add("D105", where, f"the file has {size:,} bytes; at most {MAX_BYTES:,} are read")
            return None
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"it is not UTF-8 at byte {error.start}"
        findings.add("D102", Span(SourceFile(shown, ""), 0, 0), f"the file cannot be read: {reason}")
        return None
    return read_text(SourceFile(shown, text.replace("\r\n", "\n")), findings)


def read_text(file: SourceFile, findings: Findings) -> Node | None:
    """The located values of a text, or None when the findings say why not."""
    try:
        return _Builder(file, findings).build()
    except _Stop:
        return None


class _Builder:
    """Builds located values from the parser's events without recursion."""

    def __init__(self, file: SourceFile, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.root: Node | None = None
        self.size = 0

    def build(self) -> Node | None:
        try:
            for event in yaml.parse(self.file.text, Loader=_Loader):
                self._take(event)
        except yaml.reader.ReaderError as error:
            where = Span(self.file, min(error.position, len(self.file.text)), error.position + 1)
            self._stop("D101", where, f"a character that YAML does not allow: U+{_code_point(error.character):04X}")
        except yaml.MarkedYAMLError as error:
            self._syntax_error(error)
        if self.root is None:
            self._stop("D101", Span(self.file, 0, 0), "the file is empty", "see the guide for what belongs here")
        return self.root

    def _take(self, event: yaml.Event) -> None:
        start = event.start_mark.index if event.start_mark else 0
        end = event.end_mark.index if event.end_mark else start
        if (tag := getattr(event, "tag", None)) is not None:
            self._stop("D106", Span(self.file, start, end), f"tags such as {tag} have no use here", "remove the tag")
        match event:
            case yaml.ScalarEvent():
                plain = event.style in (None, "")
                scalar = Scalar(event.value, Span(self.file, start, end), plain)
                self._check_characters(scalar)
                self._check_flow_text(scalar)
                self._place(scalar, 1, event.anchor)
            case yaml.AliasEvent():
                self._alias(event.anchor, Span(self.file, start, end))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(self.stack) >= MAX_DEPTH:
                    message = f"nested deeper than {MAX_DEPTH} levels"
                    self._stop("D105", Span(self.file, start, start + 1), message, "no definition needs such depth")
                if event.anchor is not None:
                    self.anchors[event.anchor] = None
                is_mapping = isinstance(event, yaml.MappingStartEvent)
                self.stack.append(_Open(start, event.anchor, is_mapping, bool(event.flow_style)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close(end)
            case yaml.DocumentStartEvent() if self.root is not None:
                where = Span(self.file, start, start + 3)
                self._stop("D106", where, "a second document starts here", "keep one document a file")

    def _place(self, node: Node, size: int, anchor: str | None) -> None:
        """Put a finished value where it belongs and count what it brings, aliases in full."""
        if anchor is not None:
            self.anchors[anchor] = (node, size)
        self.size += 1
        if self.stack:
            self.stack[-1].children.append(node)
            self.stack[-1].size += size
        else:
            self.root = node
        if self.size > MAX_NODES or size > MAX_NODES:
            self._stop(
                "D105", node.span, f"more than {MAX_NODES:,} values, aliases counted in full", "split the chapter"
            )

    def _alias(self, name: str | None, where: Span) -> None:
        known = self.anchors.get(name or "")
        if known is None:
            message = f"the alias *{name} stands inside the value it names, or names nothing"
            self._stop("D105", where, message, "write the value out")
            return
        node, size = known
        self._place(node, size, None)

    def _close(self, end: int) -> None:
        opened = self.stack.pop()
        span = Span(self.file, opened.start, end)
        children = tuple(opened.children)
        node = Mapping(self._entries(opened), span) if opened.is_mapping else Sequence(children, span)
        self._place(node, opened.size, opened.anchor)

    def _entries(self, opened: _Open) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(opened.children[::2], opened.children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.findings.add("D203", key.span, "a key must be a plain word", help="write `key: value`")
            elif opened.flow and _unbalanced(key.text) < 0 and isinstance(value, Scalar) and not value.text:
                continue  # the rest of a formula that a comma has torn; its beginning has been reported
            elif key.text in entries:
                line = entries[key.text][0].span.line
                message = f"the key `{key.text}` stands twice, first in line {line}"
                self.findings.add("D103", key.span, message, help="keep one of them")
            else:
                entries[key.text] = (key, value)
        return tuple(entries.values())

    def _check_characters(self, scalar: Scalar) -> None:
        """An escape such as "\\e" can bring in what moves a cursor or turns the direction of a line."""
        found = _UNSEEN.search(scalar.text)
        if found is not None:
            message = f"the character U+{ord(found[0]):04X} has no use in a definition"
            self.findings.add("D106", scalar.part(found.start(), found.end()), message, help="remove it")

    def _check_flow_text(self, scalar: Scalar) -> None:
        """`{is: max(a, b)}` is torn at the comma by YAML; the formula begins with a bracket that it never closes."""
        if self.stack and self.stack[-1].flow and scalar.plain and _unbalanced(scalar.text) > 0:
            message = f"YAML ends the value early: it reads `{scalar.text}` only"
            self.findings.add("D104", scalar.span, message, help='inside { } or [ ] quote it: "max(a, b)"')

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index if mark else 0, max(0, len(self.file.text) - 1))
        problem = (error.problem or "it cannot be read").strip()
        where = Span(self.file, at, at + 1)
        if self.stack and self.stack[-1].flow:
            help = 'inside { } or [ ] quote a formula or text that holds , [ ] { } or ": "'
            self._stop("D104", where, f"the braces do not read on here: {problem}", help)
        self._stop("D101", where, f"not readable as YAML: {problem}", _syntax_help(problem))

    def _stop(self, code: str, where: Span, message: str, help: str | None = None) -> None:
        self.findings.add(code, where, message, help=help)
        raise _Stop


def _unbalanced(text: str) -> int:
    return text.count("(") - text.count(")")


def _code_point(character: object) -> int:
    return ord(character) if isinstance(character, str) else int(str(character))


def _syntax_help(problem: str) -> str:
    if "mapping values" in problem:
        return "a text that holds a colon and a space must be quoted, or written below `key: >`"
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces; a text that starts with a special character must be quoted"
    return "check indentation and quotes of this line and of the one before it"
