"""Practice: what is asked next, what a reply leads to, how far a learner is. Terminal and bot are two faces of it."""

from scheduler.practice.answering import SIZE_SECONDS, Answered, Hint, give_up, hint, leave, reply, reveal
from scheduler.practice.asking import REMEMBERED, Pick, drawn, next_question, pick, put, start, waiting
from scheduler.practice.choosing import Choice, choose
from scheduler.practice.closing import Closed, close_question, replay
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
from scheduler.practice.reminding import Reminder, choose_reminder, claim_reminder, remind_again, remind_no_more
from scheduler.practice.reporting import ExerciseReport, PartReport, report
from scheduler.practice.settling import MOST_NEW, choose_pace, choose_roll_over, choose_zone, settle_found
from scheduler.practice.shelf import Shelf, Shelved
from scheduler.practice.standing import Board, BoardLine, Participant, Participation, board, participation
from scheduler.practice.wish import Wish

__all__ = [
    "MOST_NEW",
    "REMEMBERED",
    "SIZE_SECONDS",
    "Accepted",
    "Answered",
    "Board",
    "BoardLine",
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
    "Participant",
    "Participation",
    "Pick",
    "PracticeError",
    "Progress",
    "Reminder",
    "Shelf",
    "Shelved",
    "TooMany",
    "Twice",
    "Wish",
    "accept",
    "board",
    "choose",
    "choose_pace",
    "choose_reminder",
    "choose_roll_over",
    "choose_zone",
    "claim_reminder",
    "close_question",
    "decline",
    "drawn",
    "give_up",
    "hint",
    "leave",
    "next_question",
    "participation",
    "pick",
    "progress",
    "put",
    "remind_again",
    "remind_no_more",
    "replay",
    "reply",
    "report",
    "reveal",
    "settle_found",
    "start",
    "think_right",
    "waiting",
]
