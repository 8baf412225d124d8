"""What a learner or organiser asked for, and cannot have as things stand; the message says why."""

from scheduler.rules import Refusal


class PracticeError(Refusal):
    """Nothing is wrong with the store: the moment has passed, or was never there."""


class NotOpen(PracticeError):
    """The question has closed already."""


class Over(NotOpen):
    """The question's drill has ended, and its solution is there or comes."""


class TooMany(PracticeError):
    """The question has had more replies than anybody needs."""


class Twice(PracticeError):
    """The same reply was delivered again."""


class NotTried(PracticeError):
    """The derivation is opened after a try; without one, the question is given up."""


class Ended(PracticeError):
    """The session has ended; another one can be begun."""


class NothingToDispute(PracticeError):
    """No reply of the question was anything but right, or the one that was meant has been decided on already."""


class Decided(PracticeError):
    """The dispute was decided before."""
