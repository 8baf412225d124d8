"""Practice: what is asked next, what a reply leads to, how far a learner is. Terminal and bot are two faces of it."""

from scheduler.practice.answering import Answered, Hint, NotOpen, NotTried, give_up, hint, leave, reply, reveal
from scheduler.practice.asking import Ended, Pick, drawn, next_question, pick, put, start, waiting
from scheduler.practice.choosing import Choice, choose
from scheduler.practice.closing import Closed
from scheduler.practice.disputing import NothingToDispute, accept, decline, think_right
from scheduler.practice.progress import Day, DayKind, DeckProgress, Due, Progress, progress
from scheduler.practice.reporting import ExerciseReport, PartReport, report
from scheduler.practice.settling import choose_pace, choose_roll_over, choose_zone
from scheduler.practice.shelf import Shelf, Shelved
from scheduler.practice.wish import Wish

__all__ = [
    "Answered",
    "Choice",
    "Closed",
    "Day",
    "DayKind",
    "DeckProgress",
    "Due",
    "Ended",
    "ExerciseReport",
    "Hint",
    "NotOpen",
    "NotTried",
    "NothingToDispute",
    "PartReport",
    "Pick",
    "Progress",
    "Shelf",
    "Shelved",
    "Wish",
    "accept",
    "choose",
    "choose_pace",
    "choose_roll_over",
    "choose_zone",
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
