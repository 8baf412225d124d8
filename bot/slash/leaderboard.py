"""`/leaderboard`: a group's board in private, with a button that shows it to everybody; and how members take part."""

from __future__ import annotations

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, handles
from bot.answering.responding import Screen, guarded, show, tell, tell_all, timely
from bot.desk import Desk, account, number_of
from bot.messages.translating import described
from bot.messages.words import count, in_words, say
from bot.permissions import is_organiser
from scheduler.practice import Board, BoardLine, Participation, board, participation
from scheduler.rules import MOST_A_DAY, Period
from scheduler.store import NotThere, group_of, is_shown

MOST_SHOWN = 15
"""How many members a board shows."""
MOST_LISTED = 300
"""How many members an organiser is told of."""
_PERIODS = [app_commands.Choice(name=described(f"board.{each.value}"), value=each.value) for each in Period]


def leaderboard_command(desk: Desk) -> app_commands.Command[discord.app_commands.Group, ..., None]:
    """The command."""

    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.command(name="leaderboard", description=described("commands.leaderboard"))
    @app_commands.describe(
        period=described("commands.leaderboard-period"), participation=described("commands.leaderboard-participation")
    )
    @app_commands.choices(period=_PERIODS)
    async def leaderboard(
        interaction: discord.Interaction, period: str = Period.WEEK.value, participation: bool = False
    ) -> None:
        work = _participation if participation else _board
        await guarded(desk, interaction, work(desk, interaction, Period(period)))

    return leaderboard


@handles("board")
async def this_week(desk: Desk, interaction: discord.Interaction, _: int) -> None:
    """This week's board, in private; the number is that of the digest that was pressed."""
    await _board(desk, interaction, Period.WEEK)


@handles("showboard")
async def show_to_all(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Show the board of a period, which has this number, to everybody in the channel."""
    periods = list(Period)
    if number >= len(periods):
        raise NotThere(f"there is no period {number}")
    guild = _guild(interaction)
    await interaction.response.defer(thinking=True)
    found, _, _ = await _seen(desk, interaction.user.id, guild, periods[number])
    await interaction.edit_original_response(embed=_embed(found, periods[number]))


async def _board(desk: Desk, interaction: discord.Interaction, period: Period) -> None:
    """The board as a member sees it."""
    user, guild = interaction.user.id, _guild(interaction)

    async def screen() -> Screen:
        found, home, shown = await _seen(desk, user, guild, period)
        embed = _embed(found, period)
        if found.own not in found.lines[:MOST_SHOWN]:
            embed.description = f"{embed.description}\n\n{_own_line(found, shown)}"
        action = ("hide", "board.hide") if shown else ("show", "board.unhide")
        number = list(Period).index(period)
        public = ("showboard", number, "board.show", Style.primary)
        return Screen(embeds=[embed], view=buttons(public, (action[0], home, action[1], Style.secondary)))

    await show(interaction, await timely(interaction, screen(), afresh=True), afresh=True)


async def _participation(desk: Desk, interaction: discord.Interaction, period: Period) -> None:
    """How members take part, for organisers."""
    user, guild = interaction.user.id, _guild(interaction)
    if not is_organiser(interaction):
        await tell(interaction, say("setup.only_organisers"))
        return

    async def found() -> Participation:
        viewer = await desk.learner(user, guild)
        return await desk.look(lambda db: participation(db, _home(db, guild), viewer, period, desk.now()))

    shown = await timely(interaction, found(), afresh=True)
    lines = [f"**{say('board.participation', period=say(f'board.{period.value}'))}**"]
    for each in shown.members[:MOST_LISTED]:
        last = say("board.never") if each.last is None else say("board.last", day=in_words(each.last))
        drills = say("board.drills", tried=each.tried, posted=shown.posted)
        lines.append(f"<@{number_of(each.account)}> · {drills} · {last}")
    if len(shown.members) > MOST_LISTED:
        lines.append(say("picture.more", n=len(shown.members) - MOST_LISTED))
    if shown.hidden:
        lines.append(count("board.hidden", shown.hidden))
    await tell_all(interaction, lines)


async def _seen(desk: Desk, user: int, guild: int, period: Period) -> tuple[Board, int, bool]:
    """The board as a member sees it, the number of its group, and whether they show themselves on it."""
    viewer = await desk.learner(user, guild)

    def seen(db: Database) -> tuple[Board, int, bool]:
        home = _home(db, guild)
        return board(db, home, viewer, period, desk.now()), home, is_shown(db, home, viewer.id) is True

    return await desk.look(seen)


def _home(db: Database, guild: int) -> int:
    """The number of a guild's group, of which somebody is a member already."""
    home = group_of(db, account(guild))
    assert home is not None
    return home.id


def _embed(found: Board, period: Period) -> discord.Embed:
    """A board as everybody may see it; mentions in an embed ping nobody."""
    lines = [_line(each, found.posted) for each in found.lines[:MOST_SHOWN]]
    if len(found.lines) > MOST_SHOWN:
        lines.append(say("picture.more", n=len(found.lines) - MOST_SHOWN))
    title = say("board.title", period=say(f"board.{period.value}"))
    embed = discord.Embed(title=title, description="\n".join(lines) or say("board.nobody"))
    return embed.set_footer(text=say("board.about", most=MOST_A_DAY))


def _line(line: BoardLine, posted: int) -> str:
    who = f"<@{number_of(line.account)}>"
    return f"**{line.rank}.** {who} · {_did(line, posted)}"


def _did(line: BoardLine, posted: int) -> str:
    return f"{count('board.points', line.points)} · {say('board.drills', tried=line.tried, posted=posted)}"


def _own_line(found: Board, shown: bool) -> str:
    if found.own.rank is not None:
        return _line(found.own, found.posted)
    return say("board.own" if shown else "board.own_hidden", did=_did(found.own, found.posted))


def _guild(interaction: discord.Interaction) -> int:
    if interaction.guild_id is None:
        raise NotThere("there is no board outside of groups")
    return interaction.guild_id
