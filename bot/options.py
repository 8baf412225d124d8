"""What the options of commands mean: decks, times, days and zones, as people write them, and what is offered."""

from __future__ import annotations

import re
from datetime import date, time
from functools import lru_cache
from zoneinfo import available_timezones

from discord import app_commands

from bot.messages.markdown import plain_text, quoted
from bot.messages.words import LANGUAGES, say, sentence, table
from compiler.console import nearest
from scheduler.daily import ScheduleError
from scheduler.practice import Shelf
from scheduler.rules import EVERY_DAY, ZoneError, is_on
from scheduler.rules import zone as zone_of

MOST_CHOICES = 25
"""What Discord takes of choices for an option."""
_MOST_NAMES = 1000
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def deck_named(shelf: Shelf, name: str) -> str | None:
    """The permanent id of a deck by its name, title or id; None where there is none."""
    wanted = name.strip().lower()
    names = ((each.id, {each.id.lower(), each.name.lower(), each.title.lower()}) for each in shelf.decks)
    return next((identity for identity, known_as in names if wanted in known_as), None)


def no_deck(shelf: Shelf, name: str) -> str:
    """What to say of a name that no deck has, with those that there are, as many as a message has room for."""
    if not shelf.decks:
        return say("decks.none")
    names = ", ".join(each.name for each in shelf.decks)
    shown = names if len(names) <= _MOST_NAMES else f"{names[:_MOST_NAMES]}…"
    return say("practice.no_deck", deck=_shown(name), decks=shown)


def deck_choices(shelf: Shelf, typed: str) -> list[app_commands.Choice[str]]:
    """The decks whose name or title holds what was typed so far; two with one title are told apart by their names."""
    found = [each for each in shelf.decks if typed.lower() in f"{each.name} {each.title}".lower()]
    titles = [each.title for each in found]
    labels = [each.title if titles.count(each.title) == 1 else f"{each.name}: {each.title}" for each in found]
    choices = zip(labels[:MOST_CHOICES], found, strict=False)
    return [app_commands.Choice(name=label[:100], value=each.name) for label, each in choices]


def read_time(text: str) -> time:
    """A time of day, as 08:00 or 8.30. Raises ScheduleError."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise ScheduleError(say("setup.bad_time", text=_shown(text)))
    return time(int(found[1]), int(found[2]))


def read_zone(text: str) -> str:
    """The name of a time zone. Raises ScheduleError."""
    try:
        return zone_of(text.strip()).key
    except ZoneError as error:
        raise ScheduleError(no_zone(error, text[:60])) from None


def read_date(text: str) -> date:
    """A date, as 2026-12-24. Raises ScheduleError."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ScheduleError(say("setup.bad_date", text=_shown(text))) from None


def read_days(text: str) -> int:
    """Days of the week as bits, in any language: daily, Mon-Fri, or Mo Mi Sa. Raises ScheduleError."""
    days = 0
    for part in re.split(r"[\s,]+", text.strip().lower()):
        if part in (table(language)["setup.daily"] for language in LANGUAGES):
            days |= EVERY_DAY
            continue
        ends = [_weekday(each) for each in re.split("[-–]", part)]
        if len(ends) > 2 or None in ends:
            raise ScheduleError(say("setup.bad_days", text=_shown(text)))
        first, last = ends[0], ends[-1]
        assert first is not None and last is not None
        for number in range((last - first) % 7 + 1):
            days |= 1 << (first + number) % 7
    return days


def _weekday(name: str) -> int | None:
    """The number of a day of the week, whose name may be cut short anywhere behind its abbreviation."""
    for texts in map(table, LANGUAGES):
        names = zip(texts["days.weekdays"].split(), texts["days.in-full"].split(), strict=True)
        for number, (short, full) in enumerate(names):
            if len(name) >= len(short) and full.lower().startswith(name):
                return number
    return None


def days_text(days: int) -> str:
    """Days of the week as people say them."""
    if days == EVERY_DAY:
        return say("setup.daily")
    names = say("days.weekdays").split()
    monday = date(2024, 1, 1)
    return " ".join(name for number, name in enumerate(names) if is_on(days, monday.replace(day=1 + number)))


def zone_choices(typed: str) -> list[app_commands.Choice[str]]:
    """The zones whose name holds what was typed so far; those where a part begins so come first."""
    wanted = typed.strip().lower().replace(" ", "_")
    found = [each for each in _zone_names() if wanted in each.lower()]
    found.sort(key=lambda each: (f"/{wanted}" not in f"/{each.lower()}", each))
    return [app_commands.Choice(name=each, value=each) for each in found[:MOST_CHOICES]]


@lru_cache(maxsize=1)
def _zone_names() -> tuple[str, ...]:
    return tuple(
        sorted(each for each in available_timezones() if "/" in each and not each.startswith(("Etc/", "posix/")))
    )


def no_zone(error: ZoneError, name: str) -> str:
    """What to say of a name that is no time zone, with the one that is nearest to it."""
    said = plain_text(sentence(error))
    near = nearest(name.strip(), _zone_names()) if name.strip() else None
    return said if near is None else say("zone.near", error=said, near=near)


def _shown(text: str) -> str:
    return quoted(text, 60)
