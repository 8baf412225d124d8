"""From a YAML file's text to located values, bounded and complete with its diagnostics."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from os.path import realpath
from pathlib import Path

import yaml

from compiler.deck.diagnostics import Findings
from compiler.deck.source import Mapping, Node, Scalar, Sequence, SourceFile, Span

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_NODES = 50_000
MAX_KEY = 200

# Control characters but tabs and line ends, what turns the direction of a line, and halves of characters.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufff9-\ufffb\ufffe\uffff]"
)

# What YAML does not allow, and what its versions disagree on, whether it ends a line.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ANCHOR = re.compile(r"&[^\s,\[\]{}]+(?:\s+(?:#[^\n]*)?)*")
_COLON = re.compile(r"\s*:")
_SPECIAL = re.compile(r"[^\n:]*(?:- |:)\s+[{\[*&!%@`]")

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
    unclosed: int = 0
    """Brackets that an unquoted value of a flow collection has opened and none has closed."""


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
    return read_text(SourceFile(shown, text.replace("\r\n", "\n").replace("\r", "\n")), findings)


def is_inside(path: Path, folder: Path) -> bool:
    """Whether a path, its links followed, leads to a place in a folder."""
    try:
        return Path(realpath(path)).is_relative_to(realpath(folder))
    except ValueError:  # a name that no file can have
        return False


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
            if forbidden := _FORBIDDEN.search(self.file.text):
                message = f"a character that YAML does not allow: U+{ord(forbidden.group()):04X}"
                self._stop("D101", Span(self.file, *forbidden.span()), message)
            for event in yaml.parse(self.file.text, Loader=_Loader):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._syntax_error(error)
        if self.root is None:
            self._stop("D101", Span(self.file, 0, 0), "the file is empty", "see the guide for what belongs here")
        return self.root

    def _take(self, event: yaml.Event) -> None:
        start = event.start_mark.index if event.start_mark else 0
        if getattr(event, "anchor", None) is not None and (named := _ANCHOR.match(self.file.text, start)):
            start = named.end()  # the value itself stands behind the name
        end = event.end_mark.index if event.end_mark else start
        if (tag := getattr(event, "tag", None)) is not None:
            self._stop("D106", Span(self.file, start, end), f"tags such as {tag} have no use here", "remove the tag")
        match event:
            case yaml.ScalarEvent():
                plain = event.style in (None, "")
                scalar = Scalar(event.value, Span(self.file, start, end), plain)
                self._check_characters(scalar)
                self._check_flow_text(scalar)
                self._place(scalar, 1 + len(event.value) // 100, event.anchor)
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
        """Put a finished value where it belongs and count what it brings: aliases in full, long texts for several."""
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
        node = Mapping(self._entries(opened), span) if opened.is_mapping else Sequence(_items(opened), span)
        self._place(node, opened.size, opened.anchor)

    def _entries(self, opened: _Open) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        torn: list[Scalar] = []
        for key, value in zip(opened.children[::2], opened.children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.findings.add("D203", key.span, "a key must be a plain word", help="write `key: value`")
            elif len(key.text) > MAX_KEY:
                message = f"a key of {len(key.text):,} characters; at most {MAX_KEY} are read"
                self.findings.add("D105", key.span, message)
            elif entries and opened.flow and self._stands_alone(key, value):
                torn.append(key)
            elif key.text in entries:
                line = entries[key.text][0].span.line
                message = f"the key `{key.text}` stands twice, first in line {line}"
                self.findings.add("D103", key.span, message, help="keep one of them")
            else:
                entries[key.text] = (key, value)
        if torn and not any(self.findings.has("D104", value.span) for _, value in entries.values()):
            message = f"YAML ends the value before it at the comma and reads `{torn[0].text}` as a key"
            self.findings.add("D104", torn[0].span, message, help='quote what holds a comma: "No, twice."')
        return tuple(entries.values())

    def _stands_alone(self, key: Scalar, value: Node) -> bool:
        """Whether a key of a flow mapping has no colon."""
        empty = isinstance(value, Scalar) and value.span.start == value.span.end
        return empty and not _COLON.match(self.file.text, key.span.end)

    def _check_characters(self, scalar: Scalar) -> None:
        """An escape such as "\\e" can bring in what moves a cursor or turns the direction of a line."""
        found = _UNSEEN.search(scalar.text)
        if found is not None:
            message = f"the character U+{ord(found[0]):04X} has no use in a definition"
            self.findings.add("D106", scalar.part(found.start(), found.end()), message, help="remove it")

    def _check_flow_text(self, scalar: Scalar) -> None:
        """`{is: max(a, b)}` is torn at the comma by YAML; the formula begins with a bracket that it never closes."""
        if not (self.stack and self.stack[-1].flow and scalar.plain):
            return
        opened, more = self.stack[-1], _unbalanced(scalar.text)
        if opened.unclosed == 0 and more > 0:
            message = f"YAML ends the value early: it reads `{scalar.text}` only"
            self.findings.add("D104", scalar.span, message, help='inside { } or [ ] quote it: "max(a, b)"')
        opened.unclosed = max(0, opened.unclosed + more)

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index if mark else 0, max(0, len(self.file.text) - 1))
        problem = (error.problem or "it cannot be read").strip()
        where = Span(self.file, at, at + 1)
        if self.stack and self.stack[-1].flow:
            help = 'inside { } or [ ] quote a formula or text that holds , [ ] { } or ": "'
            self._stop("D104", where, f"the braces do not read on here: {problem}", help)
        line = self.file.line(self.file.position(at)[0])
        self._stop("D101", where, f"not readable as YAML: {problem}", _syntax_help(problem, line))

    def _stop(self, code: str, where: Span, message: str, help: str | None = None) -> None:
        self.findings.add(code, where, message, help=help)
        raise _Stop


def _unbalanced(text: str) -> int:
    return text.count("(") - text.count(")")


def _items(opened: _Open) -> tuple[Node, ...]:
    """The values of a list, without the rest of a formula that a comma has torn; its beginning has been reported."""
    items: list[Node] = []
    unclosed = 0
    for item in opened.children:
        if unclosed == 0:
            items.append(item)
        if opened.flow and isinstance(item, Scalar) and item.plain:
            unclosed = max(0, unclosed + _unbalanced(item.text))
    return tuple(items)


def _syntax_help(problem: str, line: str) -> str:
    if "mapping values" in problem:
        return "a text that holds a colon and a space must be quoted, or written below `key: >`"
    if _SPECIAL.match(line):
        return "a text that starts with a special character must be quoted, or written below `key: >`"
    if "tab" in problem or "cannot start any token" in problem:
        return "indent with spaces; a text that starts with a special character must be quoted"
    return "check indentation and quotes of this line and of the one before it"
