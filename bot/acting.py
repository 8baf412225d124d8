"""What a member does with a question of their own: reply, hint, solution, another one, another zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

import discord
from sqlite_utils import Database

from bot.desk import Desk, account
from bot.markdown import plain_text, quoted
from bot.pressing import Style, buttons, custom_id, handles
from bot.responding import Screen, is_in_place, show, tell, timely
from bot.showing import (
    Looked,
    answered_embed,
    derivation_embed,
    hint_embed,
    look,
    note_embed,
    question_screen,
    reply_modal,
)
from bot.words import count, in_words, say, sentence
from compiler.console import nearest
from scheduler.daily import Over
from scheduler.practice import (
    Answered,
    Closed,
    Hint,
    NotOpen,
    Pick,
    Progress,
    TooMany,
    Wish,
    choose_zone,
    give_up,
    hint,
    leave,
    pick,
    progress,
    put,
    reply,
    reveal,
    start,
    think_right,
)
from scheduler.rules import ZoneError
from scheduler.store import (
    Learner,
    Logged,
    NotThere,
    Question,
    drill,
    end_session,
    learner_of,
    open_question,
    open_session,
    session,
    session_log,
)

MOST_REPLY = 4000


async def ask_next(desk: Desk, number: int) -> Question | None:
    """The next question of a session, drawn off the event loop; None where nothing is left. Raises Ended, NoVariant."""
    found = await desk.run(lambda db: pick(db, desk.shelf, number, desk.now()))
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


@handles("reply")
async def open_reply(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Open the form for a reply."""
    looked = await desk.run(lambda db: look(db, number, account(interaction.user.id)))
    if looked.question.closed is not None:
        await show(interaction, question_screen(looked, desk.shelf, note_embed(say("question.closed"))))
        return
    await interaction.response.send_modal(reply_modal(looked))


async def replied(desk: Desk, interaction: discord.Interaction, number: int, text: str) -> None:
    """Grade what was written into the form."""
    source = f"interaction:{interaction.id}"

    def graded(db: Database) -> Answered:
        asked = look(db, number, account(interaction.user.id)).question
        _check_open(db, asked, desk)
        return reply(
            db, asked.learner, number, text[:MOST_REPLY], desk.now(), source=source, known=_is_known(db, asked)
        )

    await _done(
        desk, interaction, number, graded, lambda answered, looked: answered_embed(answered, looked, desk.now())
    )


@handles("hint")
async def hinted(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Show the next hint."""

    def told(db: Database) -> Hint | None:
        return hint(db, look(db, number, account(interaction.user.id)).learner.id, number)

    await _done(desk, interaction, number, told, lambda found, _: hint_embed(found))


@handles("open")
async def opened(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Open the derivation after a try; without one, ask whether that is meant."""
    looked = await timely(interaction, desk.run(lambda db: look(db, number, account(interaction.user.id))))
    if looked.question.closed is None and not looked.tried:
        await show(interaction, question_screen(looked, desk.shelf, note_embed(say("reply.not_tried")), sure=True))
        return
    await _ended(desk, interaction, number)


@handles("sure")
async def _ended(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Open the derivation, tried or not."""

    def ended(db: Database) -> Closed:
        looked = look(db, number, account(interaction.user.id))
        work = reveal if looked.tried else give_up
        return work(db, looked.learner.id, number, desk.now())

    await _done(desk, interaction, number, ended, lambda closed, looked: derivation_embed(looked, closed, desk.now()))


@handles("why")
async def derived(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Show the derivation of a question that has closed."""
    looked = await timely(interaction, desk.run(lambda db: look(db, number, account(interaction.user.id))))
    if looked.question.closed is None:
        raise NotThere("the question is open")
    await show(interaction, question_screen(looked, desk.shelf, derivation_embed(looked, None, desk.now())))


@handles("right")
async def disputed(desk: Desk, interaction: discord.Interaction, number: int) -> None:
    """Keep that the member thinks the last reply was right."""

    def kept(db: Database) -> str:
        return think_right(db, look(db, number, account(interaction.user.id)).learner.id, number, desk.now()).text

    text = await timely(interaction, desk.run(kept), afresh=True)
    await tell(interaction, say("reply.kept", text=quoted(text)))


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
            return start(db, learner, replace(found, extra=True, wrong_only=False), desk.now()).id, learner

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


def no_zone(error: ZoneError, name: str) -> str:
    """What to say of a name that is no time zone, with the one that is nearest to it."""
    said = plain_text(sentence(error))
    near = nearest(name.strip(), sorted(available_timezones()))
    return said if near is None else say("zone.near", error=said, near=near)


async def _done(
    desk: Desk,
    interaction: discord.Interaction,
    number: int,
    work: Callable[[Database], Any],
    embed: Callable[[Any, Looked], discord.Embed],
) -> None:
    """Do something with a question, and show it again with what came of it; also where it cannot be done any more."""

    def both(db: Database) -> tuple[Any, Looked]:
        return work(db), look(db, number, account(interaction.user.id))

    try:
        result, looked = await timely(interaction, desk.run(both))
    except (NotOpen, TooMany, Over) as error:
        looked = await desk.run(lambda db: look(db, number, account(interaction.user.id)))
        text = say("question.closed") if isinstance(error, NotOpen) else sentence(error)
        said = note_embed(text)
    else:
        said = embed(result, looked)
        if looked.question.drill is not None:
            desk.changed.add(looked.question.drill)
    await show(interaction, question_screen(looked, desk.shelf, said), afresh=not is_in_place(interaction))


async def _following(desk: Desk, interaction: discord.Interaction, number: int) -> Screen:
    learner, _ = await desk.run(lambda db: _own_session(db, interaction, number))
    return await session_screen(desk, number, learner)


def _own_session(db: Database, interaction: discord.Interaction, number: int) -> tuple[Learner, Wish]:
    """The learner and wish of a member's own session. Raises NotThere where it is somebody else's."""
    found, learner = session(db, number), learner_of(db, account(interaction.user.id))
    if learner is None or found.learner != learner.id:
        raise NotThere(f"there is no session {number}")
    return learner, Wish.from_text(found.wish)


def _check_open(db: Database, asked: Question, desk: Desk) -> None:
    """Raises Over where the drill of a question has ended, also before it is closed."""
    if asked.drill is not None and asked.closed is None and desk.now() >= drill(db, asked.drill).ends:
        raise Over("this drill is over")


def _is_known(db: Database, asked: Question) -> bool:
    """Whether a right answer to the numbers of a question stands in its drill's channel."""
    return asked.drill is not None and not asked.own and drill(db, asked.drill).solved is not None


def _summary(db: Database, desk: Desk, number: int, learner: Learner) -> str:
    """What a session came to, the streak, and when something is due next."""
    whole = session_log(db, number)
    log = [each for each in whole if each.quality is not None]
    found = progress(db, learner, desk.shelf, desk.now())
    current = open_session(db, learner.id)
    waits = current is not None and open_question(db, current.id) is not None
    lines = [_results(log), _standing(found)]
    if len(log) < len(whole):
        lines.append(say("practice.left"))
    due = [card.due for deck in found.decks for _, _, card in deck.exercises if card is not None]
    if waits:
        lines.append(say("practice.waits"))
    elif due:
        lines.append(say("practice.next_due", day=in_words(max(min(due), found.today))))
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
