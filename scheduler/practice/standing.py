"""A group's board: points and drills tried since the first day of a period, for those who show themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from scheduler.rules import Period, points, ranked
from scheduler.store import Learner, board_members, drills_since, first_rights, last_active


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A member on a board: their rank, points, and how many drills they tried; `account` is where they come from.

    The rank is None where they have done nothing yet, or do not show themselves.
    """

    rank: int | None
    account: str
    points: int
    tried: int


@dataclass(frozen=True, slots=True)
class Board:
    """The lines of those who did anything, best first, and the viewer's `own`; so many drills were `posted`."""

    posted: int
    lines: tuple[BoardLine, ...]
    own: BoardLine


@dataclass(frozen=True, slots=True)
class Participant:
    """How a member takes part: how many drills they tried in a period, and the last day of all on which they did."""

    account: str
    tried: int
    last: date | None


@dataclass(frozen=True, slots=True)
class Participation:
    """How those take part who show themselves on the board, most first, and how many others there are."""

    posted: int
    members: tuple[Participant, ...]
    hidden: int


def board(db: Database, group: int, viewer: Learner, period: Period, now: datetime) -> Board:
    """The board of a group as a member sees it, on their local date."""
    since = period.since(viewer.day(now))
    rights = {learner: points(days) for learner, days in first_rights(db, group, since).items()}
    posted, tried = drills_since(db, group, since)
    shown = {each.learner: each.account for each in board_members(db, group) if each.shown}
    active = {learner: rights.get(learner, 0) for learner in shown if rights.get(learner) or tried.get(learner)}
    lines = {
        each.learner: BoardLine(each.rank, shown[each.learner], each.points, tried.get(each.learner, 0))
        for each in ranked(active)
    }
    own = BoardLine(None, viewer.account, rights.get(viewer.id, 0), tried.get(viewer.id, 0))
    return Board(posted, tuple(lines.values()), lines.get(viewer.id, own))


def participation(db: Database, group: int, viewer: Learner, period: Period, now: datetime) -> Participation:
    """How the members of a group take part in its drills, for those who organise it."""
    since = period.since(viewer.day(now))
    posted, tried = drills_since(db, group, since)
    members = board_members(db, group)
    parts = [
        Participant(each.account, tried.get(each.learner, 0), last_active(db, group, each.learner))
        for each in members
        if each.shown
    ]
    parts.sort(key=lambda each: (-each.tried, -(each.last or date.min).toordinal()))
    return Participation(posted, tuple(parts), len(members) - len(parts))
