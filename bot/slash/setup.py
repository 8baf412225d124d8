"""`/setup`: an organiser's schedules, modes, limits and pauses, with a look at the permissions that they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import discord
from discord import app_commands
from sqlite_utils import Database

from bot.answering.responding import guarded, tell, tell_all, timely
from bot.desk import Desk, account
from bot.drills.screens import drill_screen
from bot.messages.translating import described
from bot.messages.words import LANGUAGES, count, say, speaking, spoken
from bot.options import (
    deck_choices,
    deck_named,
    no_deck,
    read_date,
    read_days,
    read_time,
    read_zone,
    zone_choices,
)
from bot.permissions import is_organiser
from bot.slash.schedules import (
    home_of,
    lacking,
    schedule_choices,
    schedule_here,
    schedule_lines,
    schedules_here,
)
from compiler.deck import NoVariant
from scheduler.daily import MOST_GAP, MOST_LATE, ScheduleError, arrange, pause, remove, resume
from scheduler.practice import Choice, Pick
from scheduler.store import (
    ChoiceOfDrill,
    Kind,
    Mode,
    Schedule,
    group_of,
    open_disputes_in,
    welcome_group,
)

LATE, GAP = 120, 7
"""Minutes that a drill may be late, and days that an exercise rests, unless an organiser says otherwise."""
_NO_NUMBER = 0
Late = app_commands.Range[int, 0, MOST_LATE]
Gap = app_commands.Range[int, 0, MOST_GAP]
_CHOICES = [app_commands.Choice(name=described(f"setup.{each.value}"), value=each.value) for each in ChoiceOfDrill]
_MODES = [app_commands.Choice(name=described(f"setup.{each.value}"), value=each.value) for each in Mode]
_LANGUAGES = [app_commands.Choice(name=name, value=language) for language, name in LANGUAGES.items()]
_WHICH = described("commands.setup-schedule")
_OPTIONS = {
    "channel": described("commands.setup-channel"),
    "deck": described("commands.setup-deck"),
    "at": described("commands.setup-at"),
    "zone": described("commands.setup-zone"),
    "days": described("commands.setup-days"),
    "role": described("commands.setup-role"),
    "choose": described("commands.setup-choose"),
    "mode": described("commands.setup-mode"),
    "late": described("commands.setup-late"),
    "gap": described("commands.setup-gap"),
    "language": described("commands.setup-language"),
    "digest": described("commands.setup-digest"),
}


@app_commands.guild_only()
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Setup(app_commands.Group):
    """The commands of organisers."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(name="setup", description=described("commands.setup"))
        self._desk = desk

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Whether somebody is an organiser; who is none is told so."""
        if is_organiser(interaction):
            return True
        await guarded(self._desk, interaction, tell(interaction, say("setup.only_organisers")))
        return False

    @app_commands.command(name="add", description=described("commands.setup-add"))
    @app_commands.describe(**_OPTIONS)
    @app_commands.choices(choose=_CHOICES, mode=_MODES, language=_LANGUAGES)
    async def add(
        self,
        interaction: discord.Interaction,
        channel: discord.TextChannel,
        deck: str,
        at: str,
        zone: str,
        days: str = "daily",
        role: discord.Role | None = None,
        choose: str = ChoiceOfDrill.WEAKEST.value,
        mode: str = Mode.OPEN.value,
        late: Late = LATE,
        gap: Gap = GAP,
        language: str | None = None,
        digest: bool = False,
    ) -> None:
        """Make a schedule."""

        async def work() -> None:
            wanted = Schedule(
                _NO_NUMBER,
                _NO_NUMBER,
                self._deck(interaction, deck),
                str(channel.id),
                read_time(at),
                read_zone(zone),
                read_days(days),
                None if role is None or role.is_default() else str(role.id),
                ChoiceOfDrill(choose),
                Mode(mode),
                late,
                gap,
                account(interaction.user.id),
                language=language or spoken(),
            )
            here, now = home_of(interaction), self._desk.now()

            def arranged(db: Database) -> Schedule:
                return arrange(db, replace(wanted, group=welcome_group(db, here, now).id), now, digest=digest)

            await self._told(
                interaction, "setup.added", await timely(interaction, self._desk.run(arranged), afresh=True)
            )

        await guarded(self._desk, interaction, work())

    @app_commands.command(name="edit", description=described("commands.setup-edit"))
    @app_commands.describe(schedule=_WHICH, **_OPTIONS | {"role": described("commands.setup-new-role")})
    @app_commands.choices(choose=_CHOICES, mode=_MODES, language=_LANGUAGES)
    async def edit(
        self,
        interaction: discord.Interaction,
        schedule: int,
        channel: discord.TextChannel | None = None,
        deck: str | None = None,
        at: str | None = None,
        zone: str | None = None,
        days: str | None = None,
        role: discord.Role | None = None,
        choose: str | None = None,
        mode: str | None = None,
        late: Late | None = None,
        gap: Gap | None = None,
        language: str | None = None,
        digest: bool | None = None,
    ) -> None:
        """Change a schedule."""

        def changed(db: Database, before: Schedule) -> Schedule:
            after = replace(
                before,
                channel=before.channel if channel is None else str(channel.id),
                deck=before.deck if deck is None else self._deck(interaction, deck),
                at=before.at if at is None else read_time(at),
                zone=before.zone if zone is None else read_zone(zone),
                days=before.days if days is None else read_days(days),
                role=before.role if role is None else None if role.is_default() else str(role.id),
                choice=before.choice if choose is None else ChoiceOfDrill(choose),
                mode=before.mode if mode is None else Mode(mode),
                late_minutes=before.late_minutes if late is None else late,
                gap=before.gap if gap is None else gap,
                language=language or before.language,
                organiser=account(interaction.user.id),
                refused=0,
            )
            return arrange(db, after, self._desk.now(), digest=digest)

        await self._change(interaction, schedule, "setup.changed", changed)

    @app_commands.command(name="show", description=described("commands.setup-show"))
    async def show(self, interaction: discord.Interaction) -> None:
        """List the schedules, and how many disputes wait."""

        def found(db: Database) -> tuple[list[Schedule], int]:
            group = group_of(db, home_of(interaction))
            waiting = 0 if group is None else len(open_disputes_in(db, group.id))
            return schedules_here(db, interaction), waiting

        async def work() -> None:
            known, waiting = await timely(interaction, self._desk.run(found), afresh=True)
            lines = ["\n".join(self._lines(interaction, each)) + "\n" for each in known] or [say("setup.none")]
            if waiting:
                lines.append(f"{count('judging.waits', waiting)} {say('judging.see')}")
            await tell_all(interaction, lines)

        await guarded(self._desk, interaction, work())

    @app_commands.command(name="remove", description=described("commands.setup-remove"))
    @app_commands.describe(schedule=_WHICH)
    async def remove(self, interaction: discord.Interaction, schedule: int) -> None:
        """Remove a schedule."""

        async def work() -> None:
            def removed(db: Database) -> None:
                remove(db, schedule_here(db, interaction, schedule).id, self._desk.now())

            await timely(interaction, self._desk.run(removed), afresh=True)
            await tell(interaction, say("setup.removed", number=schedule))

        await guarded(self._desk, interaction, work())

    @app_commands.command(name="pause", description=described("commands.setup-pause"))
    @app_commands.describe(schedule=_WHICH, until=described("commands.setup-until"))
    async def pause(self, interaction: discord.Interaction, schedule: int, until: str | None = None) -> None:
        """Pause a schedule until a date, or until it is resumed."""

        def changed(db: Database, before: Schedule) -> Schedule:
            return pause(db, before, None if until is None else read_date(until), self._desk.now())

        key = "setup.stopped" if until is None else "setup.paused"
        await self._change(interaction, schedule, key, changed)

    @app_commands.command(name="resume", description=described("commands.setup-resume"))
    @app_commands.describe(schedule=_WHICH)
    async def resume(self, interaction: discord.Interaction, schedule: int) -> None:
        """Let a paused schedule go on."""

        def changed(db: Database, before: Schedule) -> Schedule:
            return resume(db, before, self._desk.now())

        await self._change(interaction, schedule, "setup.resumed", changed)

    @app_commands.command(name="test", description=described("commands.setup-test"))
    @app_commands.describe(schedule=_WHICH)
    async def test(self, interaction: discord.Interaction, schedule: int) -> None:
        """Post a drill that is none."""

        async def work() -> None:
            plan = await self._desk.run(lambda db: schedule_here(db, interaction, schedule))
            try:
                message = await timely(interaction, self._posted(interaction, plan), afresh=True)
            except (discord.Forbidden, discord.NotFound):
                refused = say("setup.test_refused", channel=f"<#{plan.channel}>")
                await tell_all(interaction, [refused, *lacking(interaction, plan)])
            else:
                await tell(interaction, say("setup.tested", link=message.jump_url))

        await guarded(self._desk, interaction, work())

    @add.autocomplete("deck")
    @edit.autocomplete("deck")
    async def _decks(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return deck_choices(self._desk.shelf_in(interaction.guild_id), typed)

    @add.autocomplete("zone")
    @edit.autocomplete("zone")
    async def _zones(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return zone_choices(typed)

    @edit.autocomplete("schedule")
    @remove.autocomplete("schedule")
    @pause.autocomplete("schedule")
    @resume.autocomplete("schedule")
    @test.autocomplete("schedule")
    async def _numbers(self, interaction: discord.Interaction, typed: str) -> list[app_commands.Choice[int]]:
        if not is_organiser(interaction):
            return []
        known = await self._desk.run(lambda db: schedules_here(db, interaction))
        return schedule_choices(known, self._desk.shelf, str(typed))

    async def _change(
        self,
        interaction: discord.Interaction,
        number: int,
        key: str,
        change: Callable[[Database, Schedule], Schedule],
    ) -> None:
        def changed(db: Database) -> Schedule:
            return change(db, schedule_here(db, interaction, number))

        async def work() -> None:
            await self._told(interaction, key, await timely(interaction, self._desk.run(changed), afresh=True))

        await guarded(self._desk, interaction, work())

    async def _told(self, interaction: discord.Interaction, key: str, plan: Schedule) -> None:
        until = "" if plan.paused_until is None else plan.paused_until.isoformat()
        await tell_all(interaction, [say(key, number=plan.id, until=until), *self._lines(interaction, plan)])

    def _lines(self, interaction: discord.Interaction, plan: Schedule) -> list[str]:
        return schedule_lines(interaction, plan, self._desk.shelf, self._desk.now())

    def _deck(self, interaction: discord.Interaction, name: str) -> str:
        here = self._desk.shelf_in(interaction.guild_id)
        identity = deck_named(here, name)
        if identity is None:
            raise ScheduleError(no_deck(here, name))
        return identity

    async def _posted(self, interaction: discord.Interaction, plan: Schedule) -> discord.Message:
        shelf = self._desk.shelf
        shelved = next((each for each in shelf.exercises if each.place.deck == plan.deck), None)
        if shelved is None:
            raise NoVariant(f"{plan.deck}: its deck is not here")
        choice, variant = await self._desk.draw(Pick(Choice(shelved, Kind.DRILL), []))
        with speaking(plan.language):
            screen = drill_screen(self._desk.now().date(), choice.shelved.place, variant, plan, shelf)
        where = interaction.client.get_partial_messageable(int(plan.channel), guild_id=interaction.guild_id)
        return await where.send(screen.content, embeds=screen.embeds, files=screen.files or [])
