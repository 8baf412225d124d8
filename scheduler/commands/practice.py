"""`drillbook practice`: questions in the terminal, graded and scheduled, until nothing is left or the learner stops."""

from __future__ import annotations

import argparse
from contextlib import suppress
from dataclasses import replace
from random import Random

from sqlite_utils import Database

from compiler.commands import INTERRUPTED
from compiler.console import A_DECK, Failure, UsageError, add_json, nearest, whole_number
from compiler.deck import TYPES, NoVariant
from scheduler.commands.faces import HELP, Face, Lines, Words
from scheduler.commands.place import local_learner, now, owned, shelf
from scheduler.commands.prompt import Prompt, edited
from scheduler.practice import (
    Closed,
    NothingToDispute,
    NotTried,
    Progress,
    Shelf,
    TooMany,
    Wish,
    give_up,
    hint,
    leave,
    next_question,
    progress,
    reply,
    reveal,
    start,
    think_right,
    waiting,
)
from scheduler.store import Learner, Question, Session, Store, open_question, open_session

COMMANDS = ("/hint", "/solution", "/skip", "/right", "/quit", "/help", "/why")


def run(arguments: list[str]) -> int:
    """0 at the end of a session, 1 where the store or a deck cannot be used, 130 where it was interrupted."""
    options = _options(arguments)
    decks = shelf(options.decks, options.json)
    wish = _wish(options, decks)
    with owned("drillbook practice") as store:
        learner = store.write(local_learner)
        with Prompt(not options.json) as prompt:
            return _Practice(store, decks, learner, wish, Lines() if options.json else Words(), prompt).run()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="drillbook practice",
        description="Practise in the terminal: what is due, then what is new, with numbers that differ each time.",
        epilog=f"while a question waits:\n{HELP}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("decks", nargs="*", metavar="DECK", help=f"{A_DECK} (default: all)")
    parser.add_argument("--chapter", type=whole_number(0, 9999), metavar="N", help="only this chapter")
    parser.add_argument("--type", choices=TYPES, help="only this type of exercise")
    parser.add_argument("--wrong-only", action="store_true", help="only what got less than a 4 the last time")
    parser.add_argument(
        "--extra", action="store_true", help="when nothing is due, go on with rounds that change no interval"
    )
    parser.add_argument(
        "--new",
        type=whole_number(0, 1000),
        metavar="N",
        help="how many exercises may be new today (default: as in `drillbook settings`)",
    )
    add_json(parser)
    return parser.parse_args(arguments)


def _wish(options: argparse.Namespace, decks: Shelf) -> Wish:
    deck = decks.decks[0].id if len(decks.decks) == 1 else None
    wish = Wish(deck, options.chapter, options.type, options.wrong_only, options.extra, options.new)
    if not any(map(wish.takes, decks.all)):
        raise UsageError("no exercise of these decks is of that chapter and type; `drillbook draw` shows them")
    return wish


class _Practice:
    """A session at the terminal: it asks, reads a line, does what the line says."""

    def __init__(self, store: Store, decks: Shelf, learner: Learner, wish: Wish, face: Face, prompt: Prompt) -> None:
        self._store, self._decks, self._learner, self._wish, self._face = store, decks, learner, wish, face
        self._prompt = prompt
        self._results: list[Closed] = []
        self._random = Random()

    def run(self) -> int:
        """Ask until nothing is left, or the learner stops."""
        code = 0
        if self._prompt.asks:
            edited(COMMANDS)
            self._face.note("/help lists what you can type besides a reply; Ctrl-C stops at any time.")
        try:
            self._session()
        except EOFError:
            self._end_line()
        except KeyboardInterrupt:
            self._end_line()
            code = INTERRUPTED
        self._summary()
        return code

    def _session(self) -> None:
        """Ask the questions of a session, until none is left or the learner stops."""
        session, asked = self._store.write(self._started)
        resumed = asked is not None
        while True:
            asked = asked or self._next(session)
            if asked is None:
                if not self._goes_on():
                    return
                self._wish = replace(self._wish, extra=True)
                session, asked = self._store.write(self._started)
                continue
            if not self._asked(asked, resumed):
                return
            asked, resumed = None, False

    def _started(self, db: Database) -> tuple[Session, Question | None]:
        before = open_session(db, self._learner.id)
        if before is not None and open_question(db, before.id) is not None:
            extra = replace(self._wish, extra=True)
            if Wish.from_text(before.wish) == extra:  # an extra round that was agreed to, and interrupted
                self._wish = extra
        session = start(db, self._learner, self._wish, now())
        return session, waiting(db, session.id, now())

    def _next(self, session: Session) -> Question | None:
        try:
            return next_question(self._store, self._decks, session.id, self._random, now())
        except NoVariant as error:
            raise Failure(f"{error}; `drillbook check` shows why") from None

    def _goes_on(self) -> bool:
        """Whether the learner wants extra rounds, now that nothing is due."""
        if self._wish.extra:
            self._face.note("There is nothing left to ask: an extra round takes what was practised before.")
            return False
        if not self._prompt.asks:
            self._face.note("Nothing more is due; --extra goes on with rounds that change no interval.")
            return False
        self._face.note("\nNothing more is due. Extra rounds count for the day and change no interval.")
        while (line := self._prompt.read("Enter goes on, /quit ends: ")) not in ("", "/quit"):
            self._face.note(f"{_quoted(line)} is neither.")
        return line == ""

    def _asked(self, asked: Question, resumed: bool) -> bool:
        """Put a question until it closes. False where the learner stops before."""
        self._face.question(asked, self._decks.at(asked.place), resumed)
        closed: Closed | None = None
        while closed is None:
            line = self._prompt.read()
            if line == "/quit":
                return False
            if line == "/skip":
                self._store.write(lambda db: leave(db, self._learner.id, asked.id, now()))
                return True
            closed = self._line(asked, line)
        return self._pause(asked, derived=closed.review.quality < 2)

    def _line(self, asked: Question, line: str) -> Closed | None:
        """Do what a line says: a command, or a reply. What the question counted for, if that closed it."""
        learner = self._learner.id
        closed = None
        if line == "/hint":
            self._face.hint(self._store.write(lambda db: hint(db, learner, asked.id, now())))
        elif line == "/right":
            self._dispute(asked)
        elif line == "/why":
            self._face.note("/why is for after the question; /solution opens the derivation now.")
        elif line == "/solution":
            closed = self._solution(asked)
        elif line.startswith("/"):
            self._command(line)
        elif line:
            closed = self._reply(asked, line)
        if closed is not None:
            self._results.append(closed)
            self._face.closed(self._learner, asked, closed)
        return closed

    def _reply(self, asked: Question, line: str) -> Closed | None:
        try:
            answer = self._store.write(lambda db: reply(db, self._learner.id, asked.id, line, now()))
        except TooMany as error:
            self._face.note(f"{str(error).capitalize()}: /solution opens it.")
            return None
        self._face.answered(asked, answer)
        return answer.closed

    def _command(self, line: str) -> None:
        """/help, and what is no command."""
        if line != "/help":
            near = nearest(line, COMMANDS)
            self._face.note(f"There is no {_quoted(line)}; {f'did you mean {near}?' if near else 'there are these:'}")
            if near:
                return
        self._face.help()

    def _solution(self, asked: Question) -> Closed | None:
        learner = self._learner.id
        with suppress(NotTried):
            return self._store.write(lambda db: reveal(db, learner, asked.id, now()))
        if self._prompt.asks:
            self._face.note("Not tried yet: opened now, it counts as not known, and not for the day.")
            if self._prompt.read("Enter goes back, /solution opens it: ") != "/solution":
                return None
        return self._store.write(lambda db: give_up(db, learner, asked.id, now()))

    def _dispute(self, asked: Question) -> None:
        try:
            kept = self._store.write(lambda db: think_right(db, self._learner.id, asked.id, now()))
        except NothingToDispute as error:
            self._face.note(f"{str(error).capitalize()}.")
        else:
            self._face.note(f"Kept, with its numbers: `drillbook disputes` decides on {kept.text!r}.")

    def _pause(self, asked: Question, derived: bool) -> bool:
        """Time to read before the next question. False where the learner stops."""
        while self._prompt.asks:
            line = self._prompt.read("Enter goes on" + ("" if derived else ", /why shows the derivation") + ": ")
            if line in ("", "/skip"):
                break
            if line == "/quit":
                return False
            if line == "/right":
                self._dispute(asked)
            elif line in ("/why", "/solution"):
                self._face.derivation(asked)
            elif line.startswith("/") and line != "/hint":
                self._command(line)
            else:
                self._face.note("This question is closed.")
        return True

    def _summary(self) -> None:
        def look(db: Database) -> tuple[Progress, bool]:
            session = open_session(db, self._learner.id)
            is_open = session is not None and open_question(db, session.id) is not None
            return progress(db, self._learner, self._decks, now()), is_open

        found, is_open = self._store.write(look)
        self._face.summary(self._results, found.streak, found.due_next, is_open)

    def _end_line(self) -> None:
        if self._prompt.asks:
            print()


def _quoted(line: str) -> str:
    return line if len(line) <= 20 else f"{line[:20]}…"
