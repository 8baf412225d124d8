"""What tests of the bot may ask for."""

from __future__ import annotations

import asyncio

import pytest

WAIT = asyncio.sleep


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's own pauses before it tries again take no time."""
    monkeypatch.setattr("discord.http.asyncio.sleep", lambda seconds: WAIT(min(seconds, 0.005)))


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Direct messages follow each other at once."""
    monkeypatch.setattr("bot.answering.direct.PAUSE", 0)
