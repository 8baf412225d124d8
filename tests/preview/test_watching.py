"""The watch tells of every save, once it is done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from compiler.preview import Watch, watching
from compiler.preview.watching import look
from tests.preview.decks import PICTURE, edit, small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small(tmp_path / "small")


class Script:
    """Instead of time passing, the next thing happens."""

    def __init__(self, *steps: Callable[[], object]) -> None:
        self.steps: Iterator[Callable[[], object]] = iter(steps)
        self.looks = 0

    def sleep(self, _: float) -> None:
        self.looks += 1
        assert self.looks < 100, "the watch waits for ever"
        next(self.steps, lambda: None)()


def nothing() -> None:
    pass


def replaced(folder: Path) -> None:
    """As editors save: beside it, then in its place, with the same size and time."""
    path, beside = folder / "01-tests.yaml", folder / ".01-tests.yaml.new"
    about = path.stat()
    beside.write_text(path.read_text("utf-8").replace("Double it", "Treble it"), "utf-8")
    os.utime(beside, ns=(about.st_mtime_ns, about.st_mtime_ns))
    beside.replace(path)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a save": lambda folder: edit(folder, "title: Tests", "title: Trials"),
    "a file replaced": replaced,
    "a new chapter": lambda folder: (folder / "02-more.yaml").write_text("chapter: 2\n", "utf-8"),
    "a chapter renamed": lambda folder: (folder / "01-tests.yaml").rename(folder / "02-tests.yaml"),
    "a chapter deleted": lambda folder: (folder / "01-tests.yaml").unlink(),
    "a figure": lambda folder: (folder / "seen.svg").write_bytes(PICTURE % b"another"),
    "the folder gone": lambda folder: folder.rename(folder.with_name("elsewhere")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_ends_the_waiting(folder: Path, change: str) -> None:
    script = Script(nothing, nothing, lambda: CHANGES[change](folder))
    Watch(folder, script.sleep).wait()
    assert script.looks == 4  # until it happened, and one to see that it is done


def test_a_figure_in_a_folder_below_is_watched(folder: Path) -> None:
    (folder / "pictures").mkdir()
    before = look(folder)
    (folder / "pictures" / "one.png").write_bytes(b"")
    assert look(folder) != before


def test_what_is_no_part_of_a_deck_is_not_watched(folder: Path) -> None:
    before = look(folder)
    (folder / ".01-tests.yaml.swp").write_text("an editor's own", "utf-8")
    (folder / "notes.txt").write_text("to do", "utf-8")
    assert look(folder) == before


def test_a_save_in_pieces_is_waited_for(folder: Path) -> None:
    path = folder / "01-tests.yaml"
    text = path.read_text("utf-8")
    script = Script(
        nothing,
        lambda: path.write_text(text[:40], "utf-8"),
        path.unlink,
        lambda: path.write_text(text + "# done\n", "utf-8"),
    )
    Watch(folder, script.sleep).wait()
    assert script.looks == 5 and path.read_text("utf-8").endswith("# done\n")


def test_a_folder_that_never_comes_to_rest_is_built_all_the_same(folder: Path) -> None:
    script = Script(*((folder / f"{number}.yaml").touch for number in range(60)))
    Watch(folder, script.sleep).wait()
    assert 20 < script.looks < 60


def test_a_save_while_the_last_one_was_built_is_not_lost(folder: Path) -> None:
    watch = Watch(folder, Script(lambda: edit(folder, "title: Tests", "title: Trials")).sleep)
    watch.wait()
    edit(folder, "title: Trials", "title: Tests")
    watch.wait()


def test_a_deck_whose_folder_is_a_forest_is_looked_at_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MAX_FILES", 20)
    for number in range(30):
        (tmp_path / f"{number}.yaml").touch()
    deep = tmp_path / "a" / "b" / "c" / "d" / "e"
    deep.mkdir(parents=True)
    (tmp_path / "a" / "round").symlink_to(tmp_path)
    assert len(look(tmp_path)) == 20
