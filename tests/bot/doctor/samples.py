"""What the tests of the doctor share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.doctor.checks import Check

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz_0123456789-A"


def named(checks: Sequence[Check], name: str) -> Check:
    """The one check of a name."""
    (found,) = [check for check in checks if check.name == name]
    return found
