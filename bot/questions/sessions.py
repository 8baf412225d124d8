"""A member's session: its next question, extra rounds, leaving a question, and what it came to in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import discord
from sqlite_utils import Database

from bot.answering.pressing import Style, buttons, handles
from bot.answering.responding import Screen, show, timely
from bot.desk import Desk, account, known
from bot.messages.words import count, in_words, say
from bot.questions.showing import look, note_embed, question_screen
from scheduler.practice import Pick, Progress, Wish, leave, pick, progress, put, start
from scheduler.store import (
    Learner,
    Logged,
    NotThere,
    Question,
    end_session,
    group_of,
    learner,
    learner_of,
    open_question,
    open_session,
    session,
    session_log,
)


async def ask_next(desk: Desk, number: int) -> Question | None:
    """The next question of a session, drawn off the event loop; None where nothing is left. Raises Ended, NoVariant."""

    def chosen(db: Database) -> Question | Pick | None:
        who = learner(db, session(db, number).learner)
        return pick(db, desk.shelf_for(db, who), number, desk.now())

    found = await desk.run(chosen)
    if not isinstance(found, Pick):
        return found
    choice, variant = await desk.draw(found)
    return await desk.run(lambda db: put(db, number, choice, variant, desk.now()))


async def session_screen(desk: Desk, number: int, learner: Learner) -> Screen:
    """The next question of a session; where nothing is left, its summary, and an offer of extra rounds."""
    asked = await ask_next(desk, number)
    if asked is not None:
        looked = await desk.run(lambda db: look(db, asked.id, learner.account))
        return question_screen(looked, desk.shelf)

    def ending(db: Database) -> tuple[Wish, str]:
        return Wish.from_text(session(db, number).wish), _summary(db, desk, number, learner)

    wish, summary = await desk.run(ending)
    if wish.extra:
        return Screen(embeds=[note_embed(f"{say('practice.nothing_left')}\n{summary}")], files=[])
    head = say("practice.nothing_wrong" if wish.wrong_only else "practice.nothing_due")
    offer = buttons(("extra", number, "practice.extra", Style.primary))
    return Screen(embeds=[note_embed(f"{head}\n{summary}")], view=offer, files=[])


async def begun_screen(desk: Desk, interaction: discord.Interaction, wish: Callable[[Database], Wish]) -> Screen:
    """The first question of a session with a wish, begun by a member, or the one that waits in theirs."""
    user, guild, now = interaction.user.id, interaction.guild_id, desk.now()

    def begun(db: Database) -> tuple[int, Learner]:
        learner = known(db, user, guild, desk.zone, now)
        return start(db, learner, wish(db), now, _group(db, interaction)).id, learner

    return await session_screen(desk, *(await desk.run(begun)))


@handles("skip")
async def skipped(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Leave a question for another time, and go on with the next one."""

    async def left() -> Screen:
        def work(db: Database) -> Question:
            looked = look(db, number, account(interaction.user.id))
            if looked.question.closed is None:
                leave(db, looked.learner.id, number, desk.now())
            return looked.question

        asked = await desk.run(work)
        if asked.session is None:
            raise NotThere("the question has no session")
        return await _following(desk, interaction, asked.session)

    await show(interaction, await timely(interaction, left()))


@handles("next")
async def gone_on(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """The next question of a session."""
    await show(interaction, await timely(interaction, _following(desk, interaction, number)))


@handles("extra")
async def extra(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Extra rounds, with the deck, chapter and type that a session had."""

    async def begun() -> Screen:
        def work(db: Database) -> tuple[int, Learner]:
            learner, found = _own_session(db, interaction, number)
            wish = replace(found, extra=True, wrong_only=False)
            return start(db, learner, wish, desk.now(), _group(db, interaction)).id, learner

        return await session_screen(desk, *(await desk.run(work)))

    await show(interaction, await timely(interaction, begun()))


@handles("stop")
async def stopped(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """End a session where no question waits, and sum it up."""

    def ended(db: Database) -> str:
        learner, _ = _own_session(db, interaction, number)
        if session(db, number).ended is None and open_question(db, number) is None:
            end_session(db, number, desk.now())
        return _summary(db, desk, number, learner)

    summary = await timely(interaction, desk.run(ended))
    await show(interaction, Screen(embeds=[note_embed(summary)], files=[]))


async def _following(desk: Desk, interaction: discord.Interaction, number: int) -> Screen:
    learner, _ = await desk.run(lambda db: _own_session(db, interaction, number))
    return await session_screen(desk, number, learner)


def _own_session(db: Database, interaction: discord.Interaction, number: int) -> tuple[Learner, Wish]:
    """The learner and wish of a member's own session. Raises NotThere where it is somebody else's."""
    found, learner = session(db, number), learner_of(db, account(interaction.user.id))
    if learner is None or found.learner != learner.id:
        raise NotThere(f"there is no session {number}")
    return learner, Wish.from_text(found.wish)


def _group(db: Database, interaction: discord.Interaction) -> int | None:
    """The group in which a member acts, for its board."""
    group = None if interaction.guild_id is None else group_of(db, account(interaction.guild_id))
    return None if group is None else group.id


def _summary(db: Database, desk: Desk, number: int, who: Learner) -> str:
    """What a session came to, the streak, and when something is due next."""
    whole = session_log(db, number)
    log = [each for each in whole if each.quality is not None]
    found = progress(db, who, desk.shelf_for(db, who), desk.now())
    current = open_session(db, who.id)
    waits = current is not None and open_question(db, current.id) is not None
    lines = [_results(log)] if whole else []  # nothing was asked, and why stands above
    lines.append(_standing(found))
    if len(log) < len(whole):
        lines.append(say("practice.left"))
    if waits:
        lines.append(say("practice.waits"))
    elif found.due_next is not None:
        lines.append(say("practice.next_due", day=in_words(found.due_next)))
    return "\n".join(lines)


def _results(log: list[Logged]) -> str:
    if not log:
        return say("practice.none_done")
    qualities = [each.quality for each in log if each.quality is not None]
    right, first = sum(each >= 2 for each in qualities), sum(each >= 4 for each in qualities)
    return count("practice.done", len(log), right=right, first=first)


def _standing(found: Progress) -> str:
    streak = found.streak
    return count("practice.standing", streak.current, best=streak.best, freezes=streak.freezes)
