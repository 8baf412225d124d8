"""The fake of Discord, tried with a client of discord.py as it is."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest

from tests.bot.wire import Callback, Channel, Fake, Impossible, Request, redirected, running
from tests.bot.wire.scene import PLAIN, READING, Client, Scene, play

ROOT = Path(__file__).parents[3]


def test_a_client_logs_in_and_finds_its_guild() -> None:
    async def act(at: Scene) -> None:
        assert at.client.user is not None and at.client.user.id == at.fake.bot.id
        assert [guild.name for guild in at.client.guilds] == ["class"]
        assert at.there.permissions_for(at.there.guild.me).send_messages
        assert at.client.application_flags.gateway_message_content_limited
        assert (await at.client.fetch_guild(at.guild.id)).owner_id == at.guild.owner.id
        assert [one.name for one in await at.there.guild.fetch_channels()] == ["drills"]
        assert (await at.there.guild.fetch_member(at.ada.id)).name == "ada"

    play(act)


def test_a_wrong_token_is_refused() -> None:
    async def run() -> None:
        async with Fake() as fake:
            with redirected(fake.url, fake.gateway):
                async with Client(PLAIN, None, None) as client:
                    with pytest.raises(discord.LoginFailure):
                        await client.login("no token of mine")

    asyncio.run(run())


def test_an_intent_that_the_portal_does_not_allow_is_refused() -> None:
    async def run() -> None:
        async with Fake(privileged=0) as fake:
            with redirected(fake.url, fake.gateway):
                async with Client(READING, None, None) as client:
                    with pytest.raises(discord.PrivilegedIntentsRequired):
                        await client.start(fake.token)

    asyncio.run(run())


def test_a_message_is_posted_kept_edited_and_deleted() -> None:
    async def act(at: Scene) -> None:
        posted = await at.there.send("2 + 2", embed=discord.Embed(title="Sum"))
        kept = at.channel.latest
        assert kept is not None and (kept.id, kept.content, kept.embeds[0]["title"]) == (posted.id, "2 + 2", "Sum")
        assert kept.allowed_mentions == {"parse": []}
        await at.heard(kept)
        await posted.edit(content="2 + 3")
        assert kept.content == "2 + 3" and kept.embeds
        assert [one.content async for one in at.there.history(limit=5)] == ["2 + 3"]
        assert (await at.there.fetch_message(posted.id)).content == "2 + 3"
        await posted.delete()
        with pytest.raises(discord.NotFound):
            await at.there.fetch_message(posted.id)

    play(act)


def test_history_is_read_before_after_and_around_a_message() -> None:
    async def act(at: Scene) -> None:
        said = [at.fake.say(at.ada, at.channel, str(number)) for number in range(9)]
        middle = discord.Object(said[4].id)
        assert [one.id async for one in at.there.history(before=middle, limit=2)] == [said[3].id, said[2].id]
        assert [one.id async for one in at.there.history(after=middle, limit=2)] == [said[5].id, said[6].id]
        around = [one.id async for one in at.there.history(around=middle, limit=3)]
        assert around == [said[5].id, said[4].id, said[3].id]

    play(act)


def test_a_nonce_makes_two_posts_one_until_it_is_forgotten() -> None:
    async def act(at: Scene) -> None:
        first, again = [await at.there.send("once", nonce="class-2026-03-01") for _ in range(2)]
        assert first.id == again.id and len(at.channel.messages) == 1
        at.fake.advance(6 * 60)
        await at.there.send("once", nonce="class-2026-03-01")
        at.fake.forget_nonces()
        await at.there.send("once", nonce="class-2026-03-01")
        assert len(at.channel.messages) == 3

    play(act)


def test_without_the_intent_only_what_is_meant_for_the_bot_can_be_read() -> None:
    async def act(at: Scene) -> None:
        drill = await at.there.send("2 + 2")
        kept = at.channel.messages[drill.id]
        direct = at.fake.direct_messages(at.ada)
        readable = {
            at.fake.say(at.ada, at.channel, "4"): False,
            at.fake.say(at.ada, direct, "4"): True,
            at.fake.say(at.ada, at.channel, f"{at.fake.bot.mention} 4"): True,
            at.fake.say(at.ada, at.channel, "4", reply_to=kept): True,
            at.fake.say(at.ada, at.channel, "4", reply_to=kept, ping=False): False,
        }
        for message, may in readable.items():
            heard = await at.heard(message)
            assert bool(heard.content) == may, message.content
            assert heard.channel.id == message.channel.id
            if message.replies_to:
                assert heard.reference is not None and isinstance(heard.reference.resolved, discord.Message)
                assert heard.reference.resolved.content == "2 + 2"
        assert {bool(one.content) async for one in at.there.history()} == {True, False}

    play(act)


def test_a_reply_to_an_interaction_s_message_cannot_be_read() -> None:
    async def answer(interaction: discord.Interaction[Client]) -> None:
        await interaction.response.send_message("2 + 2")

    async def act(at: Scene) -> None:
        (shown,) = await at.fake.command(at.ada, at.channel, "drill now").said()
        heard = await at.heard(at.fake.say(at.ada, at.channel, "4", reply_to=shown))
        assert heard.content == "" and at.client.user in heard.mentions

    play(act, on_command=answer)


def test_with_the_intent_everything_can_be_read() -> None:
    async def act(at: Scene) -> None:
        heard = await at.heard(at.fake.say(at.ada, at.channel, "4", files={"sum.txt": b"2 + 2"}))
        assert heard.content == "4"
        assert await heard.attachments[0].read() == b"2 + 2"

    play(act, intents=READING)


def test_a_command_is_deferred_and_followed_up() -> None:
    async def answer(interaction: discord.Interaction[Client]) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"about {interaction.extras['topic']}")
        await interaction.followup.send("and more", ephemeral=False)
        await interaction.edit_original_response(content="all about sums")

    async def act(at: Scene) -> None:
        asked = at.fake.command(at.ada, at.channel, "drill now", {"topic": "sums"})
        await at.fake.until(lambda: asked.messages and asked.messages[0].content == "all about sums")
        first, more = asked.messages
        assert asked.callback is Callback.DEFER and asked.seconds is not None and asked.seconds < 1
        assert first.ephemeral and first is asked.original and more.content == "and more"
        assert list(at.channel.messages) == [more.id] and asked.refused == []

    play(act, on_command=answer)


def test_a_command_says_at_once_what_came_of_it() -> None:
    async def answer(interaction: discord.Interaction[Client]) -> None:
        callback = await interaction.response.send_message("here")
        assert callback.message_id is not None
        assert (await interaction.original_response()).id == callback.message_id

    async def act(at: Scene) -> None:
        direct = at.fake.direct_messages(at.ada)
        for place in (at.channel, direct):
            (said,) = await at.fake.command(at.ada, place, "drill now").said()
            assert said.content == "here" and said is place.latest
        await asyncio.sleep(0.05)
        assert at.client.failed == []

    play(act, on_command=answer)


def test_an_option_is_completed() -> None:
    async def act(at: Scene) -> None:
        asked = await at.fake.autocomplete(at.ada, at.channel, "drill now", "topic", "su").done()
        assert asked.choices == [{"name": "susu", "value": "su"}]

    play(act)


def test_people_cannot_do_what_their_client_would_not_offer() -> None:
    async def act(at: Scene) -> None:
        said = at.fake.say(at.ada, at.channel, "hello")
        impossible: list[Callable[[], object]] = [
            lambda: at.fake.command(at.ada, at.channel, "no"),
            lambda: at.fake.command(at.ada, at.channel, "drill"),
            lambda: at.fake.command(at.ada, at.channel, "drill now", {"topic": 7}),
            lambda: at.fake.press(at.ada, said, "answer"),
            lambda: at.fake.say(at.ada, at.fake.direct_messages(at.fake.add_user("bob")), "hello"),
        ]
        for act in impossible:
            with pytest.raises(Impossible):
                act()

    play(act)


class Answer(discord.ui.Modal, title="Your answer"):
    """Asks for one text, in a label as new modals do."""

    text: discord.ui.Label[Any] = discord.ui.Label(
        text="Answer", component=discord.ui.TextInput(custom_id="text", max_length=10)
    )

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        assert isinstance(self.text.component, discord.ui.TextInput)
        await interaction.response.send_message(f"you said {self.text.component.value}", ephemeral=True)


def test_a_button_opens_a_modal_that_is_submitted() -> None:
    async def press(interaction: discord.Interaction[Client]) -> None:
        await interaction.response.send_modal(Answer())

    async def act(at: Scene) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Answer", custom_id="answer"))
        await at.there.send("2 + 2", view=view)
        drill = at.channel.latest
        assert drill is not None
        opened = await at.fake.press(at.ada, drill, "answer").done()
        assert opened.modal is not None and opened.modal["title"] == "Your answer"
        with pytest.raises(Impossible):
            at.fake.submit(opened, {"text": "far too long a text"})
        (said,) = await at.fake.submit(opened, {"text": "4"}).said()
        assert said.content == "you said 4" and said.ephemeral
        assert list(at.channel.messages) == [drill.id]

    play(act, on_press=press)


def test_a_select_updates_its_message() -> None:
    async def press(interaction: discord.Interaction[Client]) -> None:
        assert isinstance(interaction.data, dict)
        await interaction.response.edit_message(content=str(interaction.data["values"]), view=None)  # type: ignore[typeddict-item]

    async def act(at: Scene) -> None:
        view = discord.ui.View(timeout=None)
        options = [discord.SelectOption(label=name) for name in "ab"]
        view.add_item(discord.ui.Select(custom_id="which", options=options))
        await at.there.send("which?", view=view)
        drill = at.channel.latest
        assert drill is not None
        asked = await at.fake.choose(at.ada, drill, "which", ["b"]).done()
        assert asked.callback is Callback.UPDATE and drill.content == "['b']" and drill.components == []

    play(act, on_press=press)


def test_what_was_missed_is_sent_after_a_resume() -> None:
    async def act(at: Scene) -> None:
        at.fake.drop()
        missed = [at.fake.say(at.ada, at.channel, str(number)) for number in range(3)]
        for message in missed:
            await at.heard(message)
        assert (at.fake.sessions.identified, at.fake.sessions.resumed) == (1, 1)
        at.fake.ask_to_reconnect()
        await at.fake.until(lambda: at.client.resumed == 2)
        assert [one.id for one in at.client.heard] == [one.id for one in missed]

    play(act)


def test_a_lost_session_begins_anew() -> None:
    async def act(at: Scene) -> None:
        at.fake.forget_sessions()
        missed = at.fake.say(at.ada, at.channel, "missed")
        await at.fake.until(lambda: at.fake.sessions.identified == 2 and at.fake.connected)
        await at.heard(at.fake.say(at.ada, at.channel, "hello"))
        assert at.fake.sessions.resumed == 0 and missed.id not in [one.id for one in at.client.heard]

    play(act)


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_rate_limit_only_delays(everywhere: bool) -> None:
    async def act(at: Scene) -> None:
        fault = at.fake.fault("POST", "/channels/*/messages", 429, retry_after=0.05, everywhere=everywhere)
        await at.there.send("late")
        statuses = [one.status for one in at.fake.made("POST", "/channels/*/messages")]
        assert statuses == [429, 200] and fault.hits == 1 and len(at.channel.messages) == 1

    play(act)


def test_a_client_keeps_to_the_limits_that_headers_tell() -> None:
    async def act(at: Scene) -> None:
        limit = at.fake.limit("POST", "/channels/*/messages", 3, 0.1)
        for number in range(7):
            await at.there.send(str(number))
        assert len(at.channel.messages) == 7 and limit.refused == 0

    play(act)


def test_an_outage_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = asyncio.sleep
    monkeypatch.setattr("discord.http.asyncio.sleep", lambda seconds: wait(min(seconds, 0.01)))

    async def act(at: Scene) -> None:
        at.fake.fault("POST", "/channels/*/messages", 502, times=2)
        at.fake.fault("POST", "/channels/*/messages", 500, before=False)
        await at.there.send("late", nonce="once")
        statuses = [one.status for one in at.fake.made("POST", "/channels/*/messages")]
        assert statuses == [502, 502, 500, 200] and len(at.channel.messages) == 1

    play(act)


@pytest.mark.parametrize("before", [True, False])
def test_a_connection_is_cut_before_or_after_the_post_took_effect(before: bool) -> None:
    async def act(at: Scene) -> None:
        at.fake.fault("POST", "/channels/*/messages", cut=True, before=before)
        with pytest.raises(aiohttp.ClientError):
            await at.there.send("lost?")
        assert len(at.channel.messages) == (not before)

    play(act)


def test_an_answer_may_take_its_time() -> None:
    async def act(at: Scene) -> None:
        at.fake.fault("POST", "/channels/*/messages", delay=0.1)
        began = asyncio.get_running_loop().time()
        await at.there.send("slowly")
        assert asyncio.get_running_loop().time() - began >= 0.1

    play(act)


def test_what_the_bot_may_not_do_is_forbidden() -> None:
    async def act(at: Scene) -> None:
        at.fake.permit(at.channel, deny=discord.Permissions(send_messages=True))
        with pytest.raises(discord.Forbidden) as refused:
            await at.there.send("no")
        assert refused.value.code == 50013
        at.fake.permit(at.channel, deny=discord.Permissions(view_channel=True))
        with pytest.raises(discord.Forbidden) as refused:
            await at.there.send("no")
        assert refused.value.code == 50001
        shy = await (await at.client.fetch_user(at.fake.add_user("shy", reachable=False).id)).create_dm()
        with pytest.raises(discord.Forbidden) as refused:
            await shy.send("no")
        assert refused.value.code == 50007

    play(act)


def test_an_interaction_must_be_acknowledged_once_and_in_time() -> None:
    going: list[asyncio.Event] = []

    async def answer(interaction: discord.Interaction[Client]) -> None:
        await going[0].wait()
        await interaction.response.defer()

    async def twice(interaction: discord.Interaction[Client]) -> None:
        await interaction.response.defer()
        interaction.response._response_type = None
        await interaction.response.defer()

    async def late(at: Scene) -> None:
        going.append(asyncio.Event())
        asked = at.fake.command(at.ada, at.channel, "drill now")
        at.fake.advance(3.5)
        going[0].set()
        await at.fake.until(lambda: asked.refused)
        assert asked.refused[0].code == 10062 and not asked.acknowledged
        await at.fake.until(lambda: at.client.failed)
        assert isinstance(at.client.failed[0], discord.NotFound)

    async def again(at: Scene) -> None:
        asked = at.fake.command(at.ada, at.channel, "drill now")
        await at.fake.until(lambda: asked.refused)
        assert asked.refused[0].code == 40060 and asked.acknowledged

    play(late, on_command=answer)
    play(again, on_command=twice)


def test_nothing_can_be_said_to_an_interaction_after_its_time() -> None:
    over = asyncio.Event()

    async def answer(interaction: discord.Interaction[Client]) -> None:
        await interaction.response.defer()
        await over.wait()
        await interaction.followup.send("too late")

    async def act(at: Scene) -> None:
        asked = at.fake.command(at.ada, at.channel, "drill now")
        await at.fake.until(lambda: asked.acknowledged)
        at.fake.advance(15 * 60 + 1)
        over.set()
        await at.fake.until(lambda: asked.refused)
        assert asked.refused[0].code == 50027 and asked.messages == []

    play(act, on_command=answer)


def test_what_is_too_long_is_refused() -> None:
    async def refused(send: Awaitable[object]) -> discord.HTTPException:
        with pytest.raises(discord.HTTPException) as error:
            await send
        return error.value

    async def act(at: Scene) -> None:
        long = discord.Embed(description="x" * 4097)
        many = [discord.Embed(description="x" * 3001) for _ in range(2)]
        twins, wide = discord.ui.View(timeout=None), discord.ui.View(timeout=None)
        for _ in range(2):
            twins.add_item(discord.ui.Button(label="a", custom_id="same"))
        wide.add_item(discord.ui.Button(label="x" * 81, custom_id="a"))
        assert (await refused(at.there.send("x" * 2001))).code == 50035
        assert "embeds.0.description" in (await refused(at.there.send(embed=long))).text.replace("In ", "")
        assert (await refused(at.there.send(embeds=many))).code == 50035
        assert (await refused(at.there.send(view=twins))).code == 50035
        assert (await refused(at.there.send(view=wide))).code == 50035
        assert (await refused(at.there.send(" "))).code == 50006
        assert (await refused(at.there.create_thread(name="x" * 101))).code == 50035
        assert at.channel.messages == {}

    play(act)


def test_a_thread_begins_at_a_message_and_without_one() -> None:
    async def act(at: Scene) -> None:
        drill = await at.there.send("2 + 2")
        thread = await drill.create_thread(name="Solution")
        await thread.send("4")
        kept = at.fake.channels[thread.id]
        assert kept.latest is not None and kept.latest.content == "4" and kept.id == drill.id
        await thread.edit(archived=True)
        assert kept.archived
        private = await at.there.create_thread(name="Between us", type=discord.ChannelType.private_thread)
        await private.add_user(discord.Object(at.ada.id))
        assert at.ada.id in at.fake.channels[private.id].followers
        heard = await at.heard(at.fake.say(at.ada, at.fake.channels[private.id], f"{at.fake.bot.mention} 4"))
        assert isinstance(heard.channel, discord.Thread)

    play(act)


def test_files_are_kept_and_can_be_fetched() -> None:
    async def act(at: Scene) -> None:
        posted = await at.there.send("look", file=discord.File(io.BytesIO(b"picture"), "sum.png"))
        kept = at.channel.latest
        assert kept is not None and kept.files == {"sum.png": b"picture"} and kept.content == "look"
        assert await posted.attachments[0].read() == b"picture"
        await posted.edit(attachments=[])
        assert kept.files == {}

    play(act)


def test_reactions_are_added_and_heard_of() -> None:
    async def act(at: Scene) -> None:
        drill = await at.there.send("2 + 2")
        kept = at.channel.messages[drill.id]
        await drill.add_reaction("✅")
        heard = at.client.wait_for("raw_reaction_add", check=lambda one: one.user_id == at.ada.id)
        waiting = asyncio.create_task(heard)
        await asyncio.sleep(0)
        at.fake.add_reaction(at.ada, kept, "✅")
        assert str((await waiting).emoji) == "✅"
        assert kept.reactions == {"✅": [at.fake.bot.id, at.ada.id]}
        await drill.remove_reaction("✅", discord.Object(at.fake.bot.id))
        assert kept.reactions == {"✅": [at.ada.id]}

    play(act)


def test_a_client_hears_of_guilds_and_channels_that_come_and_go() -> None:
    async def act(at: Scene) -> None:
        other = at.fake.add_guild("other")
        channel = at.fake.add_channel(other)
        await at.fake.until(lambda: at.client.get_channel(channel.id))
        at.fake.remove_channel(channel)
        await at.fake.until(lambda: at.client.get_channel(channel.id) is None)
        at.fake.remove_guild(other)
        await at.fake.until(lambda: len(at.client.guilds) == 1)

    play(act)


def test_a_select_of_channels_and_roles_says_what_they_are() -> None:
    chosen: list[object] = []

    class Places(discord.ui.View):
        @discord.ui.select(cls=discord.ui.ChannelSelect, custom_id="where")
        async def where(self, interaction: discord.Interaction[Any], select: discord.ui.ChannelSelect[Any]) -> None:
            chosen.extend(one.name for one in select.values)
            await interaction.response.defer()

        @discord.ui.select(cls=discord.ui.RoleSelect, custom_id="who")
        async def who(self, interaction: discord.Interaction[Any], select: discord.ui.RoleSelect[Any]) -> None:
            chosen.extend(one.name for one in select.values)
            await interaction.response.defer()

    async def act(at: Scene) -> None:
        teacher = at.fake.add_role(at.guild, "teacher")
        await at.there.send("where, and who?", view=Places(timeout=None))
        asked = at.channel.latest
        assert asked is not None
        await at.fake.choose(at.ada, asked, "where", [at.channel]).done()
        await at.fake.choose(at.ada, asked, "who", [teacher]).done()
        assert chosen == ["drills", "teacher"]

    play(act)


def test_what_the_fake_lacks_ends_the_test() -> None:
    async def act(at: Scene) -> None:
        with pytest.raises(discord.HTTPException):
            await at.there.webhooks()

    with pytest.raises(NotImplementedError, match=r"GET /channels/\d+/webhooks"):
        play(act)


def test_requests_are_told_as_they_come_and_take_effect() -> None:
    async def act(at: Scene) -> None:
        told: list[tuple[str, int]] = []

        def listen(moment: str, request: Request) -> None:
            told.append((moment, len(at.channel.messages)))

        at.fake.on_request(listen)
        await at.there.send("2 + 2")
        assert told == [("arrived", 0), ("done", 1), ("answered", 1)]

    play(act)


def test_another_thread_may_use_the_fake_while_its_state_outlives_clients() -> None:
    async def post(fake: Fake, channel: Channel) -> None:
        with redirected(fake.url, fake.gateway):
            client = Client(PLAIN, None, None)
            serving = asyncio.create_task(client.start(fake.token))
            await fake.until(client.is_ready)
            await client.text(channel).send("hello")
            await client.close()
            await serving

    with running() as fake:
        channel = fake.add_channel(fake.add_guild())
        for _ in range(2):
            asyncio.run(post(fake, channel))
        fake.wait(lambda: not fake.connected)
        assert len(channel.messages) == 2 and fake.sessions.identified == 2


_CLIENT = """
import sys
from tests.bot.wire import redirected
from tests.bot.wire.scene import PLAIN, Client
url, gateway, token, channel = sys.argv[1:]

class Poster(Client):
    async def on_ready(self):
        await self.get_partial_messageable(int(channel)).send("here", nonce="once")

with redirected(url, gateway):
    Poster(PLAIN, None, None).run(token, log_handler=None)
"""


def test_a_client_that_is_killed_in_the_midst_of_a_post_comes_again() -> None:
    with running() as fake:
        channel = fake.add_channel(fake.add_guild())
        words = [sys.executable, "-c", _CLIENT, fake.url, fake.gateway, fake.token, str(channel.id)]
        first = subprocess.Popen(words, cwd=ROOT)

        def kill(moment: str, request: Request) -> None:
            if moment == "done" and request.path.endswith("/messages") and first.poll() is None:
                first.kill()
                first.wait()

        fake.on_request(kill)
        fake.wait(lambda: not fake.connected and channel.messages, 30)
        second = subprocess.Popen(words, cwd=ROOT)
        try:
            fake.wait(lambda: len(fake.made("POST", "/channels/*/messages")) == 2 and fake.connected, 30)
            assert len(channel.messages) == 1 and fake.sessions.identified == 2
        finally:
            second.kill()
            second.wait()
        fake.wait(lambda: not fake.connected)


def test_a_command_of_drillbook_runs_in_a_process_of_its_own() -> None:
    with running() as fake:
        words = [sys.executable, "-m", "tests.bot.wire.child", fake.url, fake.gateway, "--", "--help"]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "drillbook" in done.stdout
