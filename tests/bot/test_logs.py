"""Logs: a line an event, for scripts or for people, and no secret in any, whoever logs it."""

import asyncio
import gc
import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import MOST_BYTES, Format, Level, log, set_up
from bot.redaction import HIDDEN, redacted
from compiler.checker.messages import NotRead
from compiler.checker.units import UnitError
from scheduler.rules import ZoneError
from scheduler.store import StoreError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz_0123456789-A"
OTHER = "OTg3NjU0MzIxMDk4NzY1NDMy.GZZZZZ.zyxwvutsrqponmlkjihgfedcba_9876543210-Z"
OURS = logging.getLogger("drillbook.test")
DISCORD = logging.getLogger("discord.http")


class Log(io.StringIO):
    """A stream that may be a terminal."""

    def __init__(self, terminal: bool = False) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    @property
    def lines(self) -> list[str]:
        return self.getvalue().splitlines()

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines]


def begun(format: Format | None = "json", level: Level = "info", terminal: bool = False) -> Log:
    root = logging.getLogger()
    for handler in [each for each in root.handlers if type(each).__module__.startswith("_pytest")]:
        root.removeHandler(handler)  # which raises what is wrong with a call
    stream = Log(terminal)
    set_up(level, format, TOKEN, stream)
    return stream


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever is set up ends with the test."""
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    loggers = [root, logging.getLogger("drillbook"), logging.getLogger("discord")]
    levels = [logger.level for logger in loggers]
    yield
    root.handlers.clear()
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def raised(text: str) -> BaseException:
    try:
        raise StoreError(text)
    except StoreError as error:
        return error


def test_an_event_is_an_object_with_its_fields() -> None:
    stream = begun()
    log(OURS, logging.INFO, "posted", guild=7, late=1.5, first=True, role=None, deck="ohm", steps=["a", 2])
    (said,) = stream.objects
    at = datetime.fromisoformat(said.pop("time"))
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    assert said == {
        "level": "info",
        "logger": "drillbook.test",
        "event": "posted",
        "guild": 7,
        "late": 1.5,
        "first": True,
        "role": None,
        "deck": "ohm",
        "steps": ["a", "2"],
    }


def test_a_time_is_in_utc_with_milliseconds() -> None:
    stream = begun()
    OURS.info("now")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", stream.objects[0]["time"])


def test_a_field_does_not_hide_what_every_line_has() -> None:
    stream = begun()
    log(OURS, logging.INFO, "posted", level=3, time="noon")
    (said,) = stream.objects
    assert (said["level"], said["level_"], said["time_"]) == ("info", 3, "noon")


def test_what_json_has_no_word_for_becomes_a_text() -> None:
    class Odd:
        def __str__(self) -> str:
            raise RuntimeError("no")

    stream = begun()
    log(OURS, logging.INFO, "odd", nan=float("nan"), big=10**40, at=datetime(2026, 1, 1, tzinfo=UTC), odd=Odd())
    (said,) = stream.objects
    assert said["nan"] == "nan"
    assert said["big"] == "1" + "0" * 40
    assert said["at"] == "2026-01-01 00:00:00+00:00"
    assert said["odd"] == "(no text: RuntimeError)"


def test_an_error_is_one_field_with_its_traceback() -> None:
    stream = begun()
    log(OURS, logging.ERROR, "failed", error=raised("a\nb"))
    (said,) = stream.objects
    assert said["exception"].startswith("Traceback (most recent call last):\n")
    assert said["exception"].endswith("scheduler.store.errors.StoreError: a\nb")


REPLY = "about 12.5 of Ada's apples"


def quoting() -> float:
    """What raises an error that quotes a reply."""
    return float(REPLY)


@pytest.mark.parametrize("format", ["json", "text"])
def test_an_error_of_others_is_told_by_its_type_and_frames_and_quotes_no_reply(format: Format) -> None:
    stream = begun(format)
    try:
        try:
            quoting()
        except ValueError as error:
            raise RuntimeError(f"{REPLY} again") from error
    except RuntimeError as error:
        error.add_note(REPLY)
        log(OURS, logging.ERROR, "something went wrong", error=error)
        log(OURS, logging.ERROR, "something went wrong", error=ExceptionGroup(REPLY, [error]))
    said = stream.getvalue()
    assert "in quoting" in said and "ValueError" in said and "RuntimeError" in said and "This led to:" in said
    assert "Ada" not in said


def test_an_error_that_our_own_follows_from_is_not_quoted_either() -> None:
    stream = begun()
    try:
        try:
            quoting()
        except ValueError:
            raise StoreError("the disk is full")  # noqa: B904
    except StoreError as error:
        log(OURS, logging.ERROR, "something went wrong", error=error)
    (said,) = stream.objects
    assert "Ada" not in said["exception"] and said["exception"].endswith("StoreError: the disk is full")


@pytest.mark.parametrize("error", [UnitError(REPLY), ZoneError(REPLY), NotRead(REPLY)])
def test_what_the_checker_says_of_what_was_typed_is_not_told(error: Exception) -> None:
    stream = begun()
    log(OURS, logging.ERROR, "something went wrong", error=error)
    assert "Ada" not in stream.getvalue() and type(error).__name__ in stream.getvalue()


def test_what_discord_answered_is_told() -> None:
    stream = begun()
    response: Any = SimpleNamespace(status=400, reason="Bad Request")
    log(OURS, logging.ERROR, "failed", error=discord.HTTPException(response, {"code": 50035, "message": "too long"}))
    assert "400 Bad Request (error code: 50035): too long" in stream.objects[0]["exception"]


def test_a_task_that_nobody_awaited_is_told_without_what_its_error_says() -> None:
    stream = begun()

    async def forgotten() -> None:
        async def failing() -> float:
            return quoting()

        task = asyncio.create_task(failing())
        await asyncio.sleep(0)
        del task
        gc.collect()

    asyncio.run(forgotten())
    (said,) = stream.objects
    assert said["event"] == "Task exception was never retrieved" and "Ada" not in str(said)
    assert said["exception"].endswith("ValueError")


def test_a_wrong_call_of_a_logger_is_told_and_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    stream = begun()
    OURS.info("%d of %s", TOKEN)
    assert stream.objects[0]["event"] == "(no text: TypeError)"
    assert capsys.readouterr() == ("", "")


def test_a_stream_that_fails_stops_nobody_and_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    stream = begun()
    stream.close()
    OURS.info("a %s", TOKEN)
    assert capsys.readouterr() == ("", "")


# Who is heard


def said(stream: Log) -> set[str]:
    return {each["event"] for each in stream.objects}


def speak() -> None:
    for name in ("drillbook.a", "discord.http", "discord.gateway", "apscheduler.scheduler", "asyncio", "drillbookish"):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR):
            logging.getLogger(name).log(level, f"{name} {logging.getLevelName(level)}")


@pytest.mark.parametrize(
    ("level", "heard"),
    [
        ("debug", {"drillbook.a DEBUG", "drillbook.a INFO", "discord.http INFO", "discord.gateway INFO"}),
        ("info", {"drillbook.a INFO"}),
        ("warning", set()),
    ],
)
def test_ours_are_heard_from_the_level_on_and_others_from_a_warning_on(level: Level, heard: set[str]) -> None:
    stream = begun(level=level)
    speak()
    assert {each for each in said(stream) if each.endswith(("DEBUG", "INFO"))} == heard
    assert len({each for each in said(stream) if each.endswith("WARNING")}) == 6


def test_at_error_nobody_is_heard_below() -> None:
    stream = begun(level="error")
    speak()
    assert {each.rpartition(" ")[2] for each in said(stream)} == {"ERROR"}


def test_messages_that_discord_prints_at_debug_are_dropped_even_where_that_is_turned_on() -> None:
    stream = begun(level="debug")
    before = DISCORD.level
    try:
        DISCORD.setLevel(logging.DEBUG)
        DISCORD.debug("has received %s", {"content": "a reply"})
    finally:
        DISCORD.setLevel(before)
    assert stream.lines == []


def test_a_second_set_up_takes_the_place_of_the_first() -> None:
    first, second = begun(), begun()
    OURS.info("once")
    assert (len(first.lines), len(second.lines)) == (0, 1)


# For people


def test_on_a_terminal_it_is_text_and_elsewhere_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal, pipe = begun(None, terminal=True), Log()
    log(OURS, logging.WARNING, "late by a bit", guild=7, deck="ohm")
    (line,) = terminal.lines
    assert re.sub(r"^\S+", "T", line) == "T  \x1b[33mwarning\x1b[0m  drillbook.test  late by a bit  guild=7  deck=ohm"
    set_up("info", None, TOKEN, pipe)
    OURS.info("x")
    assert pipe.objects


@pytest.mark.parametrize("terminal", [True, False])
def test_colours_are_for_terminals_that_want_them(terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if terminal:
        monkeypatch.setenv("NO_COLOR", "1")
    stream = begun("text", terminal=terminal)
    OURS.error("x")
    assert "\x1b" not in stream.getvalue()


def test_nobody_forges_a_line_or_moves_the_cursor() -> None:
    stream = begun("text")
    forged = "x\n2026-01-01T00:00:00.000Z  info     drillbook  all is well\r\x1b[2J\u2028\u202e\x85"
    fields: dict[str, Any] = {"field": forged, forged: 1}
    log(OURS, logging.INFO, forged, **fields)
    (line,) = stream.lines
    assert r"x\n2026-01-01T00:00:00.000Z  info     drillbook  all is well\r\x1b[2J\u2028\u202e\x85" in line
    assert line.isprintable()


def test_a_traceback_goes_on_below_behind_a_bar() -> None:
    stream = begun("text")
    log(OURS, logging.ERROR, "failed", error=raised("a\n2026-01-01T00:00:00.000Z  info  drillbook  forged\x1b[2J"))
    first, *below = stream.lines
    assert first.endswith("drillbook.test  failed")
    assert below[0] == "    | Traceback (most recent call last):"
    assert all(line.startswith("    | ") for line in below)
    assert below[-1].endswith(r"forged\x1b[2J")


# Secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"logging in with {TOKEN}.", f"logging in with {HIDDEN}."),
        (f"somebody's {OTHER}", f"somebody's {HIDDEN}"),
        ("mfa.abcdefghijklmnopqrstuvwxyz", HIDDEN),
        (
            "POST /api/v10/interactions/12/aW50ZXJhY3Rpb246MTIz/callback",
            f"POST /api/v10/interactions/12/{HIDDEN}/callback",
        ),
        ("/webhooks/12/a-b_c?wait=true", f"/webhooks/12/{HIDDEN}?wait=true"),
        ("/webhooks/12/a-b_c/messages/@original", f"/webhooks/12/{HIDDEN}/messages/@original"),
        ("token aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1", f"token {HIDDEN}"),
        ("Authorization: Bot abc.def", f"Authorization: Bot {HIDDEN}"),
        ("{'Authorization': 'Bot abc', 'X': 1}", f"{{'Authorization': 'Bot {HIDDEN}', 'X': 1}}"),
        ("authorization=Bearer abc;", f"authorization=Bearer {HIDDEN};"),
        ("url='http://me:p@ss@proxy:80/'", f"url='http://{HIDDEN}@proxy:80/'"),
        ("https://example.org/@me or me@example.org", "https://example.org/@me or me@example.org"),
        ("/webhooks/{webhook_id}/{webhook_token}", "/webhooks/{webhook_id}/{webhook_token}"),
        ("compiler.deck.loading.read_file", "compiler.deck.loading.read_file"),
    ],
)
def test_secrets_are_hidden_and_nothing_else_is(text: str, shown: str) -> None:
    assert redacted(text, TOKEN) == shown


PARTS = st.one_of(
    st.just(TOKEN),
    st.just(TOKEN[:40]),
    st.just(TOKEN[40:]),
    st.text(max_size=30),
    st.sampled_from(["\\", '"', "\n", "%s"]),
)
TEXTS = st.lists(PARTS, max_size=6).map("".join)


@given(
    format=st.sampled_from(["json", "text"]),
    logger=st.sampled_from(["drillbook.x", "discord.client", f"discord.{TOKEN}", "apscheduler"]),
    message=TEXTS,
    arguments=st.one_of(st.just(()), st.tuples(TEXTS), st.tuples(st.dictionaries(TEXTS, TEXTS, max_size=2))),
    fields=st.dictionaries(
        TEXTS, st.one_of(TEXTS, st.lists(TEXTS, max_size=2), st.integers(), st.floats()), max_size=3
    ),
    error=st.one_of(st.none(), TEXTS),
)
def test_no_line_has_the_token_whatever_is_logged(
    format: Format,
    logger: str,
    message: str,
    arguments: tuple[object, ...],
    fields: dict[str, object],
    error: str | None,
) -> None:
    stream = begun(format)
    logging.getLogger(logger).warning(
        message, *arguments, exc_info=None if error is None else raised(error), extra={"fields": fields}
    )
    assert TOKEN not in stream.getvalue()
    assert len(stream.getvalue().encode("utf-8", "surrogatepass")) <= MOST_BYTES
    if format == "json":
        assert len(stream.objects) == 1
    else:
        assert all(line.isprintable() or " " in line for line in stream.lines)
        assert all(line.startswith("    | ") for line in stream.lines[1:])


@pytest.mark.parametrize("limit", [120, 500, 1_500, 4_000, 10_000])
def test_a_token_where_a_text_is_cut_leaves_no_part_of_itself(limit: int) -> None:
    stream = begun()
    for before in range(limit - 80, limit + 4, 7):
        log(OURS, logging.INFO, "x" * before + " " + TOKEN + " " + "y" * 3 * limit)
        log(OURS, logging.INFO, "x" * 3 * limit + " " + TOKEN + " " + "y" * before)
    for spaces in range(1, 20):
        log(OURS, logging.INFO, (TOKEN + " " * spaces) * 1_000)
    for part in (TOKEN[start : start + 12] for start in range(0, 60, 6)):
        assert part not in stream.getvalue()


@pytest.mark.parametrize("format", ["json", "text"])
@pytest.mark.parametrize("text", ["x" * 10_000_000, "😀\n" * 50_000, "\x00" * 50_000, TOKEN * 1_000], ids=str.__len__)
def test_a_line_is_bounded_whatever_comes(format: Format, text: str) -> None:
    stream = begun(format)
    log(OURS, logging.ERROR, text, error=raised(text), a=text, b=[text] * 200)
    many: dict[str, Any] = {f"{text[:30]}{n}": text for n in range(2_000)}
    log(OURS, logging.INFO, "many", **many)
    assert len(stream.getvalue().encode()) <= 2 * MOST_BYTES
    if format == "json":
        assert (len(stream.lines), stream.objects[1]["cut"]) == (2, True)


def test_the_end_of_a_long_traceback_stays() -> None:
    stream = begun()
    log(OURS, logging.ERROR, "failed", error=raised("x" * 20_000 + " the end"))
    assert stream.objects[0]["exception"].endswith("the end")
