"""In which rows a mistake is made, as a mask of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from compiler.deck.draw import sound
from compiler.deck.missteps import made
from tests.deck.samples import changed, only


@pytest.mark.parametrize(("when", "values"), [("", {1, 2, 3, 5, 7}), (", when: n > 2", {3, 5, 7})])
def test_a_mistake_is_made_where_its_condition_holds_or_everywhere(
    tmp_path: Path, when: str, values: set[float]
) -> None:
    deck, exercise = only(tmp_path / "deck", changed(mistakes=f"[{{is: n / 4, hint: No.{when}}}]"))
    _, columns = sound(exercise, deck.id, np.arange(40))
    (mistake,) = exercise.mistakes
    taken = columns.take(made(mistake, columns))
    assert {taken.row(row).value("n") for row in range(taken.rows)} == values
