from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.targets.anki.learner import Learner


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    learner = Learner(tmp_path)
    yield learner
    learner.col.close()
