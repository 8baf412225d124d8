"""`/today`: the drills that are open, once more, and how a member stands with them and with the day."""

from __future__ import annotations

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.pressing import Press, Style, buttons
from bot.answering.responding import Screen, guarded, show, timely
from bot.desk import Desk, account, known, number_of
from bot.drills.screens import drills_of, link_to, standing_text
from bot.messages.translating import described
from bot.messages.words import count, say
from bot.questions.decisions import tell_decided
from bot.questions.showing import note_embed, pictures, prompt_embed
from compiler.deck import Figure
from scheduler.daily import upcoming
from scheduler.practice import Progress, progress
from scheduler.rules import Outcome
from scheduler.store import (
    Drill,
    Group,
    Learner,
    Question,
    drill_questions,
    drill_standing,
    group_of,
    groups_of,
    history,
    replies,
    review,
    schedules,
)

MOST_DRILLS, MOST_CHARACTERS = 4, 5_000
"""How many drills are shown again, and how long they are together; Discord takes 6,000 of a message's embeds."""
_MOST_LINKS, _LABEL = 10, 80


def today_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command."""

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.command(name="today", description=described("commands.today"))
    async def today(interaction: discord.Interaction) -> None:
        async def work() -> None:
            screen = await timely(interaction, desk.run(lambda db: _screen(db, desk, interaction)), afresh=True)
            await show(interaction, screen, afresh=True)
            await tell_decided(desk, interaction)

        await guarded(desk, interaction, work())

    return today


def _screen(db: Database, desk: Desk, interaction: discord.Interaction) -> Screen:
    """The open drills of this group, or in direct messages of all the member's groups, and how the member stands."""
    who = known(db, interaction.user.id, interaction.guild_id, desk.zone, desk.now())
    names = {each: _guild_name(interaction, each) for each in _groups(db, interaction, who)}
    groups = [each for each, name in names.items() if name is not None]  # the bot is there still
    posted = drills_of(db, groups, desk.now())
    embeds: list[discord.Embed] = []
    for drill, home in posted[:MOST_DRILLS]:
        embed = _drill_embed(db, desk, who, drill, home)
        if interaction.guild_id is None:
            embed.set_footer(text=names[home])
        if embeds and sum(map(len, embeds)) + len(embed) > MOST_CHARACTERS:
            break
        embeds.append(embed)
    shown, further = posted[: len(embeds)], posted[len(embeds) :]
    lines = [_standing(db, who, progress(db, who, desk.shelf_for(db, who), desk.now()))]
    if further:
        links = " ".join(link_to(*each) for each in further[:_MOST_LINKS])
        lines.insert(0, count("today.further", len(further), links=links))
    if not posted:
        lines.insert(0, _next_drill(db, groups))
    files = pictures(_figure(desk, shown[0][0])) if len(shown) == 1 else []
    return Screen(embeds=[*embeds, note_embed("\n".join(lines))], view=_view(shown, embeds), files=files)


def _groups(db: Database, interaction: discord.Interaction, who: Learner) -> list[Group]:
    if interaction.guild_id is None:
        return groups_of(db, who.id)
    here = group_of(db, account(interaction.guild_id))
    return [] if here is None else [here]


def _guild_name(interaction: discord.Interaction, group: Group) -> str | None:
    """The name of a group's server; None where the bot is not in it any more."""
    guild = interaction.client.get_guild(number_of(group.account))
    return None if guild is None else guild.name


def _drill_embed(db: Database, desk: Desk, who: Learner, posted: Drill, home: Group) -> discord.Embed:
    """A drill with everybody's numbers, where it stands, how many are done, and how far the member is with it."""
    assert posted.variant is not None
    embed = prompt_embed(posted.variant, say("question.everybody"), _figure(desk, posted))
    ends = discord.utils.format_dt(posted.ends, "R")
    standing = standing_text(*drill_standing(db, posted.id))
    lines = [say("today.drill", link=link_to(posted, home), standing=standing, ends=ends)]
    asked = [(each, _state(db, each)) for each in drill_questions(db, posted.id, who.id)]
    states = [say("today.own" if each.own else "today.everybody", state=state) for each, state in asked if state]
    embed.description = "\n".join([f"{embed.description}\n", *lines, *(states or [say("today.not_tried")])])
    return embed


def _figure(desk: Desk, posted: Drill) -> Figure | None:
    shelved = None if posted.place is None else desk.shelf.at(posted.place)
    return None if shelved is None else shelved.exercise.figure


def _state(db: Database, asked: Question) -> str:
    """How far a member is with a question; nothing where they have not tried it."""
    tries = sum(each.verdict.is_attempt for each in replies(db, asked.id))
    if asked.outcome is Outcome.RIGHT:
        found = review(db, asked.id)
        is_first = found is not None and found.first_try
        return say("today.right_first") if is_first else count("today.right", tries)
    if asked.closed is not None:
        return count("today.not_solved", tries) if tries else say("today.given_up")
    return count("today.trying", tries) if tries else ""


def _standing(db: Database, who: Learner, found: Progress) -> str:
    """The day and the streak, and what waits in practice."""
    streak = found.streak
    today = "streak.today_done" if streak.today else "streak.today_keeps" if streak.current else "streak.today_begin"
    if not streak.today and found.today in history(db, who.id).excused:
        today = "today.excused"
    day = [count("streak.days", streak.current), say(today), count("streak.freezes", streak.freezes)]
    return f"{' · '.join(day)}\n{say('streak.due', due=found.due.today, new=found.due.new)}"


def _next_drill(db: Database, groups: list[Group]) -> str:
    """That no drill is open, and when the next one comes."""
    if not groups:
        return say("today.no_group")
    planned = [upcoming(each) for group in groups for each in schedules(db, group.id)]
    following = min((at for each in planned if each is not None for at in each[1:]), default=None)
    if following is None:
        return say("today.none_planned")
    full, relative = discord.utils.format_dt(following, "F"), discord.utils.format_dt(following, "R")
    return say("today.next", full=full, relative=relative)


def _view(shown: list[tuple[Drill, Group]], embeds: list[discord.Embed]) -> discord.ui.View:
    """A button for one's own numbers of each drill, named as its embed, and one to practise."""
    practise = ("begin", 0, "drill.more", Style.secondary)
    if len(shown) == 1:
        return buttons(("own", shown[0][0].id, "drill.own", Style.primary), practise)
    view = buttons(practise)
    for (drill, _), embed in zip(shown, embeds, strict=True):
        assert drill.variant is not None
        number = ", ".join(filter(None, (drill.variant.number, embed.footer.text)))
        view.add_item(Press("own", drill.id, say("today.numbers", number=number)[:_LABEL], Style.primary))
    return view
