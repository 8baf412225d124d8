"""What ends a command with a message instead of its work."""


class UsageError(Exception):
    """The call does not fit what is there; the message says what would."""


class Failure(Exception):
    """The command cannot do its work; the message says why and what to do."""
