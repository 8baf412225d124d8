"""The daily drill: when it is due, what it asks, who posts it, what members' replies count for, how it ends."""

from scheduler.daily.answering import own_numbers, put_own, reply_to_drill
from scheduler.daily.arranging import MOST_GAP, MOST_LATE, MOST_SCHEDULES, arrange, pause, remove, resume, upcoming
from scheduler.daily.choosing import drill_pick
from scheduler.daily.ending import TELLS, HowItWent, end_drill
from scheduler.daily.errors import Done, PrivateOnly, ScheduleError
from scheduler.daily.planning import AWAY, OUTAGE, PAUSE, excuse_absence, plan, plan_one
from scheduler.daily.posting import MOST_REFUSED, Post, begin, claim, failed, missed, refused, retried, sent
from scheduler.daily.weeks import DrillOfWeek, WeekOfDrills, week_of

__all__ = [
    "AWAY",
    "MOST_GAP",
    "MOST_LATE",
    "MOST_REFUSED",
    "MOST_SCHEDULES",
    "OUTAGE",
    "PAUSE",
    "TELLS",
    "Done",
    "DrillOfWeek",
    "HowItWent",
    "Post",
    "PrivateOnly",
    "ScheduleError",
    "WeekOfDrills",
    "arrange",
    "begin",
    "claim",
    "drill_pick",
    "end_drill",
    "excuse_absence",
    "failed",
    "missed",
    "own_numbers",
    "pause",
    "plan",
    "plan_one",
    "put_own",
    "refused",
    "remove",
    "reply_to_drill",
    "resume",
    "retried",
    "sent",
    "upcoming",
    "week_of",
]
