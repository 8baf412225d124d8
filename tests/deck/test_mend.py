"""What a rejected draw's advice says can be followed: the `when` that is suggested keeps those draws."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compiler.deck import prove
from tests.deck.samples import only

EXERCISE = """\
title: Area
type: derive
given:
  - {{name: a, from: 1, to: 20, step: 1}}
  - {{name: b, from: 1, to: 20, step: 1}}
ask: "{{a}} {{b}}"
work: {{half: a / 2, area: half * b}}
answer: {{is: area, tolerance: {tolerance}}}
mistakes:
  - {{{mistake}, hint: No.}}
"""


@pytest.mark.parametrize("tolerance", ["1%", "0.2", "exact"])
@pytest.mark.parametrize("mistake", ["is: a * 2", "at: half, is: a^2 / 8"])
def test_a_suggested_guard_keeps_the_draws_that_were_rejected(tmp_path: Path, tolerance: str, mistake: str) -> None:
    proof = prove(*only(tmp_path, EXERCISE.format(tolerance=tolerance, mistake=mistake)))
    assert proof.kept < 1
    (rejection,) = proof.rejections
    guard = re.search("such as `(.*?)`", rejection.advice)
    assert guard is not None
    mended = EXERCISE.format(tolerance=tolerance, mistake=f'{mistake}, when: "{guard[1]}"')
    assert prove(*only(tmp_path, mended)).kept == 1
