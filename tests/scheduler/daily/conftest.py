"""A group for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scheduler.daily.samples import Club


@pytest.fixture
def club(tmp_path: Path) -> Iterator[Club]:
    """A group on a Monday morning, with the small deck and a store of their own."""
    opened = Club(tmp_path / "drillbook.db")
    yield opened
    opened.close()
