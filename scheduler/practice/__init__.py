"""Practice: what is asked next, what a reply leads to, how far a learner is. Terminal and bot are two faces of it."""

from scheduler.practice.answering import SIZE_SECONDS, Answered, Hint, give_up, hint, leave, reply, reveal
from scheduler.practice.asking import REMEMBERED, Pick, drawn, next_question, pick, put, start, waiting
from scheduler.practice.choosing import Choice, choose
from scheduler.practice.closing import Closed, close_question
from scheduler.practice.disputing import Accepted, accept, decline, think_right
from scheduler.practice.errors import (
    Decided,
    Ended,
    NothingToDispute,
    NotOpen,
    NotTried,
    Over,
    PracticeError,
    TooMany,
    Twice,
)
from scheduler.practice.progress import Day, DayKind, DeckProgress, Due, Progress, progress
from scheduler.practice.reporting import ExerciseReport, PartReport, report
from scheduler.practice.settling import choose_pace, choose_roll_over, choose_zone
from scheduler.practice.shelf import Shelf, Shelved
from scheduler.practice.wish import Wish

__all__ = [
    "REMEMBERED",
    "SIZE_SECONDS",
    "Accepted",
    "Answered",
    "Choice",
    "Closed",
    "Day",
    "DayKind",
    "Decided",
    "DeckProgress",
    "Due",
    "Ended",
    "ExerciseReport",
    "Hint",
    "NotOpen",
    "NotTried",
    "NothingToDispute",
    "Over",
    "PartReport",
    "Pick",
    "PracticeError",
    "Progress",
    "Shelf",
    "Shelved",
    "TooMany",
    "Twice",
    "Wish",
    "accept",
    "choose",
    "choose_pace",
    "choose_roll_over",
    "choose_zone",
    "close_question",
    "decline",
    "drawn",
    "give_up",
    "hint",
    "leave",
    "next_question",
    "pick",
    "progress",
    "put",
    "reply",
    "report",
    "reveal",
    "start",
    "think_right",
    "waiting",
]
