"""A request as an endpoint sees it, and the table of endpoints."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.bot.wire.records import Json

Answer = Json | list[Json] | bytes | None
Endpoint = Callable[..., Answer]
E = TypeVar("E", bound=Endpoint)
_table: dict[str, list[tuple[re.Pattern[str], Endpoint]]] = {}


@dataclass(frozen=True, slots=True)
class Call:
    """The body and query of a request, and its files by name."""

    body: Any
    query: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)


def endpoint(method: str, path: str) -> Callable[[E], E]:
    """Enter a function as the endpoint of a path, whose parts in {} it is given after the world and the call."""
    compiled = re.compile(path.replace("{}", "([^/]+)"))

    def enter(function: E) -> E:
        _table.setdefault(method, []).append((compiled, function))
        return function

    return enter


def find(method: str, path: str) -> tuple[Endpoint, tuple[str, ...]] | None:
    """The endpoint of a path, and the parts of it; None where there is none."""
    for compiled, function in _table.get(method, ()):
        match = compiled.fullmatch(path)
        if match is not None:
            return function, match.groups()
    return None
