"""The whole examination: how it is shown, and that there is no secret in it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor import examining
from bot.doctor.checks import Check, State
from bot.doctor.examining import examine, is_well, show
from bot.settings.values import Settings
from tests.bot.doctor.samples import NOW, TOKEN, named
from tests.commands.calls import Run


def test_the_whole_examination_shows_no_token(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def echo(*_: object) -> list[Check]:
        return [Check("echo", State.FINE, f"it is {TOKEN}", TOKEN)]

    answer: Callable[..., Awaitable[list[Check]]] = echo
    monkeypatch.setattr(examining, "discord_itself", answer)
    settings = Settings(
        token=SecretStr(TOKEN), decks=("networking",), warnings=("the file is open",), proxy="http://me:secret@proxy:80"
    )
    checks = asyncio.run(examine(settings, store, now=lambda: NOW))
    assert checks[0] == Check("settings", State.WARNING, "the file is open")
    assert {"time zones", "database", "deck", "echo"} <= {check.name for check in checks}
    assert named(checks, "proxy").text == "Discord is spoken to through http://proxy:80"
    assert TOKEN not in str(checks)


CHECKS = [
    Check("token", State.FINE, "it is that of drill"),
    Check("clock", State.WARNING, "it is 7 s behind", "set it"),
    Check("disk", State.WRONG, "1 MB is free", "make room"),
]


def test_it_is_shown_with_a_mark_a_remedy_and_a_sum(capsys: pytest.CaptureFixture[str]) -> None:
    show(CHECKS, as_json=False)
    assert capsys.readouterr().out == (
        "✓ token: it is that of drill\n"
        "! clock: it is 7 s behind\n"
        "  → set it\n"
        "✗ disk: 1 MB is free\n"
        "  → make room\n"
        "\n"
        "1 thing wrong, 1 warning\n"
    )
    show(CHECKS[:1], as_json=False)
    assert capsys.readouterr().out.endswith("\n\nall is well\n")


def test_for_scripts_it_is_an_object_a_check(capsys: pytest.CaptureFixture[str]) -> None:
    show(CHECKS, as_json=True)
    first, *_, last = Run(0, capsys.readouterr().out, "").objects
    assert first == {"kind": "check", "name": "token", "state": "fine", "text": "it is that of drill", "remedy": None}
    assert last["remedy"] == "make room"


def test_a_warning_hinders_nobody() -> None:
    assert is_well(CHECKS[:2])
    assert not is_well(CHECKS)
