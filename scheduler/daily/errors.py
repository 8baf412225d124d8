"""What a member or an organiser asked of a drill, and cannot have as things stand; the message says why."""

from scheduler.practice import PracticeError


class Done(PracticeError):
    """The learner has answered the drill in the channel already."""


class PrivateOnly(PracticeError):
    """The group answers with numbers of one's own, in private."""


class ScheduleError(PracticeError):
    """A schedule cannot be as it was asked for; the message says why, and what can be."""
