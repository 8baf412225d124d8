"""A fake of Discord on the wire, for clients that are not changed: HTTP and the gateway on 127.0.0.1.

`Fake` is Discord within a loop, `running` within a thread; `redirected` points clients of this process at it, and
`python -m tests.bot.wire.child` runs a command of drillbook against it in another process.
"""

from tests.bot.wire.fake import Fake
from tests.bot.wire.interactions import Asked, Callback, Interaction
from tests.bot.wire.messages import Message
from tests.bot.wire.people import Impossible
from tests.bot.wire.records import Channel, Guild, Kind, Member, Role, Upload, User
from tests.bot.wire.running import redirected, running
from tests.bot.wire.traffic import Fault, Limit, Request

__all__ = [
    "Asked",
    "Callback",
    "Channel",
    "Fake",
    "Fault",
    "Guild",
    "Impossible",
    "Interaction",
    "Kind",
    "Limit",
    "Member",
    "Message",
    "Request",
    "Role",
    "Upload",
    "User",
    "redirected",
    "running",
]
