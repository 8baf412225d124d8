"""Logs of the bot: one JSON object a line, or a line to read on a terminal; secrets are taken out of whatever comes.

The rule for whoever logs: an event says what the bot did, and its fields are numbers, names of rooms and states, ids of
guilds, channels, questions and reviews. What a person wrote is never logged: no reply, no text of a message, no name of
a user; neither is it put into an exception of our own, whose text ends here. Discord's own loggers print whole messages
at DEBUG, so DEBUG is for `drillbook` alone, and theirs is dropped here even where somebody turned it on.

What others raise may quote a reply, as `float` does. So a traceback tells the types and the frames of all errors, but
what they say only of our own that are no ValueError (which is what the checker raises of what was typed), and of what
Discord answered.
"""

from __future__ import annotations

import json
import logging
import math
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Literal, TextIO

import discord

from bot.redaction import redacted, without
from compiler.console import colours

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["json", "text"]
OURS = "drillbook"
"""The logger above all of ours: `drillbook.bot.posting`, say."""
MOST_BYTES = 8_192
"""How long a line may get, the line break included."""

_MOST_READ = 10_000  # characters at the beginning of a text, and at its end, that are looked at at all
_MOST_FIELDS, _MOST_ITEMS = 40, 20
_LONGEST_SECRET = 300
_OF_SECRETS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
_LIMITS = (4_000, 1_500, 500, 120)  # of a text in a line, tried one after the other until the line is short enough
_NAME = 100
_MOST_ERRORS = 10  # of those that led to one another
_TELLING = ("bot.", "scheduler.", "compiler.deck.", "compiler.console.")  # rooms whose errors say what they say
_OWN = {"time", "level", "logger", "event", "exception", "cut"}
# What moves the cursor, begins a line or turns the direction of writing.
_ACTING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_COLOURS = {
    logging.DEBUG: "\x1b[2m",
    logging.WARNING: "\x1b[33m",
    logging.ERROR: "\x1b[31m",
    logging.CRITICAL: "\x1b[31m",
}
_OFF = "\x1b[0m"


def set_up(level: Level, format: Format | None, token: str, stream: TextIO | None = None) -> logging.Handler:
    """Let all loggers of the process write to a stream (default: standard error), in place of an earlier set-up.

    Where no format is chosen it is text on a terminal, else JSON. Gives the handler.
    """
    stream = sys.stderr if stream is None else stream
    isatty = getattr(stream, "isatty", None)
    chosen = format or ("text" if isatty and isatty() else "json")
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = _Handler(stream)
    handler.setFormatter(_Json(token) if chosen == "json" else _Text(token, colours(stream)))
    handler.addFilter(_may_be_kept)
    root = logging.getLogger()
    for before in [each for each in root.handlers if isinstance(each, _Handler)]:
        root.removeHandler(before)
        before.close()
    root.addHandler(handler)
    root.setLevel(max(number, logging.WARNING))
    logging.getLogger(OURS).setLevel(number)
    logging.getLogger("discord").setLevel(logging.INFO if number < logging.INFO else logging.NOTSET)
    return handler


def log(
    logger: logging.Logger, level: int, event: str, /, *, error: BaseException | None = None, **fields: object
) -> None:
    """Log an event with its fields, and with the traceback of an error; see the rule above for what may stand there."""
    logger.log(level, "%s", event, exc_info=error, extra={"fields": fields}, stacklevel=2)


def _may_be_kept(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.INFO or record.name.split(".")[0] == OURS


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines. What cannot be written is let go of: the standard library would print it, secrets and all."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        with suppress(Exception):
            where = f"{record.filename}:{record.lineno}"
            self.stream.write(f"a line of the log could not be written; it came from {where}{self.terminator}")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a record says, without secrets; no traceback is an empty one."""

    time: str
    level: int
    logger: str
    event: str
    fields: Mapping[str, object]
    trace: str

    def cut(self, limit: int) -> _Said:
        """The same, with no text longer than this."""
        return replace(
            self,
            logger=str(_cut(self.logger, _NAME)),
            event=str(_cut(self.event, limit)),
            fields={str(_cut(name, _NAME)): _cut(value, limit) for name, value in self.fields.items()},
            trace=str(_cut(self.trace, limit)),
        )


class _Formatter(logging.Formatter):
    """A record as one line of at most MOST_BYTES, its texts redacted before they are cut and the line once more."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token

    def format(self, record: logging.LogRecord) -> str:
        said = _Said(
            _time(record),
            record.levelno,
            self._clean(record.name),
            self._clean(_text_of(partial(_event, record))),
            self._fields(record),
            self._clean(_trace(record)),
        )
        for limit in _LIMITS:
            line = self._line(said.cut(limit))
            if len(line.encode("utf-8", "replace")) < MOST_BYTES:
                return line
        return self._line(replace(said, fields={"cut": True}).cut(_LIMITS[-1]))

    def _line(self, said: _Said) -> str:
        raise NotImplementedError

    def _fields(self, record: logging.LogRecord) -> dict[str, object]:
        given = getattr(record, "fields", None)
        if not isinstance(given, Mapping):
            return {}
        fields: dict[str, object] = {}
        for name, value in islice(given.items(), _MOST_FIELDS):
            clean = self._clean(str(name))
            fields[f"{clean}_" if clean in _OWN else clean] = self._value(value)
        return fields if len(given) <= _MOST_FIELDS else {**fields, "cut": True}

    def _value(self, value: object) -> object:
        """The value of a field as JSON has it; what JSON has no word for becomes a text."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) < 10**30:
            return int(value)
        if isinstance(value, float) and math.isfinite(value):
            return float(value)
        if isinstance(value, list | tuple):
            return [self._clean(_text_of(partial(str, each))) for each in value[:_MOST_ITEMS]]
        return self._clean(_text_of(partial(str, value)))

    def _clean(self, text: str) -> str:
        """A text without secrets; of a very long one the middle goes, and what may be left of a secret beside it."""
        if len(text) <= 2 * _MOST_READ:
            return redacted(text, self.token)
        head, tail = text[:_MOST_READ], text[-_MOST_READ:]
        head = head[:-_LONGEST_SECRET] + head[-_LONGEST_SECRET:].rstrip(_OF_SECRETS)
        tail = tail[:_LONGEST_SECRET].lstrip(_OF_SECRETS) + tail[_LONGEST_SECRET:]
        return f"{redacted(head, self.token)} … {redacted(tail, self.token)}"


class _Json(_Formatter):
    def _line(self, said: _Said) -> str:
        shown = {
            "time": said.time,
            "level": logging.getLevelName(said.level).lower(),
            "logger": said.logger,
            "event": said.event,
            **said.fields,
            **({"exception": said.trace} if said.trace else {}),
        }
        return without(json.dumps(shown, ensure_ascii=True, allow_nan=False), self.token)


class _Text(_Formatter):
    """A traceback goes on below the line, behind a bar, so that nothing in it looks like a line of its own."""

    def __init__(self, token: str, coloured: bool) -> None:
        super().__init__(token)
        self.coloured = coloured

    def _line(self, said: _Said) -> str:
        level = f"{logging.getLevelName(said.level).lower():<7}"
        if self.coloured and said.level in _COLOURS:
            level = f"{_COLOURS[said.level]}{level}{_OFF}"
        told = [said.logger, said.event, *(f"{name}={_shown(value)}" for name, value in said.fields.items())]
        lines = [f"{said.time}  {level}  {'  '.join(map(_one_line, told))}"]
        lines += [f"    | {_one_line(line)}" for line in said.trace.split("\n") if said.trace]
        return redacted("\n".join(lines), self.token)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _one_line(text: str) -> str:
    """A text in which nothing acts on a terminal."""
    return _ACTING.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _event(record: logging.LogRecord) -> str:
    """What a record says. What asyncio adds to its first line has errors in it, with all that they say."""
    said = record.getMessage()
    return said.partition("\n")[0] if record.name == "asyncio" else said


def _trace(record: logging.LogRecord) -> str:
    """The traceback, and the stack if that was asked for; empty where there is none."""
    error = None if record.exc_info is None else record.exc_info[1]
    told = "" if error is None else _text_of(lambda: "\n".join(_traced(error)))
    return "\n".join(part for part in (told.rstrip(), record.stack_info) if part)


def _traced(error: BaseException) -> Iterator[str]:
    """The traceback of an error, after those that led to it."""
    chain: list[tuple[BaseException, str]] = []
    current, follows = error, ""
    while len(chain) < _MOST_ERRORS:
        chain.append((current, follows))
        before = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if before is None or any(before is each for each, _ in chain):
            break
        follows = "This led to:" if before is current.__cause__ else "While that was handled:"
        current = before
    for each, after in reversed(chain):
        yield "Traceback (most recent call last):"
        yield from ("".join(traceback.format_tb(each.__traceback__)).rstrip("\n"),) if each.__traceback__ else ()
        yield _told(each)
        if isinstance(each, BaseExceptionGroup):
            yield from (f"  {_told(inner)}" for inner in each.exceptions[:_MOST_ERRORS])
        yield from (after,) if after else ()


def _told(error: BaseException) -> str:
    """The type of an error; with what it says, where that holds nothing that a person wrote."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    is_ours = kind.__module__.startswith(_TELLING) and not isinstance(error, ValueError)
    if not is_ours and not isinstance(error, discord.HTTPException):
        return name
    text = _text_of(partial(str, error))
    return f"{name}: {text}" if text else name


def _cut(value: object, limit: int) -> object:
    """A text, or each in a list, at most of this length; its end stays, as a traceback says there what happened."""
    if isinstance(value, list):
        return [_cut(each, limit) for each in value]
    if not isinstance(value, str) or len(value) <= limit:
        return value
    return f"{value[: limit // 3]} … {value[-(limit * 2 // 3) :]}"


def _text_of(say: Callable[[], str]) -> str:
    """What a stranger's code gives as text; a log does not end where that fails."""
    try:
        return say()
    except Exception as error:
        return f"(no text: {type(error).__name__})"
