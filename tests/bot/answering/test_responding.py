"""Answers come in time or are announced, and what goes wrong is told, and costs nothing that was kept."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from types import SimpleNamespace

import aiohttp
import pytest

from bot.answering import responding
from bot.messages.words import say
from scheduler.store import StoreBusy, replies
from tests.bot.played import Played, plays

_THINKING, _LATER, _MODAL = 5, 6, 9
"""How an interaction is answered: with a message that follows, with a change that follows, with a form."""
CALLBACK = "/interactions/*/*/callback"


@pytest.fixture
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is done soon enough to be answered at once; by itself no time runs out, since simcord's clock stands."""

    async def wait(tasks: set[asyncio.Task[object]], timeout: float) -> tuple[set[object], set[object]]:
        assert 0 < timeout < 2.5
        return set(), set(tasks)

    monkeypatch.setattr(responding, "asyncio", SimpleNamespace(wait=wait, ensure_future=asyncio.ensure_future))


@pytest.mark.usefixtures("_slow")
@plays
async def test_what_takes_long_is_acknowledged_first_and_answered_in_private(it: Played) -> None:
    shown = await it.practice(it.ann)
    assert shown.private
    message = shown.message.id
    for label in ("Hint", "Give up"):
        shown = await it.press(it.ann, shown, label)
        assert shown.message.id == message
    shown = await it.answer(it.ann, shown, it.wrong(shown))
    told = await it.press(it.ann, shown, "I think I was right")
    assert told.private
    assert "Kept for a second look" in told.text
    shown = await it.answer(it.ann, shown, it.right(shown))
    assert shown.message.id == message
    assert shown.said.startswith("✅")
    shown = await it.press(it.ann, shown, "Next question")
    shown = await it.press(it.ann, shown, "Skip")
    assert shown.message.id == message
    assert shown.message.embeds[0].title == "2.1 Area (new)"
    answers = [each.json["type"] for each in it.env.http_requests if each.json and each.path.endswith("/callback")]
    assert answers.count(_MODAL) == 2
    assert set(answers) == {_MODAL, _THINKING, _LATER}


@pytest.mark.usefixtures("_slow")
@plays
async def test_streaks_that_take_long_are_private_too(it: Played) -> None:
    await it.practice(it.ann)
    for who, member in ((it.ann, it.ann), (it.ben, it.ann)):
        shown = await it.slash(who, "streak", member=member)
        assert shown.private
        assert len(shown.message.attachments) == 1
    mine = await it.slash(it.ann, "streak")
    told = await it.press(it.ann, mine, "Hide from others")
    assert told.private
    assert told.text == say("streak.now_hidden")
    assert (await it.slash(it.ben, "streak", member=it.ann)).private


@pytest.mark.usefixtures("_slow")
@plays
async def test_errors_that_take_long_are_told_in_private(it: Played) -> None:
    shown = await it.practice(it.ann)
    his = await it.practice(it.ben)
    told = await it.forge(it.ben, his, f"db.hint.{shown.number}")
    assert told.messages[-1].content == say("general.gone")
    assert told.private


@plays
async def test_where_nothing_can_be_saved_it_is_said(it: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await it.practice(it.ann)
    form = await it.press(it.ann, shown, "Reply")
    text = it.right(shown)
    with monkeypatch.context() as broken:

        async def refused(*_: object) -> None:
            raise StoreBusy("another program writes")

        broken.setattr(it.store, "run", refused)
        told = await it.fill(it.ann, form, text)
        assert told.private
        assert told.text == say("general.busy")
        assert (await it.practice(it.ann)).text == say("general.busy")
    assert len(it.errors()) == 2
    assert (await it.answer(it.ann, shown, text)).said.startswith("✅")


@plays
async def test_what_nobody_foresaw_is_noted_and_told(it: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = await it.practice(it.ann)
    with monkeypatch.context() as broken:
        broken.setattr("bot.questions.acting.hint_embed", lambda _: 1 / 0)
        told = await it.press(it.ann, shown, "Hint")
    assert told.text == say("general.wrong")
    assert told.private
    (noted,) = it.errors()
    assert "something went wrong" in noted


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (ConnectionResetError(), True),
        (TimeoutError(), True),
        (socket.gaierror(-3, "Temporary failure in name resolution"), True),
        (ssl.SSLError("no certificate"), True),
        (aiohttp.ClientOSError(errno.ENETUNREACH, "Network is unreachable"), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), False),
        (StoreBusy("another program writes"), False),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_fails_on_the_way_to_discord_is_an_outage_and_nothing_else_is(error: Exception, is_one: bool) -> None:
    assert responding.is_outage(error) is is_one


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060), (403, 50001), (500, 0)])
@plays
async def test_a_reply_is_kept_though_its_answer_does_not_arrive(it: Played, status: int, code: int) -> None:
    shown = await it.practice(it.ann)
    text = it.right(shown)
    form = await it.press(it.ann, shown, "Reply")
    it.env.inject_error("POST", CALLBACK, status=status, code=code, times=None)
    await it.fill(it.ann, form, text)
    it.errors()
    assert [each.text for each in it.read(lambda db: replies(db, shown.number))] == [text]
    assert it.question(shown).closed is not None
