"""`/settings`: what members set for themselves, and how it stands."""

from __future__ import annotations

from datetime import time

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.responding import guarded, tell, timely
from bot.desk import Desk, account, known
from bot.messages.markdown import quoted
from bot.messages.translating import described
from bot.messages.words import LANGUAGES, count, in_words, say, table
from bot.options import read_time, read_zone, zone_choices
from scheduler.daily import ScheduleError
from scheduler.practice import MOST_NEW, choose_pace, choose_reminder, choose_roll_over, choose_zone
from scheduler.store import Learner, group_of, is_shown, show

_SHOWN, _HIDDEN = "shown", "hidden"
_BOARD = [
    app_commands.Choice(name=described("commands.board-shown"), value=_SHOWN),
    app_commands.Choice(name=described("commands.board-hidden"), value=_HIDDEN),
]
_MOST_SHOWN = 60


def settings_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command."""

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    @app_commands.command(name="settings", description=described("commands.settings"))
    @app_commands.describe(
        zone=described("commands.settings-zone"),
        day_begins=described("commands.settings-day-begins"),
        reminder=described("commands.settings-reminder"),
        daily=described("commands.settings-daily"),
        board=described("commands.settings-board"),
    )
    @app_commands.rename(day_begins="day-begins")
    @app_commands.choices(board=_BOARD)
    async def settings(
        interaction: discord.Interaction,
        zone: str | None = None,
        day_begins: app_commands.Range[int, 0, 23] | None = None,
        reminder: str | None = None,
        daily: app_commands.Range[int, 0, MOST_NEW] | None = None,
        board: str | None = None,
    ) -> None:
        work = _changed(desk, interaction, zone, day_begins, reminder, daily, board)
        await guarded(desk, interaction, work)

    @settings.autocomplete("zone")
    async def _zones(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zone_choices(typed)

    return settings


async def _changed(
    desk: Desk,
    interaction: discord.Interaction,
    zone: str | None,
    day_begins: int | None,
    reminder: str | None,
    daily: int | None,
    board: str | None,
) -> None:
    """Change what was named, all of it or nothing, and tell how everything stands."""
    guild, now = interaction.guild_id, desk.now()
    if board is not None and guild is None:
        raise ScheduleError(say("general.only_groups"))
    name = None if zone is None else read_zone(zone)
    at = None if reminder is None else _read_reminder(reminder)

    def work(db: Database) -> str:
        learner = known(db, interaction.user.id, guild, desk.zone, now)
        here = None if guild is None else group_of(db, account(guild))
        if name is not None:
            learner = choose_zone(db, learner, name, now)
        if day_begins is not None:
            learner = choose_roll_over(db, learner, day_begins, now)
        if reminder is not None:
            learner = choose_reminder(db, learner, at, now)
        if daily is not None:
            learner = choose_pace(db, learner, daily)
        if board is not None and here is not None:
            show(db, here.id, learner.id, board == _SHOWN)
        shown = None if here is None else is_shown(db, here.id, learner.id)
        return "\n".join(_lines(desk, learner, shown))

    lines = await timely(interaction, desk.run(work), afresh=True)
    is_change = any(each is not None for each in (zone, day_begins, reminder, daily, board))
    head = say("settings.changed" if is_change else "settings.head")
    await tell(interaction, f"{head}\n{lines}\n{say('settings.how')}")


def _read_reminder(text: str) -> time | None:
    """The time of a reminder; None where there is to be none. Raises ScheduleError."""
    if text.strip().lower() in (table(language)["settings.off"] for language in LANGUAGES):
        return None
    try:
        return read_time(text)
    except ScheduleError:
        raise ScheduleError(say("settings.bad_reminder", text=quoted(text, _MOST_SHOWN))) from None


def _lines(desk: Desk, learner: Learner, shown: bool | None) -> list[str]:
    """All settings in words, each with the option that changes it. `shown`: in the group, None outside of one."""
    key = "settings.guessed" if learner.zone_chosen is None else "settings.zone"
    lines = [say(key, zone=learner.zone, day=in_words(learner.day(desk.now())), hour=learner.roll_over)]
    lines += [_reminder(learner), count("settings.daily", learner.new_a_day)]
    if shown is not None:
        lines.append(say("settings.board_shown" if shown else "settings.board_hidden"))
    return [*lines, say("settings.language", language=LANGUAGES.get(learner.language, learner.language))]


def _reminder(learner: Learner) -> str:
    if learner.remind_at is None:
        return say("settings.reminder_off", off=say("settings.off"))
    if learner.remind_next is None:
        return say("settings.reminder_refused", at=f"{learner.remind_at:%H:%M}")
    return say("settings.reminder", at=f"{learner.remind_at:%H:%M}", off=say("settings.off"))
