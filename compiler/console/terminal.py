"""What commands share towards people and scripts: JSON lines, and on a terminal colours, wrapped lines and bars."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock

from compiler.deck import Diagnostic, render, unescaped

# What moves the cursor or turns the direction of writing; a deck may come from a stranger.
_ACTING = dict.fromkeys(
    [*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    "\N{REPLACEMENT CHARACTER}",
)
_drawing = RLock()
_ITEM = re.compile(r"\s*(?:[-+*]|[0-9]{1,3}[.)])\s+")


def print_json(value: Mapping[str, object]) -> None:
    """One object in one line on standard output."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf")
    print(json.dumps(value, ensure_ascii=not unicode, allow_nan=False))


def say(text: str = "", indent: str = "", hang: str = "") -> None:
    """A text for people on standard output; on a terminal, long lines are wrapped and go on below `hang`."""
    width = shutil.get_terminal_size().columns if _is_terminal(sys.stdout) else None
    for line in text.translate(_ACTING).split("\n"):
        if width is None or line.lstrip().startswith("|"):  # the row of a table stays in one piece
            print(f"{indent}{line}".rstrip())
            continue
        item = _ITEM.match(line)
        below = indent + (" " * len(item[0]) if item else hang)
        wrapped = textwrap.wrap(
            line, width, initial_indent=indent, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
        )
        print("\n".join(wrapped))


def plain(markdown: str) -> str:
    """Small Markdown as a terminal shows it: as it is written, but for the escapes."""
    return unescaped(markdown.strip())


def heading(text: str) -> None:
    """A line that begins something new, in bold type on a terminal, which wraps it between words."""
    bold, off = ("\x1b[1m", "\x1b[0m") if colours(sys.stdout) else ("", "")
    shown = text.translate(_ACTING)
    width = shutil.get_terminal_size().columns if _is_terminal(sys.stdout) else None
    for line in [shown] if width is None else textwrap.wrap(shown, width, break_long_words=False):
        print(f"{bold}{line}{off}")


def counted(count: int, what: str) -> str:
    """`1 note`, `2 notes`."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def print_diagnostics(diagnostics: Iterable[Diagnostic], as_json: bool) -> None:
    """For scripts on standard output, for people on standard error."""
    sys.stdout.flush()  # so that in a log of both they stand where they belong
    for diagnostic in diagnostics:
        if as_json:
            print_json({"kind": "diagnostic", **diagnostic.to_json()})
        else:
            print(render(diagnostic, colour=colours(sys.stderr)), end="\n\n", file=sys.stderr)


def colours(stream: object) -> bool:
    """Whether a stream is a terminal that wants colours (https://no-color.org)."""
    return _is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(total: int, what: str) -> Iterator[Callable[[str], None]]:
    """A bar on standard error that appears after a second, on a terminal; the function counts one step and names it."""
    if not _is_terminal(sys.stderr):
        yield lambda _: None
        return
    from tqdm import tqdm

    tqdm.set_lock(_drawing)  # the one it would make is for several processes, and starts one that keeps the terminal
    with tqdm(total=total, desc=what, delay=1, leave=False, file=sys.stderr) as bar:

        def step(name: str) -> None:
            bar.set_postfix_str(name, refresh=False)
            bar.update()

        yield step


def plain_number(value: float) -> float:
    """Whole floats as integers: numbers as a script expects them in JSON."""
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _is_terminal(stream: object) -> bool:
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty())
