"""Replies on the command line: one as an argument, or many from a file, a JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from compiler.commands import Failure
from compiler.commands.terminal import print_json

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


def check_replies(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Exactly one of both is given; otherwise argparse ends the call."""
    if (options.reply is None) == (options.batch is None):
        parser.error("give one REPLY (in quotes), or --batch FILE")


def answer_batch(file: str, answer: Callable[[str], dict[str, object]]) -> int:
    """Print the answer to each reply of a file, in one line as soon as its own was read.

    A line that is no reply gets an error in its place. Gives the exit code: 1 where there was one, else 0.
    """
    code = 0
    with _opened(file) as lines:
        for number, line in enumerate(_lines(lines), 1):
            reply = _reply(line)
            if reply is None:
                print_json(
                    {"kind": "error", "line": number, "error": 'expected an object such as {"reply": "13.6 MB"}'}
                )
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


def _lines(lines: TextIO) -> Iterator[str]:
    """The lines that are not blank; of an overlong one no more than MAX_LINE characters are ever held."""
    while line := lines.readline(MAX_LINE):
        rest = line
        while len(rest) == MAX_LINE and not rest.endswith("\n"):
            rest = lines.readline(MAX_LINE)
        if line.strip():
            yield line


def _reply(line: str) -> str | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    reply = value.get("reply") if isinstance(value, dict) else None
    return reply if isinstance(reply, str) else None
