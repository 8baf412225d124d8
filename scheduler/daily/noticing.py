"""Notices: when a group is told of its week, and asked whether to slow down, since nobody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from scheduler.rules import next_post, zone
from scheduler.store import NoticeKind, Schedule, add_notice, silence, was_tried

MONDAY = 0b000_0001
QUIET_DRILLS, QUIET_FOR = 5, timedelta(days=7)
"""How many drills in a row nobody tries, and how long, before a group is asked whether to slow down."""


def next_digest(wanted: Schedule, now: datetime) -> datetime:
    """The instant of a schedule's next weekly digest: at its time of day on a Monday. Raises ZoneError."""
    return next_post(wanted.zone, wanted.at, MONDAY, now)[1]


def with_digest(db: Database, due: Schedule, now: datetime) -> Schedule:
    """Plan the digest of a schedule, if that is due, of the latest Monday alone; the schedule with its next one.

    None is planned while the schedule is paused, or where nobody has tried a drill that week. Raises ZoneError.
    """
    if due.digest_next is None or due.digest_next > now:
        return due
    at, following = due.digest_next, next_digest(due, max(due.digest_next, now - QUIET_FOR))
    while following <= now:
        at, following = following, next_digest(due, following)
    day = at.astimezone(zone(due.zone)).date()
    is_running = due.next_at is not None and (due.paused_until is None or due.paused_until <= day)
    if is_running and was_tried(db, due.id, day - timedelta(days=7), day - timedelta(days=1)):
        add_notice(db, due.id, NoticeKind.DIGEST, day, at)
    return replace(due, digest_next=following)


def asked_if_quiet(db: Database, due: Schedule, day: date, at: datetime) -> Schedule:
    """Plan the question whether to slow down, beside the drill of a date, where nobody tried the last ones.

    It is asked once, until somebody tries a drill again.
    """
    if due.quiet_since is not None:
        return due
    found = silence(db, due.id, due.arranged)
    if found is None or found.drills < QUIET_DRILLS or day - found.since < QUIET_FOR:
        return due
    add_notice(db, due.id, NoticeKind.QUIET, day, at)
    return replace(due, quiet_since=at)
