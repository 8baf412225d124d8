"""The bot in a process of its own, killed again and again: what it had promised is kept, and nothing is done twice.

Each round begins something (a drill or digest is due, a drill ends, a member replies in the channel or in a form),
kills the bot at some moment of it, and leaves the mess to the next round's bot. At the end one tidies up, and
everything is counted.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path
from random import Random, SystemRandom

import pytest
from sqlite_utils import Database

from bot.drills.absence import HEARD
from scheduler.rules import utc
from scheduler.store import Drill, NoticeKind, PostState, add_notice, learner_of, remembered
from tests.bot.outside import Class, Process, asked_of, now, outside
from tests.bot.wire import Callback, Interaction, Message, User
from tests.bot.wire.traffic import Moment
from tests.bot.wire.trap import Trap
from tests.scheduler.practice.samples import right, wrong

MOMENTS: tuple[Moment, ...] = ("arrived", "done", "answered")
ROUNDS = (
    "a drill is claimed",
    "a drill arrives",
    "a drill is done",
    "a drill is answered",
    "a solution",
    "a digest",
    "a reply is said",
    "a reply gets its sign",
    "a reply gets its answer",
    "a form is sent",
    "a form gets its answer",
)


class Rounds:
    """What has been begun so far, and how it must look in the end."""

    def __init__(self, of: Class, seed: int) -> None:
        self.of, self.chance, self.trap = of, Random(seed), Trap(of.fake)
        self.said: dict[User, Message] = {}
        self.sent: dict[User, Interaction] = {}
        self.ended: set[int] = set()
        self.in_midst = 0

    def play(self, times: int) -> None:
        """So many rounds, each with a kill."""
        for _ in range(3):
            self.of.due()
        self._settle()
        order: list[str] = []
        while len(order) < times:
            order += self.chance.sample(ROUNDS, len(ROUNDS))
        for what in order[:times]:
            try:
                self._round(what)
            except BaseException as error:
                error.add_note(f"in the round: {what}")
                raise
            if self.chance.random() < 0.7:
                self.of.fake.forget_nonces()
        assert self.in_midst >= times // 2
        self._settle()
        self._check()

    def _round(self, what: str) -> None:
        if what.startswith("a drill"):
            self.of.due()
        elif what == "a solution":
            self._end_one()
        elif what == "a digest":
            self.of.write(_digest_due)
        moment: Moment = self.chance.choice(MOMENTS)
        after = self.chance.choice((0.0, self.chance.uniform(0, 0.01)))
        with self.of.process() as process:
            match what:
                case "a drill is claimed":
                    begun = self.of.fake.sessions.identified
                    self.of.fake.wait(lambda: self.of.fake.sessions.identified > begun, 30)
                    time.sleep(self.chance.uniform(0.05, 0.15))  # it waits 0.05 s for guilds
                case "a drill arrives":
                    self._at(process, "arrived", "d", after)
                case "a drill is done":
                    self._at(process, "done", "d", after)
                case "a drill is answered":
                    self._at(process, "answered", "d", after)
                case "a solution":
                    self._at(process, moment, "s", after)
                case "a digest":
                    self._at(process, moment, "w", after)
                case "a reply is said":
                    self._say(process)
                    time.sleep(self.chance.uniform(0, 0.04))
                case "a reply gets its sign":
                    process.ready()
                    self.trap.arm(process.kill, moment, "PUT", r"/channels/\d+/messages/\d+/reactions/.*", after)
                    self._say(process)
                    self._sprung()
                case "a reply gets its answer":
                    process.ready()
                    self.trap.arm(process.kill, moment, "POST", r"/channels/\d+/messages(/\d+/threads)?", after)
                    self._say(process)
                    self._sprung()
                case "a form is sent":
                    self._fill_in(process)
                    time.sleep(self.chance.uniform(0, 0.03))
                case "a form gets its answer":
                    self._fill_in(process, moment, after)
                    self._sprung()
            process.kill()
            self.trap.disarm()
            assert process.close() == -signal.SIGKILL, process.logged()

    # What is begun.

    def _at(self, process: Process, moment: Moment, nonce: str, after: float) -> None:
        """Kill the bot at a moment of a post. At its arrival the post is lost with the bot."""
        lost = None
        if moment == "arrived":
            lost = self.of.fake.fault("POST", f"/channels/{self.of.channel.id}/messages", cut=True, delay=0.05)
        self.trap.arm(process.kill, moment, "POST", rf"/channels/{self.of.channel.id}/messages", after)
        self._sprung()
        if lost is not None:
            self.of.fake.wait(lambda: lost.hits)

    def _sprung(self) -> None:
        self.of.fake.wait(lambda: self.trap.sprung, 30)
        self.in_midst += 1

    def _say(self, process: Process) -> None:
        """Have somebody new reply to a drill that is open."""
        process.ready()
        posted = self._open()
        who = self.of.member(f"reader-{len(self.said)}")
        text = self.chance.choice((right, wrong))(asked_of(posted))
        message = self.of.fake.look(lambda: self.of.channel.messages[int(posted.message or 0)])
        self.said[who] = self.of.fake.say(who, self.of.channel, text, reply_to=message)

    def _fill_in(self, process: Process, moment: Moment | None = None, after: float = 0.0) -> None:
        """Have somebody new answer with numbers of their own, in a form; kill the bot at a moment of its answer."""
        process.ready()
        posted, fake = self._open(), self.of.fake
        who = self.of.member(f"writer-{len(self.sent)}")
        message = fake.look(lambda: self.of.channel.messages[int(posted.message or 0)])
        shown = fake.press(who, message, f"db.own.{posted.id}")
        fake.wait(lambda: shown.messages)
        button = next(one for one in _custom_ids(shown.messages[0]) if one.startswith("db.reply."))
        opened = fake.press(who, shown.messages[0], button)
        fake.wait(lambda: opened.modal)
        if moment is not None:
            self.trap.arm(process.kill, moment, "POST", r"/interactions/\d+/[^/]+/callback", after)
        text = str(self.chance.randrange(30))
        self.sent[who] = fake.submit(opened, {"reply": text})

    def _open(self) -> Drill:
        return self.chance.choice([one for one in self.of.drills() if one.message and one.id not in self.ended])

    def _end_one(self) -> None:
        """Have a drill end, to which no reply is still unheard."""
        unheard = {one.replies_to for one in self.said.values() if f"message:{one.id}" not in self._sources()}
        candidates = [one for one in self.of.drills() if one.message and one.id not in self.ended]
        chosen = next(one for one in candidates if int(one.message or 0) not in unheard)
        self.ended.add(chosen.id)
        at = utc(now())

        def end(db: Database) -> None:
            db.execute("UPDATE drills SET ends = ? WHERE id = ?", (at, chosen.id))
            db.execute("UPDATE solutions SET retry = ? WHERE drill = ?", (at, chosen.id))

        self.of.write(end)

    # How it must look in the end.

    def _settle(self) -> None:
        """Let a bot tidy up, and stop it in good order."""
        with self.of.process() as process:
            try:
                self.of.fake.wait(self._settled, 10)
            except TimeoutError as error:
                error.add_note(self._unsettled())
                raise
            process.stop()
            assert process.close() == 0, process.logged()
            assert '"error"' not in process.logged()

    def _settled(self) -> bool:
        if not self.of.path.exists() or not self.of.fake.connected:
            return False
        drills, solutions = self.of.drills(), self._solutions()
        return (
            all(each.state is PostState.SENT for each in drills)
            and all(state == "sent" for state, _ in self._digests().values())
            and all(solutions.get(number, ("", ""))[0] == "sent" for number in self.ended)
            and {f"message:{one.id}" for one in self.said.values()} <= self._sources()
            and len(drills) >= 3
        )

    def _unsettled(self) -> str:
        heard = self.of.read(lambda db: remembered(db, HEARD))
        unheard = [one for one in self.said.values() if f"message:{one.id}" not in self._sources()]
        lines = [f"drill {each.id} is {each.state.value}" for each in self.of.drills()]
        lines += [f"said at {one.at}, to {one.replies_to}, and not kept (heard until {heard})" for one in unheard]
        return "\n".join(
            [*lines, str(self._solutions()), str(self._digests()), (self.of.folder / "log").read_text(), ""]
        )

    def _check(self) -> None:
        of = self.of
        drills = of.drills()
        assert len({(each.schedule, each.day) for each in drills}) == len(drills)
        standing = of.posts("d")
        assert {nonce: [str(one.id) for one in found] for nonce, found in standing.items()} == {
            of.nonce(each.id): [each.message] for each in drills
        }
        solutions = of.posts("s")
        assert {nonce: [str(one.id) for one in found] for nonce, found in solutions.items()} == {
            of.nonce(number, "s"): [self._solutions()[number][1]] for number in self.ended
        }
        assert {nonce: [str(one.id) for one in found] for nonce, found in of.posts("w").items()} == {
            nonce: [message] for nonce, (_, message) in self._digests().items()
        }
        kept = [source for source, _, _ in of.replies()]
        assert len(kept) == len(set(kept))
        for who, said in self.said.items():
            assert f"message:{said.id}" in kept
            assert sum(f"{who.mention} " in text for text in of.answers()) <= 1
            assert sum(of.fake.bot.id in users for users in said.reactions.values()) <= 1
        for sent in self.sent.values():
            source = f"interaction:{sent.id}"
            assert sent.callback in (None, Callback.UPDATE)
            assert source in kept or not sent.acknowledged
        of.read(self._check_learners)

    def _check_learners(self, db: Database) -> None:
        """Nobody said more than one thing, so that more than one reply, question or review would be twice the same."""
        for who in (*self.said, *self.sent):
            learner = learner_of(db, f"discord:{who.id}")
            if learner is None:
                assert who in self.sent
                continue
            sql = "SELECT count(*) FROM {} WHERE {} = ?"
            replies = "replies JOIN questions ON questions.id = question"
            assert db.execute(sql.format("questions", "learner"), (learner.id,)).fetchone()[0] == 1
            assert db.execute(sql.format(replies, "learner"), (learner.id,)).fetchone()[0] <= 1
            assert db.execute(sql.format("reviews", "learner"), (learner.id,)).fetchone()[0] <= 1

    def _sources(self) -> set[str]:
        return {source for source, _, _ in self.of.replies()}

    def _solutions(self) -> dict[int, tuple[str, str]]:
        rows = self.of.read(lambda db: db.execute("SELECT drill, state, message FROM solutions").fetchall())
        return {drill: (state, message) for drill, state, message in rows}

    def _digests(self) -> dict[str, tuple[str, str]]:
        """What became of the digests, and where they stand, by their nonces."""
        rows = self.of.read(lambda db: db.execute("SELECT schedule, day, state, message FROM notices").fetchall())
        return {f"w{number}-{day.replace('-', '')}": (state, message) for number, day, state, message in rows}


def _digest_due(db: Database) -> None:
    """Have the digest of a schedule due that has had none."""
    number = db.execute("SELECT min(id) FROM schedules WHERE id NOT IN (SELECT schedule FROM notices)").fetchone()[0]
    add_notice(db, number, NoticeKind.DIGEST, now().date(), now())


def _custom_ids(message: Message) -> list[str]:
    return [one["custom_id"] for row in message.components for one in row["components"]]


def kill_again_and_again(folder: Path, times: int, seed: int) -> None:
    with outside(folder) as of:
        try:
            Rounds(of, seed).play(times)
        except BaseException as error:
            error.add_note(f"with the seed {seed}")
            raise


def test_a_kill_in_each_midst_posts_nothing_twice_and_loses_no_reply(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, len(ROUNDS), seed=1)


@pytest.mark.stress
def test_a_hundred_kills_post_nothing_twice_and_lose_no_reply(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, 100, seed=SystemRandom().randrange(1_000_000))
