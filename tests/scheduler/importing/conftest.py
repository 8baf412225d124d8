"""A desk for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scheduler.practice.samples import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A learner in Berlin at noon, with the small deck and a store of their own."""
    opened = Desk(tmp_path / "drillbook.db")
    yield opened
    opened.close()
