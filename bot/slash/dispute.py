"""`/dispute`: an organiser judges the replies that members of the group think were right, one after the other."""

from __future__ import annotations

from collections.abc import Callable

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, handles
from bot.answering.responding import Screen, guarded, show, timely
from bot.desk import Desk, account, number_of
from bot.messages.markdown import plain_text, quoted
from bot.messages.translating import described
from bot.messages.words import count, say, spoken
from bot.permissions import is_organiser
from bot.questions.decisions import write_decided
from bot.questions.showing import GREY, derivation, note_embed, pictures, prompt_embed, sign
from compiler.checker import grade
from scheduler.daily import ScheduleError
from scheduler.practice import Decided, accept, decline
from scheduler.store import Dispute, Kind, Question, dispute_in, learner, open_disputes_in, question, welcome_group

_MOST_REPLY = 150


def dispute_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command."""

    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.command(name="dispute", description=described("commands.dispute"))
    async def dispute(interaction: discord.Interaction) -> None:
        async def work() -> None:
            screen = await timely(interaction, desk.run(lambda db: _next(db, desk, interaction)), afresh=True)
            await show(interaction, screen, afresh=True)

        await guarded(desk, interaction, work())

    return dispute


@handles("uphold")
async def uphold(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """The reply was right."""
    await _decide(desk, interaction, number, lambda db: accept(db, number, desk.now()).dispute, "judging.accepted")


@handles("reject")
async def reject(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """The reply was not right."""
    await _decide(desk, interaction, number, lambda db: decline(db, number, desk.now()), "judging.declined")


@handles("later")
async def later(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Leave a dispute for another time, and show the one after it."""

    def following(db: Database) -> Screen:
        return _next(db, desk, interaction, dispute_in(db, _group(db, desk, interaction), number))

    await show(interaction, await timely(interaction, desk.run(following)))


async def _decide(
    desk: Desk, interaction: discord.Interaction, number: int, decided: Callable[[Database], Dispute], key: str
) -> None:
    """Decide a dispute of this group, show the one after it, and tell the member; of two organisers the first does."""

    def work(db: Database) -> tuple[Screen, Question | None]:
        found = dispute_in(db, _group(db, desk, interaction), number)
        try:
            decided(db)
            asked, text = question(db, found.reply.question), say(key, member=_mention(db, found))
        except Decided:
            asked, text = None, say("judging.decided")
        screen = _next(db, desk, interaction, found)
        screen.content = f"{text}\n{screen.content}"
        return screen, asked

    screen, asked = await timely(interaction, desk.run(work))
    if asked is not None and asked.drill is not None:
        desk.changed.add(asked.drill)
    await show(interaction, screen)
    if asked is not None:
        await write_decided(desk, interaction.client, number)


def _next(db: Database, desk: Desk, interaction: discord.Interaction, after: Dispute | None = None) -> Screen:
    """The oldest dispute that waits in this group, or the one that follows another; where there is none, a word on it.

    Raises ScheduleError for who is no organiser.
    """
    waiting = open_disputes_in(db, _group(db, desk, interaction))
    found = [each for each in waiting if after is None or _order(each) > _order(after)]
    if not waiting:
        return Screen(say("judging.none"), files=[])
    if not found:
        return Screen(count("judging.no_more", len(waiting)), files=[])
    return _screen(db, desk, found[0], len(waiting))


def _order(each: Dispute) -> tuple[object, int]:
    return each.raised, each.reply.id


def _screen(db: Database, desk: Desk, found: Dispute, waiting: int) -> Screen:
    """A dispute: the question, its derivation, the reply, how it was read and graded, whose it is, and the buttons."""
    asked = question(db, found.reply.question)
    shelved = desk.shelf.at(asked.place)
    figure = None if shelved is None else shelved.exercise.figure
    verdict = grade(asked.variant.key, found.reply.text)
    raised = discord.utils.format_dt(found.raised, "R")
    lines = [say("judging.raised", member=_mention(db, found), when=raised)]
    lines.append(say("judging.reply", text=quoted(found.reply.text, _MOST_REPLY)))
    read = verdict.read_in(spoken())
    if read is not None:
        lines.append(say("reply.read", read=quoted(read, _MOST_REPLY)))
    lines.append(f"{sign(verdict.kind)} {plain_text(verdict.feedback_in(spoken())[:_MOST_REPLY])}")
    embeds = [
        prompt_embed(asked.variant, None, None, sized=asked.kind is Kind.MAGNITUDE),
        discord.Embed(title=say("question.why"), description=derivation(asked.variant), colour=GREY),
        note_embed("\n".join(lines)),
    ]
    number = found.reply.id
    view = buttons(
        ("uphold", number, "judging.right", Style.success),
        ("reject", number, "judging.wrong", Style.danger),
        ("later", number, "judging.later", Style.secondary),
    )
    return Screen(count("judging.waits", waiting), embeds, view, pictures(figure))


def _group(db: Database, desk: Desk, interaction: discord.Interaction) -> int:
    """The group of this guild, for an organiser. Raises ScheduleError for others."""
    if interaction.guild_id is None or not is_organiser(interaction):
        raise ScheduleError(say("setup.only_organisers"))
    return welcome_group(db, account(interaction.guild_id), desk.now()).id


def _mention(db: Database, found: Dispute) -> str:
    """Whose dispute it is, to be clicked on; nobody is pinged."""
    return f"<@{number_of(learner(db, found.learner).account)}>"
