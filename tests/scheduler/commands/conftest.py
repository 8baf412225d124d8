"""A folder of one's own to be in, with its own data, and drillbook called in it, with replies to read if need be."""

from __future__ import annotations

import io
from typing import Protocol

import pytest

from tests.commands.calls import Call, Run
from tests.commands.conftest import drillbook, here

__all__ = ["drillbook", "here", "practice"]


class Practice(Protocol):
    """`drillbook practice`, called in the test's process with these replies, a line each."""

    def __call__(self, replies: str, *arguments: object) -> Run: ...


@pytest.fixture
def practice(drillbook: Call, monkeypatch: pytest.MonkeyPatch) -> Practice:
    """Practises in this process; its replies come as through a pipe."""

    def call(replies: str, *arguments: object) -> Run:
        monkeypatch.setattr("sys.stdin", io.StringIO(replies))
        return drillbook("practice", *arguments)

    return call
