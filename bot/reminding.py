"""Reminders before a streak breaks, in direct messages, to members who asked for them in `/settings`."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta

import discord
from sqlite_utils import Database

from bot.answering import direct
from bot.answering.pressing import Style, buttons, handles
from bot.answering.responding import UNSAID, Screen, is_outage, tell, timely
from bot.desk import Desk, account, number_of
from bot.drills.screens import drills_of, link_to
from bot.logs import log
from bot.messages.markdown import plain_text
from bot.messages.words import count, say, speaking
from scheduler.practice import Reminder, choose_reminder, claim_reminder, remind_again, remind_no_more
from scheduler.store import NotThere, StoreError, groups_of, learner_of

AGAIN = timedelta(minutes=1)
"""How long Discord is left alone that could not be reached."""
MOST_LINKS, _MOST_TITLE = 3, 100
LOG = logging.getLogger("drillbook.bot.reminding")


class Reminding:
    """Sends what is due, one after the other."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        self._client, self._desk = client, desk
        self._at_work: asyncio.Task[None] | None = None
        self._not_before: datetime | None = None

    def wake(self) -> None:
        """Have all reminders sent that are due by now, if that is not under way."""
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self.run())

    async def run(self) -> None:
        """Send all that is due by now; a run that the bot's closing ends has claimed nothing that it does not send."""
        if self._not_before is not None and self._desk.now() < self._not_before:
            return
        self._not_before = None
        try:
            while not self._desk.closing:
                with self._desk.at_work():
                    claimed = await self._desk.run(lambda db: claim_reminder(db, self._desk.now()))
                    for each in claimed or []:
                        await self._send(each)
                if claimed is None or self._not_before is not None:
                    break
                if claimed:
                    await asyncio.sleep(direct.PAUSE)
        except StoreError as error:
            log(LOG, logging.ERROR, "the store cannot be used", why=str(error))
        except Exception as error:
            log(LOG, logging.ERROR, "reminding stopped", error=error)

    async def _send(self, due: Reminder) -> None:
        """Send a reminder; where Discord cannot be reached it is due again, and where it refuses, no more come."""
        who = due.learner
        try:
            with speaking(who.language):
                embed = await self._desk.run(lambda db: self._embed(db, due))
                view = buttons(
                    ("begin", 0, "drill.more", Style.primary), ("noremind", 0, "reminder.stop", Style.secondary)
                )
                nonce = f"r{who.id}-{due.due:%Y%m%d}"
                is_taken = await direct.write_to(self._client, who.account, Screen(embeds=[embed], view=view), nonce)
            if not is_taken:
                await self._desk.run(lambda db: remind_no_more(db, who.id))
                log(LOG, logging.INFO, "takes no reminders", learner=who.id)
        except NotThere:
            log(LOG, logging.INFO, "deleted meanwhile", learner=who.id)
        except UNSAID as error:
            log(LOG, logging.WARNING, "not reminded", learner=who.id, why=type(error).__name__)
            if is_outage(error):
                self._not_before = self._desk.now() + AGAIN
                await self._desk.run(lambda db: remind_again(db, due))

    def _embed(self, db: Database, due: Reminder) -> discord.Embed:
        """The streak, the freezes held, and where a drill is open."""
        lines = [count("reminder.streak", due.streak.current)]
        held = due.streak.freezes - len(due.streak.held_by)
        lines.append(count("reminder.freezes", held) if held else say("reminder.no_freeze"))
        groups = [each for each in groups_of(db, due.learner.id) if self._client.get_guild(number_of(each.account))]
        for posted, home in drills_of(db, groups, self._desk.now())[:MOST_LINKS]:
            assert posted.variant is not None
            title = plain_text(posted.variant.title[:_MOST_TITLE])
            lines.append(say("reminder.drill", number=posted.variant.number, title=title, link=link_to(posted, home)))
        return discord.Embed(description="\n".join(lines))


@handles("noremind")
async def stop(desk: Desk, interaction: discord.Interaction, _: int) -> None:
    """Switch off a member's reminders."""

    def stopped(db: Database) -> None:
        who = learner_of(db, account(interaction.user.id))
        if who is not None:
            choose_reminder(db, who, None, desk.now())

    await timely(interaction, desk.run(stopped), afresh=True)
    await tell(interaction, say("reminder.stopped"))
