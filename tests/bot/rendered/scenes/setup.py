"""`/setup`: what organisers see."""

from __future__ import annotations

import discord

from tests.bot.daily import by_bot, tick
from tests.bot.rendered.stage import Stage


async def setup(stage: Stage) -> None:
    """A schedule from its beginning to its end."""
    it, olga = stage.it, stage.olga
    zones = await stage.choices(olga, "setup add", "zone", "berl", channel=it.home.channel, deck="tinyml", at="08:00")
    stage.scene("setup-zones", "Zones are offered while they are typed, and so are decks.", zones)
    role = it.home.guild.create_role("learners", mentionable=True)
    added = await stage.schedule(at="18:30", days="Mon-Fri", role=role, choose="weakest")
    stage.scene(
        "setup-add",
        "`/setup add` makes a schedule, and names its next post in everybody's own time.",
        stage.seen(added),
    )
    await stage.schedule(at="08:00", mode="private", language="de")
    shown = await stage.slash(olga, "setup show")
    stage.scene("setup-show", "`/setup show` lists the schedules.", stage.seen(shown), light=True)
    edited = await stage.slash(olga, "setup edit", schedule=2, at="08:15", days="Mon Wed Sat", late=0)
    stage.scene("setup-edit", "`/setup edit` changes what is named.", stage.seen(edited))
    tested = await stage.slash(olga, "setup test", schedule=1)
    posted = by_bot(it, it.home.channel)[-1]
    stage.scene("setup-test", "`/setup test` posts what a drill looks like.", stage.seen(posted), stage.seen(tested))
    paused = await stage.slash(olga, "setup pause", schedule=1, until="2026-05-18")
    stage.scene("setup-pause", "A pause until a date, with its days excused.", stage.seen(paused))
    stopped = await stage.slash(olga, "setup pause", schedule=2)
    resumed = await stage.slash(olga, "setup resume", schedule=2)
    stage.scene("setup-resume", "A pause without an end, and what ends it.", stage.seen(stopped), stage.seen(resumed))
    removed = await stage.slash(olga, "setup remove", schedule=2)
    stage.scene("setup-remove", "`/setup remove`.", stage.seen(removed))


async def refusals(stage: Stage) -> None:
    """What was typed wrongly, and what the bot lacks."""
    it, olga = stage.it, stage.olga
    none = await stage.slash(olga, "setup show")
    stage.scene("setup-none", "Before there is a schedule.", stage.seen(none))
    wrong = [
        await stage.schedule(at="8 pm"),
        await stage.schedule(zone="Europe/Berln"),
        await stage.schedule(days="weekends"),
        await stage.schedule(deck="chemistry"),
    ]
    stage.scene("setup-wrong", "What cannot be read is told with what to write.", *map(stage.seen, wrong))
    assert it.bot.user is not None
    hidden = discord.PermissionOverwrite(send_messages=False, create_public_threads=False, attach_files=False)
    channel = it.home.guild.create_text_channel("quiet", overwrites={it.bot.user: hidden})
    lacking = await stage.schedule(channel=channel)
    refused = await stage.slash(olga, "setup test", schedule=1)
    sentence = "What the bot lacks in a channel, when the schedule is made and when a test is refused."
    stage.scene("setup-lacking", sentence, stage.seen(lacking), stage.seen(refused))
    for hours in (1, 24, 24):
        await tick(it, hours=hours)
    (refusing,) = olga.user.dm_channel.history()
    stage.scene(
        "setup-told", "Whoever set it up is told when a channel keeps refusing its drill.", stage.seen(refusing)
    )
    command = next(each for each in await it.bot.tree.fetch_commands() if each.name == "setup")
    it.home.guild.set_command_permissions(command, {stage.ann: True})
    told = await stage.slash(stage.ann, "setup show")
    it.env.errors.clear()
    stage.scene(
        "setup-members", "Who is no organiser is told so, wherever Discord let the command through.", stage.seen(told)
    )


async def in_german(stage: Stage) -> None:
    """The same in German."""
    with stage.german(stage.olga):
        stage.scene("de-setup", "`/setup add` in German.", stage.seen(await stage.schedule(days="Mo-Fr")))
        wrong = [await stage.schedule(at="8 Uhr"), await stage.schedule(zone="Europe/Berln")]
        stage.scene("de-setup-wrong", "What cannot be read, in German.", *map(stage.seen, wrong))
