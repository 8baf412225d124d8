"""`drillbook stats`: streak, the year, mastery, and what is due in the coming days."""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import timedelta

from compiler.console import A_DECK, add_json, colours, counted, heading, print_json, say
from scheduler.commands.faces import in_words
from scheduler.commands.place import looked_at_mine, now, shelf
from scheduler.practice import Day, DayKind, Progress, progress
from scheduler.rules import SENTENCE, Mastery

_WEEKS = 53
_ROOM = 66
"""From how many columns on there is room for bars."""
_SIGNS = {DayKind.FINISHED: "■", DayKind.FROZEN: "❄", DayKind.EXCUSED: "○", DayKind.EMPTY: "·"}
_BAR = 20


def run(arguments: list[str]) -> int:
    """0 fine, 1 where the store or a deck cannot be read. Nothing is written."""
    parser = argparse.ArgumentParser(
        prog="drillbook stats", description="Streak, calendar, mastery, and what is due in the coming days."
    )
    parser.add_argument("decks", nargs="*", metavar="DECK", help=f"{A_DECK} (default: all)")
    parser.add_argument("--exercises", action="store_true", help="tell of every exercise")
    add_json(parser)
    options = parser.parse_args(arguments)
    decks = shelf(options.decks, options.json)
    found = looked_at_mine(lambda db, learner: progress(db, learner, decks, now()))
    if options.json:
        print_json(_facts(found))
    elif found is None:
        say("Nobody has practised here yet; `drillbook practice` begins.")
    else:
        _show(found, options.exercises)
    return 0


def _facts(found: Progress | None) -> dict[str, object]:
    if found is None:
        nothing = {"mastery": [], "due": 0, "new": 0, "coming": {}, "calendar": {}}
        return {"kind": "stats", "day": None, "streak": 0, "best": 0, "today": False, "freezes": 0, **nothing}
    return {
        "kind": "stats",
        "day": found.today.isoformat(),
        "streak": found.streak.current,
        "best": found.streak.best,
        "today": found.streak.today,
        "freezes": found.streak.freezes,
        "mastery": [
            {
                "deck": each.deck.name,
                **_mastery(each.mastery),
                "chapters": [{"chapter": chapter.number, **_mastery(found)} for chapter, found in each.chapters],
                "exercises": [
                    {
                        "exercise": shelved.exercise.slug,
                        "number": shelved.exercise.number,
                        "stage": stage.value,
                        "due": None if card is None else card.due.isoformat(),
                    }
                    for shelved, stage, card in each.exercises
                ],
            }
            for each in found.decks
        ],
        "due": found.due.today,
        "new": found.due.new,
        "coming": {day.isoformat(): count for day, count in found.due.coming},
        "calendar": {
            each.date.isoformat(): {"day": each.kind.value, "finished": each.finished}
            for each in found.year
            if each.kind is not DayKind.EMPTY
        },
    }


def _mastery(found: Mastery) -> dict[str, object]:
    return {
        "mastered": found.mastered,
        "begun": found.begun,
        "total": found.total,
        "share": round(found.share, 4),
    }


def _show(found: Progress, every_exercise: bool) -> None:
    standing = found.streak
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    today = "done today" if standing.today else "one exercise today keeps it" if standing.current else "begin today"
    heading(f"Streak: {counted(standing.current, 'day')} ({today}), best {standing.best}, freezes {standing.freezes}")
    if standing.held_by:
        say(
            f"{counted(len(standing.held_by), 'freeze')} will hold it for {', '.join(map(in_words, standing.held_by))}."
        )
    say()
    for line in calendar(found.year, _WEEKS if width is None else width - len("Mon ")):
        print(_coloured(line))
    say("■ finished  ❄ held by a freeze  ○ excused  · nothing")
    say()
    for each in found.decks:
        heading(f"{each.deck.title}: {_share(each.mastery)}")
        for chapter, reached in each.chapters:
            bar = "" if width is not None and width < _ROOM else f"{_bar(reached)}  "
            say(f"{chapter.number:>4}  {bar}{_share(reached)}  {chapter.title}", hang="      ")
        if every_exercise:
            for shelved, stage, card in each.exercises:
                due = "" if card is None else f", due {in_words(card.due)}"
                say(f"{shelved.exercise.number:>6}  {shelved.exercise.title}: {stage.value}{due}", hang="        ")
        say()
    say(f"{SENTENCE} ▓ mastered, ▒ learning.")
    say()
    new = "" if not found.due.new else f", {found.due.new} new"
    heading(f"Due today: {found.due.today}{new}")
    for day, count in found.due.coming:
        print(f"  {in_words(day):<18} {count}")


def calendar(year: tuple[Day, ...], columns: int = _WEEKS) -> list[str]:
    """A year as seven lines, Monday first, a column a week, with the months above; or as much of it as has room."""
    room = max(1, min(columns, _WEEKS))
    first = year[-1].date - timedelta(days=year[-1].date.weekday(), weeks=room - 1)
    year = tuple(each for each in year if each.date >= first)
    monday = year[0].date - timedelta(days=year[0].date.weekday())
    grid = [[" "] * room for _ in range(7)]
    months = [" "] * (room + 2)
    for each in year:
        week = (each.date - monday).days // 7
        grid[each.date.weekday()][week] = _SIGNS[each.kind]
        if each.date.day == 1:
            months[week : week + 3] = f"{each.date:%b}"
    names = ("Mon", "   ", "Wed", "   ", "Fri", "   ", "Sun")
    lines = [f"{name} {''.join(row)}".rstrip() for name, row in zip(names, grid, strict=True)]
    return [f"    {''.join(months[:room])}".rstrip(), *lines]


def _coloured(line: str) -> str:
    if not colours(sys.stdout):
        return line
    return line.replace("■", "\x1b[32m■\x1b[0m").replace("❄", "\x1b[36m❄\x1b[0m")


def _bar(found: Mastery) -> str:
    """Mastered, begun and new exercises as a bar of twenty signs."""
    total = found.total or 1
    mastered, begun = _BAR * found.mastered // total, -(-_BAR * found.begun // total)
    return "▓" * mastered + "▒" * (begun - mastered) + "·" * (_BAR - begun)


def _share(found: Mastery) -> str:
    return f"{found.mastered} of {found.total} mastered"
