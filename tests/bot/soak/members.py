"""What members do: each does one thing after the other, waits for an answer, and goes away where none comes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from scheduler.store import Question
from tests.bot.soak.calendar import dates, day_of
from tests.bot.soak.ledger import Deed, Ledger, Means, is_busy
from tests.bot.soak.school import Course, Group, Member
from tests.bot.soak.stage import Stage
from tests.bot.wire import Callback, Channel, Impossible, Interaction, Message
from tests.scheduler.practice.samples import right, wrong

UNREADABLE = "hm"
JOURNEYS, WITHIN = 4, timedelta(days=30)
"""How many days journeys excuse, and within how many (docs/practice.md)."""


class Members:
    """What members can do, and the ledger of it."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.fake, self.chance = stage, stage.fake, stage.chance
        self.school = stage.school
        self.ledger = Ledger()
        self.impossible = 0

    def means(self) -> Means:
        """What somebody comes up with."""
        return self.chance.choices(list(Means), (70, 25, 5))[0]

    # A drill, in its channel.

    async def reply_in_channel(self, who: Member, course: Course, day: date) -> None:
        """Reply to a drill, and perhaps once more."""
        key = (course.number, day)
        for _ in range(self.chance.choice((1, 2))):
            if key in who.done or (post := course.post(day)) is None:
                return
            means = self.means()
            said = self._say(who, course.channel, self._text(means, course, day), post)
            deed = self._noted(who, said, means, said.content, drill=(course, day), heeded=not course.plan.private)
            heard = await self.stage.answered(lambda said=said: bool(said.reactions) or is_busy(said))  # type: ignore[misc]
            if is_busy(said):
                return
            if means is Means.RIGHT or not heard or not deed.heeded:
                who.done.add(key)
                return

    async def say_in_vain(self, who: Member, course: Course, day: date) -> None:
        """Write what is no reply: without the @, as mere talk, after the end, or once more after a right one."""
        post = course.post(day)
        if post is None:
            return
        text = self._text(Means.RIGHT, course, day)
        if self.stage.clock() > course.ends(day) or (course.number, day) in self._right(who):
            said = self._say(who, course.channel, text, post)
        elif self.chance.random() < 0.5:
            said = self.fake.say(who.user, course.channel, text, reply_to=post, ping=False)
        else:
            said = self.fake.say(who.user, course.channel, f"anybody? {text}")
        self._noted(who, said, Means.RIGHT, text, drill=(course, day), heeded=False)
        await self.stage.answered(lambda: False)

    def _right(self, who: Member) -> set[tuple[int, date]]:
        """The drills that somebody was heard to answer rightly."""
        deeds = (each for each in self.ledger.of(who) if each.drill is not None and each.means is Means.RIGHT)
        heard = (each for each in deeds if isinstance(each.what, Message) and each.heeded and each.what.reactions)
        return {(each.drill[0].number, each.drill[1]) for each in heard if each.drill is not None}

    def _say(self, who: Member, channel: Channel, text: str, to: Message) -> Message:
        return self.fake.say(who.user, channel, text, reply_to=to)

    def _text(self, means: Means, course: Course, day: date) -> str:
        return _reply(means, self.school.question(course, day))

    # Numbers of one's own, and practice, in private.

    async def own_numbers(self, who: Member, course: Course, day: date) -> None:
        """Answer a drill with numbers of one's own, in a form."""
        post = course.post(day)
        if post is None:
            return
        shown = self.fake.press(who.user, post, next(each for each in ids(post) if each.startswith("db.own.")))
        if await self.stage.answered(lambda: shown.messages):
            await self._work_on(who, shown.messages[0], 2)

    async def practise(self, who: Member, channel: Channel, times: int) -> None:
        """Practise in private, some questions."""
        shown = self.fake.command(who.user, channel, "practice")
        if await self.stage.answered(lambda: shown.messages):
            await self._work_on(who, shown.messages[0], times)

    async def practise_directly(self, who: Member, times: int) -> None:
        """Practise in direct messages, with replies that are written."""
        channel = self.fake.direct_messages(who.user)
        shown = self.fake.command(who.user, channel, "practice")
        if not await self.stage.answered(lambda: shown.messages):
            return
        screen = shown.messages[0]
        for _ in range(times):
            if (number := await self._asked(who, screen)) is None:
                return
            means = self.means()
            text = self._text_of(means, number)
            said = self.fake.say(who.user, channel, text)
            self._noted(who, said, means, text, question=number)
            answer = await self.stage.answered(lambda said=said: _answer(channel, said))  # type: ignore[misc]
            if answer is None or is_busy(said):
                return
            screen = answer

    async def _work_on(self, who: Member, screen: Message, times: int) -> None:
        """Reply to what is asked on a screen, in a form; ask for hints, open derivations, go on."""
        for _ in range(times):
            if (number := await self._asked(who, screen)) is None:
                return
            opened = self.fake.press(who.user, screen, f"db.reply.{number}")
            if not await self.stage.answered(lambda opened=opened: opened.modal):  # type: ignore[misc]
                return
            means = self.means()
            text = self._text_of(means, number)
            sent = self.fake.submit(opened, {"reply": text})
            self._noted(who, sent, means, text, question=number)
            if not await self._is_updated(sent):
                return
            if means is Means.WRONG and f"db.open.{number}" in ids(screen):
                wants_hint = self.chance.random() < 0.5 and f"db.hint.{number}" in ids(screen)
                if wants_hint and not await self._is_updated(self.fake.press(who.user, screen, f"db.hint.{number}")):
                    return
                if self.chance.random() < 0.5:
                    ended = self.fake.press(who.user, screen, f"db.open.{number}")
                    self._noted(who, ended, Means.WRONG, None, question=number)
                    if not await self._is_updated(ended):
                        return

    async def _asked(self, who: Member, screen: Message) -> int | None:
        """The question on a screen; where there is none, go on, or take the extra rounds that are offered."""
        for _ in range(3):
            known = ids(screen)
            number = next((each for each in known if each.startswith("db.reply.")), None)
            if number is not None:
                return int(number.rpartition(".")[2])
            further = next((each for each in known if each.startswith(("db.next.", "db.extra."))), None)
            if further is None or not await self._is_updated(self.fake.press(who.user, screen, further)):
                return None
        return None

    async def _is_updated(self, asked: Interaction) -> bool:
        """Whether what was pressed or sent was answered in its place."""
        await self.stage.answered(lambda: asked.acknowledged)
        return asked.callback is Callback.UPDATE

    def _text_of(self, means: Means, number: int) -> str:
        return _reply(means, self.school.own_question(number))

    def _noted(self, who: Member, what: Message | Interaction, means: Means, text: str | None, **more: Any) -> Deed:
        at = self.stage.clock()
        return self.ledger.add(Deed(who, at, who.clock(at), what, means, text, **more))

    # Settings, and the streak that is shown.

    async def choose(self, who: Member, zone: str | None = None, begins: int | None = None) -> None:
        """Choose a zone, or the hour at which a day begins, from now on; the first zone dates the first days anew."""
        at = self.stage.clock()
        if zone is not None and not who.has_chosen and self._is_late(who):
            return
        now_zone, now_begins = who.clock(at)
        after = zone or now_zone, now_begins if begins is None else begins
        options: dict[str, Any] = {"zone": zone, "day-begins": begins, "reminder": "19:30"}
        given = {key: value for key, value in options.items() if value is not None}
        if not await self._is_done(who, "settings", given) and self._stored(who) != after:
            return
        is_first = zone is not None and not who.has_chosen
        who.has_chosen = who.has_chosen or zone is not None
        if is_first:  # members choose within the first days, so that this dates all that was anew
            who.clocks = [(who.clocks[0][0], zone or now_zone, now_begins)]
            for deed in self.ledger.of(who):
                deed.by = zone or now_zone, now_begins
            who.reached = who.day(at)
            if begins is None:
                return
        first, last = who.day(at), day_of(at, *after)
        lost = [*dates(max(first, who.reached), last)][:-1]
        room = JOURNEYS - sum(day >= first - WITHIN for day in who.journeys)
        who.journeys.update(lost[: max(0, room)])
        who.reached = max(who.reached, first, last)
        who.clocks.append((at, *after))

    def _is_late(self, who: Member) -> bool:
        """Whether a first choice of a zone may come too late to date the first days anew."""
        return any(each.at < self.stage.clock() - timedelta(days=4) for each in self.ledger.of(who))

    def _stored(self, who: Member) -> tuple[str, int] | None:
        """The clock that the store has of somebody: whether a command took effect whose answer never came."""
        sql, account = "SELECT zone, roll_over FROM learners WHERE account = ?", f"discord:{who.user.id}"
        found = self.school.read(lambda db: db.execute(sql, (account,)).fetchone())
        return None if found is None else (str(found[0]), int(found[1]))

    async def streak(self, who: Member) -> Message | None:
        """What `/streak` says."""
        return await self._is_done(who, "streak", {})

    async def _is_done(self, who: Member, command: str, options: dict[str, Any]) -> Message | None:
        """The answer to a command, which is given again until it is answered."""
        channel = who.group.courses[0].channel
        for _ in range(5):
            if not self.stage.is_up:
                return None
            asked = self.fake.command(who.user, channel, command, options)
            if await self.stage.answered(lambda asked=asked: asked.messages):  # type: ignore[misc]
                return asked.messages[0]
        return None

    # Organisers.

    async def arrange(self, group: Group, course: Course, what: str, **options: str) -> bool:
        """Pause or resume a schedule; whether that was answered."""
        asked = self.fake.command(
            group.organiser, course.channel, f"setup {what}", {"schedule": course.number, **options}
        )
        return bool(await self.stage.answered(lambda: asked.messages))

    async def tried(self, doing: Any) -> None:
        """Do something; what a member's client does not let them do, since the screen has changed, is counted."""
        try:
            await doing
        except Impossible:
            self.impossible += 1


def ids(message: Message) -> list[str]:
    """What can be pressed on a message."""
    inside = (one for row in message.components for one in row.get("components", []))
    return [str(one["custom_id"]) for one in inside if "custom_id" in one and not one.get("disabled")]


def _reply(means: Means, asked: Question) -> str:
    """A text that means something, of a question."""
    return UNREADABLE if means is Means.UNREADABLE else (right if means is Means.RIGHT else wrong)(asked).strip()


def _answer(channel: Channel, said: Message) -> Message | None:
    """The answer to a direct message."""
    return next((each for each in reversed(channel.messages.values()) if each.replies_to == said.id), None)
