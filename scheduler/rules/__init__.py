"""The rules of practice, as functions from values to values: nothing here knows a file, a clock or a database."""

from scheduler.rules.anki import QUALITIES, Pressed, after_anki
from scheduler.rules.board import MOST_A_DAY, Period, Ranked, points, ranked
from scheduler.rules.days import ROLL_OVER, ZoneError, days_lost, instant, local_day, utc, zone
from scheduler.rules.explaining import Cluster, Slip, Wrong, clusters
from scheduler.rules.mastery import MASTERED_DAYS, SENTENCE, Mastery, Stage, mastery, stage
from scheduler.rules.memory import Algorithm, Memory
from scheduler.rules.posting import EVERY_DAY, is_on, next_post, post_instant
from scheduler.rules.quality import RECENT, VERSION, Facts, Outcome, quality, usual_time
from scheduler.rules.refusal import Refusal
from scheduler.rules.reminding import is_at_risk, is_timely, next_reminder
from scheduler.rules.sm2 import FIRST_EASE, LEAST_EASE, MOST_DAYS, PASSED, SM2
from scheduler.rules.streak import AHEAD, DAYS_A_FREEZE, MOST_FREEZES, History, Streak, settled, settled_since, streak

__all__ = [
    "AHEAD",
    "DAYS_A_FREEZE",
    "EVERY_DAY",
    "FIRST_EASE",
    "LEAST_EASE",
    "MASTERED_DAYS",
    "MOST_A_DAY",
    "MOST_DAYS",
    "MOST_FREEZES",
    "PASSED",
    "QUALITIES",
    "RECENT",
    "ROLL_OVER",
    "SENTENCE",
    "SM2",
    "VERSION",
    "Algorithm",
    "Cluster",
    "Facts",
    "History",
    "Mastery",
    "Memory",
    "Outcome",
    "Period",
    "Pressed",
    "Ranked",
    "Refusal",
    "Slip",
    "Stage",
    "Streak",
    "Wrong",
    "ZoneError",
    "after_anki",
    "clusters",
    "days_lost",
    "instant",
    "is_at_risk",
    "is_on",
    "is_timely",
    "local_day",
    "mastery",
    "next_post",
    "next_reminder",
    "points",
    "post_instant",
    "quality",
    "ranked",
    "settled",
    "settled_since",
    "stage",
    "streak",
    "usual_time",
    "utc",
    "zone",
]
