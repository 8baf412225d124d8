"""Replies on the command line: one as an argument, or many from a file, a JSON object a line."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from compiler.console import Failure, print_json

_NEGATIVE = re.compile(r"-(?!-|h$|$)")
MAX_LINE = 100_000
"""Characters of a line; a reply is much shorter, and the rest of a longer line is skipped unread."""


def add_replies(parser: argparse.ArgumentParser) -> None:
    """A reply, or a file of them."""
    parser.add_argument("reply", nargs="?", metavar="REPLY", help="what a learner replies, such as '13.6 MB'")
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help='read {"reply": …} a line from a file, or from standard input with -, and print JSON, a line each',
    )


def parse_replies(parser: argparse.ArgumentParser, arguments: list[str]) -> argparse.Namespace:
    """The options of a call; exactly one of a reply and a file is given, otherwise argparse ends the call."""
    # argparse takes what begins with a minus for an option, unless there is a space in it.
    options = parser.parse_intermixed_args([f" {each}" if _NEGATIVE.match(each) else each for each in arguments])
    if (options.reply is None) == (options.batch is None):
        parser.error("give one REPLY (in quotes), or --batch FILE")
    if options.reply is not None and _NEGATIVE.match(options.reply[1:]):
        options.reply = options.reply.removeprefix(" ")
    return options


def answer_batch(file: str, answer: Callable[[str], dict[str, object]]) -> int:
    """Print the answer to each reply of a file, in one line as soon as its own was read.

    A line that is no reply gets an error in its place. Gives the exit code: 1 where there was one, else 0.
    """
    code = 0
    with _opened(file) as lines:
        for number, line in _lines(lines):
            reply = _reply(line)
            if reply is None:
                expected = 'expected an object such as {"reply": "13.6 MB"}'
                print_json({"kind": "error", "line": number, "error": expected})
                code = 1
            else:
                print_json(answer(reply))
            sys.stdout.flush()
    return code


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    if file == "-":
        yield sys.stdin
        return
    try:
        with open(file, encoding="utf-8", errors="replace") as lines:
            yield lines
    except OSError as error:
        raise Failure(f"cannot read {file}: {error.strerror}") from None


def _lines(lines: TextIO) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers; of an overlong one no more than its beginning is ever held."""
    number = 0
    while line := lines.readline(MAX_LINE):
        number += 1
        rest = line
        while len(rest) == MAX_LINE and not rest.endswith("\n"):
            rest = lines.readline(MAX_LINE)
        if line.strip():
            yield number, line


def _reply(line: str) -> str | None:
    try:
        value = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    reply = value.get("reply") if isinstance(value, dict) else None
    return reply if isinstance(reply, str) else None
