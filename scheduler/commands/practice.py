"""`drillbook practice`: questions in the terminal, graded and scheduled, until nothing is left or the learner stops."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from dataclasses import replace
from random import Random

from sqlite_utils import Database

from compiler.commands import INTERRUPTED
from compiler.console import A_DECK, UsageError, add_json, whole_number
from scheduler.commands.faces import HELP, Face, Lines, Words
from scheduler.commands.place import failing, local_learner, now, owned, shelf
from scheduler.practice import (
    Closed,
    NothingToDispute,
    NotTried,
    Shelf,
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
from scheduler.store import Learner, Question, Session, Store, cards

COMMANDS = ("/hint", "/solution", "/skip", "/right", "/quit", "/help", "/why")
TYPES = ("derive", "formula", "decide", "vector", "debug")


def run(arguments: list[str]) -> int:
    """0 at the end of a session, 1 where the store or a deck cannot be used, 130 where it was interrupted."""
    options = _options(arguments)
    decks = shelf(options.decks, options.json)
    wish = _wish(options, decks)
    with owned("drillbook practice") as store:
        learner = store.write(local_learner)
        return _Practice(store, decks, learner, wish, Lines() if options.json else Words(), not options.json).run()


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
    parser.add_argument("--wrong-only", action="store_true", help="only what was not right at the first try last time")
    parser.add_argument(
        "--extra", action="store_true", help="when nothing is due, go on with rounds that change no interval"
    )
    parser.add_argument(
        "--new", type=whole_number(0, 1000), metavar="N", help="how many exercises may be new today (default: 3)"
    )
    add_json(parser)
    return parser.parse_args(arguments)


def _wish(options: argparse.Namespace, decks: Shelf) -> Wish:
    deck = decks.decks[0].id if options.decks and len(decks.decks) == 1 else None
    wish = Wish(deck, options.chapter, options.type, options.wrong_only, options.extra, options.new)
    if not any(map(wish.takes, decks.all)):
        raise UsageError("no exercise of these decks is of that chapter and type; `drillbook draw` shows them")
    return wish


class _Practice:
    """A session at the terminal: it asks, reads a line, does what the line says."""

    def __init__(self, store: Store, decks: Shelf, learner: Learner, wish: Wish, face: Face, speaks: bool) -> None:
        self._store, self._decks, self._learner, self._wish, self._face = store, decks, learner, wish, face
        self._asks = speaks and sys.stdin.isatty()
        self._results: list[Closed] = []
        self._random = Random()

    def run(self) -> int:
        """Ask until nothing is left, or the learner stops."""
        if self._asks:
            _edit_lines()
        code, left_open = 0, True
        try:
            left_open = self._session()
        except EOFError:
            self._end_line()
        except KeyboardInterrupt:
            self._end_line()
            code = INTERRUPTED
        self._summary(left_open)
        return code

    def _session(self) -> bool:
        """Ask the questions of a session. Whether one is left open at the end."""
        session, asked = self._store.write(self._started)
        resumed = asked is not None
        while True:
            asked = asked or next_question(self._store, self._decks, session.id, self._random, now())
            if asked is None:
                if not self._goes_on():
                    return False
                self._wish = replace(self._wish, extra=True)
                session, asked = self._store.write(self._started)
                continue
            if not self._asked(asked, resumed):
                return True
            asked, resumed = None, False

    def _started(self, db: Database) -> tuple[Session, Question | None]:
        session = start(db, self._learner, self._wish, now())
        return session, waiting(db, session.id, now())

    def _goes_on(self) -> bool:
        """Whether the learner wants extra rounds, now that nothing is due."""
        if self._wish.extra:
            return False
        if not self._asks:
            self._face.note("Nothing is due; --extra goes on with rounds that change no interval.")
            return False
        self._face.note("\nNothing more is due. Extra rounds count for the day and change no interval.")
        return input("Enter goes on, /quit ends: ").strip() == ""

    def _asked(self, asked: Question, resumed: bool) -> bool:
        """Put a question until it closes. False where the learner stops before."""
        self._face.question(asked, self._decks.at(asked.place), resumed)
        closed: Closed | None = None
        while closed is None:
            line = input("> " if self._asks else "").strip()
            if line == "/quit":
                return False
            if line == "/skip":
                self._store.write(lambda db: leave(db, self._learner.id, asked.id, now()))
                return True
            closed = self._line(asked, line)
        self._results.append(closed)
        self._face.closed(self._learner, asked, closed)
        return self._pause(asked, derived=closed.review.quality < 2)

    def _line(self, asked: Question, line: str) -> Closed | None:
        """Do what a line says: a command, or a reply. What the question counted for, if that closed it."""
        learner = self._learner.id
        if line == "":
            return None
        if line == "/hint":
            self._face.hint(self._store.write(lambda db: hint(db, learner, asked.id, now())))
        elif line == "/right":
            self._dispute(asked)
        elif line == "/solution":
            return self._solution(asked)
        elif line.startswith("/"):
            self._face.note(HELP if line == "/help" else f"There is no {line[:20]}. {HELP}")
        else:
            answer = self._store.write(lambda db: reply(db, learner, asked.id, line, now()))
            self._face.answered(asked, answer)
            return answer.closed
        return None

    def _solution(self, asked: Question) -> Closed | None:
        learner = self._learner.id
        with suppress(NotTried):
            return self._store.write(lambda db: reveal(db, learner, asked.id, now()))
        if self._asks:
            self._face.note("Not tried yet: opened now, it counts as not known, and not for the day.")
            if input("Enter goes back, /solution opens it: ").strip() != "/solution":
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
        while self._asks:
            line = input("Enter goes on" + ("" if derived else ", /why shows the derivation") + ": ").strip()
            if line == "/quit":
                return False
            if line == "/right":
                self._dispute(asked)
            elif line == "/why":
                self._face.derivation(asked)
            else:
                break
        return True

    def _summary(self, left_open: bool) -> None:
        with failing():
            found = self._store.write(lambda db: progress(db, self._learner, self._decks, now()))
            due = self._store.write(lambda db: [card.due for card in cards(db, self._learner.id).values()])
        self._face.summary(self._results, found.streak, min(due, default=None), left_open)

    def _end_line(self) -> None:
        if self._asks:
            print()


def _edit_lines() -> None:
    """Editing and history of lines, and names of commands by Tab, where the system has them."""
    try:
        import readline
    except ImportError:
        return

    def complete(text: str, state: int) -> str | None:
        found = [name for name in COMMANDS if text.startswith("/") and name.startswith(text)]
        return found[state] if state < len(found) else None

    readline.set_completer_delims(" ")
    readline.set_completer(complete)
    readline.parse_and_bind("tab: complete")
