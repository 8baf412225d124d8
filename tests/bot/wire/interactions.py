"""An interaction: a command, a press or a modal of somebody, and what the bot makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from time import monotonic

from tests.bot.wire.messages import Message
from tests.bot.wire.records import Channel, Json, User
from tests.bot.wire.refusals import Refusal
from tests.bot.wire.waiting import until


class Asked(IntEnum):
    """The types of interactions."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """The ways to acknowledge one."""

    MESSAGE = 4
    DEFER = 5
    DEFER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    OPEN_MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """What somebody did (`kind`, `name`, `data`), where, on which message, and what was answered so far.

    `seconds` is how long the bot took to acknowledge it. `original` is the answer's message; for an update, the message
    that was pressed. `refused` are the bot's attempts that came too late or twice, or were malformed.
    """

    id: int
    token: str
    kind: Asked
    name: str
    user: User
    channel: Channel
    data: Json
    at: datetime
    message: Message | None = None
    opener: Interaction | None = None
    sent: float = field(default_factory=monotonic)
    seconds: float | None = None
    callback: Callback | None = None
    answer: Json = field(default_factory=dict)
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return self.callback is not None

    @property
    def answered(self) -> bool:
        """Whether the person sees more than that the bot is thinking."""
        return self.acknowledged and not (
            self.callback is Callback.DEFER and self.original is not None and self.original.loading
        )

    @property
    def modal(self) -> Json | None:
        """The modal that was opened, as the bot sent it."""
        return self.answer if self.callback is Callback.OPEN_MODAL else None

    @property
    def choices(self) -> list[Json] | None:
        """What an autocompletion offered."""
        return self.answer.get("choices", []) if self.callback is Callback.CHOICES else None

    @property
    def messages(self) -> list[Message]:
        """The messages that came of it and say something, the first answer before what followed."""
        own = self.original if self.callback in (Callback.MESSAGE, Callback.DEFER) else None
        return [one for one in (own, *self.followups) if one is not None and not one.loading and not one.deleted]

    async def done(self, timeout: float = 5.0) -> Interaction:
        """Itself, once it is answered. Raises TimeoutError."""
        await until(lambda: self.answered, timeout)
        return self

    async def said(self, count: int = 1, timeout: float = 5.0) -> list[Message]:
        """Its messages, once there are so many. Raises TimeoutError."""
        await until(lambda: len(self.messages) >= count, timeout)
        return self.messages

    def age(self, now: datetime) -> float:
        """How many seconds ago it was sent, by the clock of the fake or by the real one, whichever is more."""
        return max((now - self.at).total_seconds(), monotonic() - self.sent)

    def metadata(self) -> Json:
        """What a message says of the interaction that it came of."""
        data: Json = {"id": str(self.id), "type": int(self.kind), "user": self.user.json()}
        data["authorizing_integration_owners"] = {}
        if self.kind is Asked.COMMAND:
            data |= {"name": self.name, "command_type": 1}
        elif self.kind is Asked.COMPONENT and self.message is not None:
            data["interacted_message_id"] = str(self.message.id)
        elif self.kind is Asked.MODAL and self.opener is not None:
            data["triggering_interaction_metadata"] = self.opener.metadata()
        return data
