"""A folder of one's own to be in, and drillbook called in it: within this process, or as one of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from compiler.commands import main
from tests.commands.calls import Call, Run


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the test stands."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DRILLBOOK_DATA", str(folder / "data"))
    for name in ("NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def drillbook(capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls `drillbook` in this process."""

    def call(*arguments: object) -> Run:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Run(code, printed.out, printed.err)

    return call
