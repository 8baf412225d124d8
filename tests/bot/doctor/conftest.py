"""What tests of the doctor may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from scheduler.store import Store
from tests.bot.doctor.samples import NOW


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The path of a store with a backup."""
    path = tmp_path / "data" / "drillbook.db"
    with Store(path, owner="a test") as made:
        made.back_up_if_due(NOW)
    return path
