"""What a member does with a question of their own: reply, hint, solution; and the zone in which it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord
from sqlite_utils import Database

from bot.answering.pressing import custom_id, handles
from bot.answering.responding import show, tell, timely
from bot.desk import Desk, account
from bot.messages.markdown import quoted
from bot.messages.words import in_words, say, sentence
from bot.options import no_zone
from bot.questions.showing import (
    Looked,
    answered_embed,
    derivation_embed,
    hint_embed,
    look,
    note_embed,
    question_screen,
    reply_modal,
)
from scheduler.practice import (
    Answered,
    Closed,
    Hint,
    NotOpen,
    TooMany,
    choose_zone,
    give_up,
    hint,
    reply,
    reveal,
    think_right,
)
from scheduler.rules import ZoneError
from scheduler.store import Learner, NotThere


@handles("reply")
async def open_reply(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Open the form for a reply."""
    looked = await desk.run(lambda db: _looked(db, interaction, number))
    if looked.question.closed is not None:
        await show(interaction, question_screen(looked, desk.shelf, note_embed(say("question.closed"))))
        return
    await interaction.response.send_modal(reply_modal(looked))


async def replied(desk: Desk, interaction: discord.Interaction, number: int, text: str) -> None:
    """Grade what was written into the form."""
    source = f"interaction:{interaction.id}"

    def graded(db: Database) -> Answered:
        learner = _looked(db, interaction, number).learner.id
        return reply(db, learner, number, text, desk.now(), source)

    await _done(
        desk, interaction, number, graded, lambda answered, looked: answered_embed(answered, looked, desk.now())
    )


@handles("hint")
async def hinted(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Show the next hint."""

    def told(db: Database) -> Hint | None:
        return hint(db, _looked(db, interaction, number).learner.id, number, desk.now())

    await _done(desk, interaction, number, told, lambda found, _: hint_embed(found))


@handles("open")
async def opened(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Open the derivation after a try; without one, ask whether that is meant."""
    looked = await timely(interaction, desk.run(lambda db: _looked(db, interaction, number)))
    if looked.question.closed is None and not looked.tried:
        await show(interaction, question_screen(looked, desk.shelf, note_embed(say("reply.not_tried")), sure=True))
        return
    await _ended(desk, interaction, number)


@handles("sure")
async def _ended(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Open the derivation, tried or not."""

    def ended(db: Database) -> Closed:
        looked = _looked(db, interaction, number)
        work = reveal if looked.tried else give_up
        return work(db, looked.learner.id, number, desk.now())

    await _done(desk, interaction, number, ended, lambda closed, looked: derivation_embed(looked, closed, desk.now()))


@handles("why")
async def derived(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Show the derivation of a question that has closed."""
    looked = await timely(interaction, desk.run(lambda db: _looked(db, interaction, number)))
    if looked.question.closed is None:
        raise NotThere("the question is open")
    await show(interaction, question_screen(looked, desk.shelf, derivation_embed(looked, None, desk.now())))


@handles("right")
async def disputed(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Keep that the member thinks the last reply was right."""

    def kept(db: Database) -> str:
        return think_right(db, _looked(db, interaction, number).learner.id, number, desk.now()).text

    text = await timely(interaction, desk.run(kept), afresh=True)
    await tell(interaction, say("reply.kept", text=quoted(text)))


@handles("zone")
async def open_zone(desk: Desk, interaction: discord.Interaction, _: int) -> None:
    """Open the form for a member's own time zone."""
    learner = await desk.learner(interaction.user.id, interaction.guild_id)
    modal = discord.ui.Modal(title=say("zone.title"), custom_id=custom_id("zone", 0))
    field = discord.ui.TextInput[discord.ui.LayoutView](custom_id="zone", default=learner.zone, max_length=60)
    modal.add_item(discord.ui.Label(text=say("zone.label"), description=say("zone.described"), component=field))
    modal.stop()
    await interaction.response.send_modal(modal)


async def zone_chosen(desk: Desk, interaction: discord.Interaction, name: str) -> None:
    """Set a member's time zone."""

    async def chosen() -> tuple[Learner, Learner]:
        before = await desk.learner(interaction.user.id, interaction.guild_id)
        return before, await desk.run(lambda db: choose_zone(db, before, name.strip(), desk.now()))

    try:
        before, changed = await timely(interaction, chosen(), afresh=True)
    except ZoneError as error:
        await tell(interaction, no_zone(error, name))
    else:
        key = "zone.chosen" if before.zone_chosen is None else "zone.changed"
        day, hour = in_words(changed.day(desk.now())), changed.roll_over
        await tell(interaction, say(key, zone=changed.zone, day=day, hour=hour))


def _looked(db: Database, interaction: discord.Interaction, number: int) -> Looked:
    """A question of the member's own. Raises NotThere, also where it is somebody else's."""
    return look(db, number, account(interaction.user.id))


async def _done(
    desk: Desk,
    interaction: discord.Interaction,
    number: int,
    work: Callable[[Database], Any],
    embed: Callable[[Any, Looked], discord.Embed],
) -> None:
    """Do something with a question, and show it again with what came of it; also where it cannot be done any more."""

    def both(db: Database) -> tuple[Any, Looked]:
        return work(db), _looked(db, interaction, number)

    try:
        result, looked = await timely(interaction, desk.run(both))
    except (NotOpen, TooMany) as error:
        looked = await desk.run(lambda db: _looked(db, interaction, number))
        said = note_embed(sentence(error))
    else:
        said = embed(result, looked)
        if looked.question.drill is not None:
            desk.changed.add(looked.question.drill)
    await show(interaction, question_screen(looked, desk.shelf, said))
