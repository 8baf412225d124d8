"""What members did, as far as it must be found in the store: their replies, and derivations that they opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from bot.messages.words import table
from tests.bot.soak.calendar import day_of
from tests.bot.soak.school import Course, Member
from tests.bot.wire import Callback, Interaction, Message

BUSY = tuple(table(language)["general.busy"] for language in ("en", "de"))
"""What is said to who could not be heard: it is not kept, and they know."""


class Means(Enum):
    """What a reply is meant to be."""

    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"


@dataclass(eq=False, slots=True)
class Deed:
    """A reply of somebody, at an instant, by the clock that held for them then; or a derivation that they opened.

    Of a `drill` it is of a course and date; `question` is the number of one that was put to the member alone. A message
    is to be kept unless `heeded` says that nobody answers such a one, or its author was told that it could not be.
    Of what came in a form it is certain only once that was answered with a verdict.
    """

    who: Member
    at: datetime
    by: tuple[str, int]
    what: Message | Interaction
    means: Means
    text: str | None
    drill: tuple[Course, date] | None = None
    question: int | None = None
    heeded: bool = True

    @property
    def source(self) -> str:
        """As the store names where a reply came from."""
        kind = "message" if isinstance(self.what, Message) else "interaction"
        return f"{kind}:{self.what.id}"

    @property
    def opens(self) -> bool:
        """Whether it is no reply, but opens a derivation."""
        return self.text is None

    @property
    def day(self) -> date:
        """The member's date of it."""
        return day_of(self.at, *self.by)

    def is_kept(self) -> bool | None:
        """Whether it must be in the store (True), must not (False), or may be."""
        if not self.heeded:
            return False
        if isinstance(self.what, Message):
            return not is_busy(self.what)
        if self.what.callback is Callback.UPDATE:
            return True
        busy = any(each.content in BUSY for each in self.what.messages)
        return False if busy else None


def is_busy(said: Message) -> bool:
    """Whether a message was answered with that it could not be kept."""
    later = (each for number, each in reversed(said.channel.messages.items()) if number > said.id)
    return any(each.replies_to == said.id and each.content in BUSY for each in later)


@dataclass(slots=True)
class Ledger:
    """All deeds, in their order."""

    deeds: list[Deed] = field(default_factory=list)

    def add(self, deed: Deed) -> Deed:
        """Note a deed; a change of the clock later in the first week dates it anew."""
        self.deeds.append(deed)
        return deed

    def of(self, who: Member) -> list[Deed]:
        """Those of a member."""
        return [each for each in self.deeds if each.who is who]
