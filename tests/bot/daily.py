"""The daily drill, played: a schedule, what it posts, replies to that, and all that a group can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

import discord
import simcord
import simcord.http.client
from simcord.backend.errors import BackendError
from simcord.backend.models import AllowedMentions

from scheduler.store import Drill, PostState, Question, drill_at
from tests.bot.played import Group, Played, Shown
from tests.scheduler.practice.samples import BERLIN, right, wrong

DAY = "Mon 4 May, Europe/Berlin"
FIRST = " · streak: 1 day"
REVIEW = f"-# {DAY} · asked again on Tue 5 May{FIRST}"
DAY_ONLY = f"-# {DAY} · counts for the day, no interval changes{FIRST}"
OPEN = f"-# {DAY} · open still"
TRIED = f"{OPEN} · counts for the day{FIRST}"
"""What the last line of an answer says on the first day: a review, the day alone, or that the question is open still;
where an earlier reply made the day count, without how the streak stands (`FIRST`)."""

_raised = cast(Any, simcord.http.client)._raise_for


def _raise(error: BackendError) -> None:
    """As discord.py does it: what Discord itself could not do is an error of its own, after all tries."""
    if error.status >= 500:
        raise discord.DiscordServerError(cast(Any, simcord.http.client)._FakeResponse(error.status), error.to_json())
    _raised(error)


cast(Any, simcord.http.client)._raise_for = _raise


async def arranged(it: Played, group: Group | None = None, **options: Any) -> Shown:
    """A schedule: the small deck in the order of its chapters, daily at one in Berlin, an hour from the start."""
    here = group or it.home
    given = {"channel": here.channel, "deck": "tiny", "at": "13:00", "zone": BERLIN, "choose": "in-order", **options}
    return await it.slash(here.boss, "setup add", **given)


async def tick(it: Played, **later: float) -> None:
    """Let time pass, and have posted what is due then."""
    await it.later(**later)
    await it.post()


async def posted(it: Played, group: Group | None = None, *, hours: float = 1) -> discord.Message:
    """The last drill of a channel after some hours, at the end of which all that is due is posted."""
    await tick(it, hours=hours)
    return drills(it, group)[-1]


async def drill_of_today(it: Played, **options: Any) -> discord.Message:
    """The drill of a schedule that is new."""
    await arranged(it, **options)
    return await posted(it)


async def write(
    it: Played,
    who: simcord.MemberActor,
    text: str,
    to: discord.Message | None = None,
    *,
    where: simcord.ChannelHandle | None = None,
    ping: bool = True,
) -> discord.Message:
    """Write a message, where it is a reply with the @ left on, or off."""
    channel = where or handle(it, to)
    if ping:
        return await who.send(channel, text, reply_to=to)
    assert to is not None
    allowed = AllowedMentions(replied_user=False)
    it.env.backend.create_message(channel.id, who.id, text, reference=reference_to(to), allowed_mentions=allowed)
    await it.env.settle(idle=0.001)
    return channel.history()[-1]


def reference_to(message: discord.Message) -> dict[str, str]:
    """What makes a message a reply to another one."""
    return {"channel_id": str(message.channel.id), "message_id": str(message.id)}


def handle(it: Played, message: discord.Message | None) -> simcord.ChannelHandle:
    """The channel or thread of a message; without one, that of home."""
    if message is None:
        return it.home.channel
    channels = [each for guild in it.env._guilds for each in guild.channels.values()]
    return next(each for channel in channels for each in (channel, *channel.threads) if each.id == message.channel.id)


def thread(group: Group) -> simcord.ChannelHandle:
    """The one thread of a group's channel."""
    (found,) = group.channel.threads
    return found


def by_bot(it: Played, channel: simcord.ChannelHandle) -> list[discord.Message]:
    """What the bot wrote in a channel, without the words of Discord itself."""
    assert it.bot.user is not None
    return [
        each
        for each in channel.history()
        if each.author.id == it.bot.user.id and each.type in (discord.MessageType.default, discord.MessageType.reply)
    ]


def drills(it: Played, group: Group | None = None) -> list[discord.Message]:
    """The drills that stand in a channel."""
    return [each for each in by_bot(it, (group or it.home).channel) if "Drill of" in each.content]


def solutions(it: Played) -> list[discord.Message]:
    """The solutions that stand in the channel of home."""
    return [each for each in by_bot(it, it.home.channel) if "Solution of" in each.content]


def public(it: Played, group: Group) -> list[discord.Message]:
    """All that the bot wrote in a group for everybody to read."""
    return [each for channel in (group.channel, *group.channel.threads) for each in by_bot(it, channel)]


def answer(it: Played, group: Group | None = None) -> discord.Message:
    """What the bot wrote last in the thread of a group's channel."""
    return by_bot(it, thread(group or it.home))[-1]


def reactions(message: discord.Message, channel: simcord.ChannelHandle) -> list[str]:
    """The signs at a message, as it stands now."""
    current = next(each for each in channel.history() if each.id == message.id)
    return [str(each.emoji) for each in current.reactions]


def now_reads(message: discord.Message, group: Group) -> str:
    """The text of a message of a group's channel, as it stands now."""
    return next(each.content for each in group.channel.history() if each.id == message.id)


def drill_at_message(it: Played, message: discord.Message) -> Drill:
    """The drill that a message posts."""
    found = it.read(lambda db: drill_at(db, str(message.id)))
    assert found is not None
    return found


def right_for(it: Played, message: discord.Message) -> str:
    """The right reply to everybody's numbers of a drill."""
    return right(cast(Question, drill_at_message(it, message)))


def wrong_for(it: Played, message: discord.Message) -> str:
    """A reply to them that is read, and wrong."""
    return wrong(cast(Question, drill_at_message(it, message)))


def count(it: Played, table: str) -> int:
    """How many rows a table has."""
    return int(it.read(lambda db: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]))


def last(message: discord.Message) -> str:
    """The last line of a message."""
    return message.content.split("\n")[-1]


def states(it: Played) -> list[tuple[str, PostState]]:
    """The days of all drills and what became of them."""
    rows = it.read(lambda db: db.execute("SELECT day, state FROM drills ORDER BY day").fetchall())
    return [(day, PostState(state)) for day, state in rows]


def excused(it: Played, who: simcord.MemberActor) -> list[str]:
    """The days that are excused in somebody's streak."""
    sql, number = "SELECT day FROM excused WHERE learner = ? ORDER BY day", it.learner(who).id
    return [day for (day,) in it.read(lambda db: db.execute(sql, (number,)).fetchall())]


def outage(it: Played, method: str, path: str) -> None:
    """Have Discord fail at an endpoint, until `it.env.backend.faults` are cleared."""
    it.env.inject_error(method, path, status=502, times=None)


def requests(it: Played, method: str, path: str) -> list[dict[str, Any]]:
    """What the bot sent to an endpoint."""
    return [
        dict(each.json or {})
        for each in it.env.http_requests
        if each.method == method and re.fullmatch(path, each.path)
    ]


def schedule_numbers(it: Played) -> list[int]:
    """The numbers of all schedules, of all groups."""
    return [number for (number,) in it.read(lambda db: db.execute("SELECT id FROM schedules").fetchall())]


def pings(message: discord.Message, it: Played) -> tuple[Sequence[int], Sequence[int], bool]:
    """Whom a message made a sound for: users, roles, and whether everybody."""
    stored = it.env.backend.get_message(message.channel.id, message.id)
    return sorted(stored.ping_user_ids), sorted(stored.ping_role_ids), stored.mention_everyone
