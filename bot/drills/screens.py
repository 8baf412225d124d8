"""How a drill and its solution look, and what their buttons do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import discord
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, custom_id, handles
from bot.answering.responding import Screen, show, timely
from bot.desk import Desk, account, number_of
from bot.messages.markdown import discord_text, plain_text, spoiler
from bot.messages.words import count, in_words, say
from bot.questions.sessions import begun_screen
from bot.questions.showing import MOST_SAID, derivation, look, pictures, prompt_embed, question_screen, way_to_reply
from compiler.checker import Variant
from scheduler.daily import HowItWent, own_numbers, put_own
from scheduler.practice import Pick, Shelf, Wish
from scheduler.store import (
    Drill,
    Group,
    Mode,
    NotThere,
    Place,
    Question,
    Schedule,
    drill,
    group,
    groups_of,
    learner_of,
    open_drills_of,
    schedule,
)

MOST_THREAD = 100
_MOST_TITLE = 150


def standing_line(day: str, finished: int, trying: int, role: str | None) -> str:
    """The one line above a drill that tells how many are done; it is edited as they are."""
    standing = standing_text(finished, trying)
    if role is None:
        return say("drill.head", day=day, standing=standing)
    return say("drill.pinged", day=day, standing=standing, role=f"<@&{role}>")


def standing_text(finished: int, trying: int) -> str:
    """How many are done with a drill, and how many try."""
    told = []
    if finished:
        told.append(count("drill.done", finished))
    if trying:
        told.append(count("drill.trying", trying))
    return ", ".join(told) or say("drill.nobody")


def drill_screen(
    day: date, place: Place, variant: Variant, plan: Schedule, shelf: Shelf, number: int | None = None
) -> Screen:
    """A drill as it is posted; one without a number is only a test, and has no button."""
    shelved = shelf.at(place)
    figure = None if shelved is None else shelved.exercise.figure
    embed = prompt_embed(variant, None, figure)
    if number is None:
        embed.set_footer(text=say("drill.test_footer"))
        return Screen(say("drill.test"), [embed], files=pictures(figure))
    is_open = plan.mode is Mode.OPEN
    footer = f"{way_to_reply(variant.key)}.\n{say('drill.open_footer')}" if is_open else say("drill.private_footer")
    embed.set_footer(text=footer)
    view = buttons(("own", number, "drill.own", Style.primary))
    return Screen(standing_line(in_words(day), 0, 0, plan.role), [embed], view, pictures(figure))


def solution_screen(posted: Drill, went: HowItWent) -> Screen:
    """The solution of a drill, under a spoiler, and how it went."""
    assert posted.variant is not None
    variant = posted.variant
    title = plain_text(variant.title[:_MOST_TITLE])
    lines = [say("drill.solution_head", day=in_words(posted.day), number=variant.number, title=title), _went(went)]
    if went.mistake is not None:
        lines.append(say("drill.mistake", made=went.made, tried=went.tried))
        lines.append(spoiler(discord_text(went.mistake, MOST_SAID // 2)))
    lines.append(say("drill.solution"))
    hidden = discord.Embed(description=spoiler(derivation(variant)))
    return Screen("\n".join(lines), [hidden], buttons(("more", posted.id, "drill.more", Style.secondary)))


def has_button(message: discord.Message, action: str, number: int) -> bool:
    """Whether a message has a certain button: so the bot knows what it has posted."""
    return custom_id(action, number) in custom_ids(message)


def custom_ids(message: discord.Message) -> set[str]:
    """The custom ids of a message's buttons."""
    rows = (row for row in message.components if isinstance(row, discord.ActionRow))
    return {each.custom_id for row in rows for each in row.children if each.custom_id is not None}


def thread_name(posted: Drill) -> str:
    """What the thread of a drill is called."""
    assert posted.variant is not None
    name = say("drill.thread", number=posted.variant.number, title=posted.variant.title, day=in_words(posted.day))
    return name[:MOST_THREAD]


def drill_here(db: Database, number: int, guild: int | None) -> Drill:
    """A drill of a guild. Raises NotThere, also where it is another group's."""
    found = drill(db, number)
    if guild is None or group(db, schedule(db, found.schedule).group).account != account(guild):
        raise NotThere(f"there is no drill {number}")
    return found


def drill_for(db: Database, number: int, interaction: discord.Interaction) -> Drill:
    """A drill of the guild in which a member acts; in direct messages, of any of their groups. Raises NotThere."""
    if interaction.guild_id is not None:
        return drill_here(db, number, interaction.guild_id)
    who, found = learner_of(db, account(interaction.user.id)), drill(db, number)
    groups = set() if who is None else {each.id for each in groups_of(db, who.id)}
    if schedule(db, found.schedule).group not in groups:
        raise NotThere(f"there is no drill {number}")
    return found


def drills_of(db: Database, groups: Iterable[Group], now: datetime) -> list[tuple[Drill, Group]]:
    """The drills of some groups that are open, each with its group."""
    known = {each.id: each for each in groups}
    return [(each, known[schedule(db, each.schedule).group]) for each in open_drills_of(db, known, now)]


def link_to(posted: Drill, home: Group) -> str:
    """The address of the message that posts a drill."""
    return f"https://discord.com/channels/{number_of(home.account)}/{posted.channel}/{posted.message}"


@handles("own")
async def own(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Give a member numbers of their own, in private."""

    async def asked() -> Screen:
        learner = await desk.learner(interaction.user.id, interaction.guild_id)

        def found(db: Database) -> Question | Pick:
            drill_for(db, number, interaction)
            return own_numbers(db, desk.shelf, number, learner.id, desk.now())

        question = await desk.run(found)
        if isinstance(question, Pick):
            choice, variant = await desk.draw(question)
            question = await desk.run(lambda db: put_own(db, number, learner.id, choice, variant, desk.now()))
        looked = await desk.run(lambda db: look(db, question.id, learner.account))
        return question_screen(looked, desk.shelf)

    await show(interaction, await timely(interaction, asked(), afresh=True), afresh=True)


@handles("more")
async def more(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Practice with the deck of a drill, in private."""

    def wish(db: Database) -> Wish:
        return Wish(deck=schedule(db, drill_for(db, number, interaction).schedule).deck)

    await show(interaction, await timely(interaction, begun_screen(desk, interaction, wish), afresh=True), afresh=True)


def _went(went: HowItWent) -> str:
    if not went.tried:
        return say("drill.went_nobody")
    parts = [count("drill.went_right", went.right), count("drill.went_first", went.first_try)]
    return f"{count('drill.went', went.tried)} {', '.join(parts)}."
