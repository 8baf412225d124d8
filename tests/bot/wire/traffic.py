"""What goes over the wire, request by request: the log of it, faults put into its way, and rate limits."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.bot.wire.records import Json

Moment = Literal["arrived", "done", "answered"]
"""A request arrived; what it asked for took effect; its answer was written."""


@dataclass(slots=True, eq=False)
class Request:
    """A request of the bot, when it came (`monotonic`), and how it was answered; a status of 0 is a cut connection.

    Of its files the names and sizes are kept.
    """

    method: str
    path: str
    query: dict[str, str]
    body: Any
    files: dict[str, int]
    at: float
    authorization: str = ""
    status: int | None = None
    answer: Any = None


@dataclass(slots=True, eq=False)
class Fault:
    """A fault in the way of matching requests, `left` times (None: until it is ended); `hits` counts them.

    A `status` replaces the answer, before the request takes effect or after it. A `cut` closes the connection in its
    place. A `delay` alone only makes the answer slow.
    """

    method: str
    path: re.Pattern[str]
    status: int | None
    left: int | None
    before: bool
    body: Any
    headers: dict[str, str]
    delay: float
    cut: bool
    hits: int = 0

    def end(self) -> None:
        """Let everything through from now on."""
        self.left = 0

    def meets(self, request: Request) -> bool:
        """Whether the request runs into it; if so, it is used up by one."""
        if self.left == 0 or self.method not in ("*", request.method) or not self.path.fullmatch(request.path):
            return False
        self.left = None if self.left is None else self.left - 1
        self.hits += 1
        return True


@dataclass(slots=True, eq=False)
class Limit:
    """At most `count` requests in `seconds`: for each channel or guild by itself, or for everything together."""

    method: str
    path: re.Pattern[str]
    count: int
    seconds: float
    everywhere: bool
    name: str
    windows: dict[str, tuple[float, int]] = field(default_factory=dict)
    refused: int = 0

    def meets(self, request: Request) -> tuple[bool, dict[str, str]] | None:
        """Whether the request is within the limit, and the headers that say so; None where it is not concerned."""
        if self.method not in ("*", request.method) or not self.path.fullmatch(request.path):
            return None
        key = "" if self.everywhere else "/".join(request.path.split("/")[:3])
        start, used = self.windows.get(key, (-self.seconds, 0))
        if request.at >= start + self.seconds:
            start, used = request.at, 0
        fits = used < self.count
        self.windows[key] = start, used + fits
        self.refused += not fits
        wait = max(0.0, start + self.seconds - request.at)
        if self.everywhere:
            return fits, {"Retry-After": f"{wait:.3f}"}
        return fits, {
            "Retry-After": f"{wait:.3f}",
            "X-RateLimit-Limit": str(self.count),
            "X-RateLimit-Remaining": str(self.count - used - fits),
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": self.name,
        }


class Traffic:
    """The requests so far (the last of them), the faults and limits, and who wants to hear of requests."""

    def __init__(self, kept: int) -> None:
        self.requests: deque[Request] = deque(maxlen=kept)
        self.count = 0
        self.listeners: list[Callable[[Moment, Request], None]] = []
        self.faults: list[Fault] = []
        self.limits: list[Limit] = []

    def arrived(self, request: Request) -> None:
        self.count += 1
        self.requests.append(request)
        self.tell("arrived", request)

    def tell(self, moment: Moment, request: Request) -> None:
        for listener in self.listeners:
            listener(moment, request)

    def fault(self, request: Request) -> Fault | None:
        """The fault that the request runs into, if any."""
        found = next((fault for fault in self.faults if fault.meets(request)), None)
        if found is not None and found.left == 0:
            self.faults.remove(found)
        return found

    def within(self, request: Request) -> tuple[Json | None, dict[str, str]]:
        """What is answered to a request that is one too many (None: it is not), and the headers."""
        headers: dict[str, str] = {}
        for limit in self.limits:
            met = limit.meets(request)
            if met is None:
                continue
            fits, said = met
            headers |= said
            if not fits:
                return too_many(float(said["Retry-After"]), limit.everywhere), headers
        headers.pop("Retry-After", None)
        return None, headers

    def made(self, method: str, path: str) -> list[Request]:
        """The kept requests to a path, in which * stands for one part."""
        wanted = pattern(path)
        return [one for one in self.requests if method in ("*", one.method) and wanted.fullmatch(one.path)]


def too_many(retry_after: float, everywhere: bool) -> Json:
    """The body of an answer 429."""
    return {"message": "You are being rate limited.", "retry_after": retry_after, "global": everywhere}


def pattern(path: str) -> re.Pattern[str]:
    """A path in which * stands for one part, and ** for any number of them."""
    parts = re.split(r"(\*\*|\*)", path)
    return re.compile("".join({"*": "[^/]+", "**": ".*"}.get(part, re.escape(part)) for part in parts))
