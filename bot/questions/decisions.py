"""What became of disputes, as their members are told: in a direct message, or else with their next command."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

import discord
from sqlite_utils import Database

from bot.answering import direct
from bot.answering.responding import UNSAID, Screen
from bot.desk import Desk, account
from bot.logs import log
from bot.messages.markdown import plain_text, quoted
from bot.messages.words import say, speaking
from bot.questions.recalling import closed_as
from bot.questions.showing import GREEN, GREY, counted
from scheduler.rules import streak
from scheduler.store import (
    Dispute,
    DisputeState,
    StoreError,
    dispute,
    history,
    keep_told,
    learner,
    learner_of,
    question,
    untold_disputes,
)

MOST_AT_ONCE = 5
"""How many decisions are told in one message."""
_MOST_TITLE = 150
LOG = logging.getLogger("drillbook.bot")


async def tell_decided(desk: Desk, interaction: discord.Interaction) -> None:
    """After the answer to a command: tell a member what was decided of their disputes and did not reach them."""

    def found(db: Database) -> list[tuple[int, discord.Embed]]:
        who = learner_of(db, account(interaction.user.id))
        untold = [] if who is None else untold_disputes(db, who.id)[:MOST_AT_ONCE]
        return [(each.reply.id, _embed(db, desk, each)) for each in untold]

    def noted(db: Database) -> None:
        for number, _ in told:
            keep_told(db, number)

    told = await desk.run(found)
    if told:
        await interaction.followup.send(embeds=[embed for _, embed in told], ephemeral=True)
        await desk.run(noted)


async def write_decided(desk: Desk, client: discord.Client, number: int) -> None:
    """Tell a member in a direct message what was decided of a dispute; where that fails, it stays to be told."""

    def found(db: Database) -> tuple[str, discord.Embed]:
        decided = dispute(db, number)
        who = learner(db, decided.learner)
        with speaking(who.language):
            return who.account, _embed(db, desk, decided)

    try:
        to, embed = await desk.run(found)
        if await direct.write_to(client, to, Screen(embeds=[embed]), f"j{number}"):
            await desk.run(lambda db: keep_told(db, number))
    except (*UNSAID, StoreError) as error:
        log(LOG, logging.INFO, "a decision could not be told", dispute=number, why=type(error).__name__)


async def write_all_decided(desk: Desk, client: discord.Client) -> None:
    """After a restart: tell once more what has reached nobody, such as what was decided while the bot was away."""
    try:
        untold = await desk.run(untold_disputes)
    except StoreError as error:
        log(LOG, logging.ERROR, "the store cannot be used", why=str(error))
        return
    for each in untold:
        if desk.closing:
            return
        with desk.at_work():
            await write_decided(desk, client, each.reply.id)
        await asyncio.sleep(direct.PAUSE)


def _embed(db: Database, desk: Desk, decided: Dispute) -> discord.Embed:
    """A decision, and what the question counts for as things stand now."""
    asked, who, now = question(db, decided.reply.question), learner(db, decided.learner), desk.now()
    slots = {
        "text": quoted(decided.reply.text),
        "number": asked.variant.number,
        "title": plain_text(asked.variant.title[:_MOST_TITLE]),
    }
    if decided.state is not DisputeState.ACCEPTED:
        return discord.Embed(description=say("judging.told_declined", **slots), colour=GREY)
    text, closed = say("judging.told_accepted", **slots), closed_as(db, asked)
    if closed is not None:
        standing = streak(history(db, who.id), who.day(now))
        text += f"\n-# {counted(who, replace(closed, streak=standing), now)}"
    return discord.Embed(description=text, colour=GREEN)
