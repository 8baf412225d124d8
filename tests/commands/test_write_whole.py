"""A file is written whole, or stays as it was."""

import os
from pathlib import Path

import pytest

from compiler.commands.build import write_whole
from compiler.console import Failure


def test_a_file_is_replaced_whole_and_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out" / "file"
    write_whole(path, b"old")
    with pytest.raises(TypeError):
        write_whole(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    path = tmp_path / "out" / "file"
    path.mkdir(parents=True)
    with pytest.raises(Failure, match="cannot be written"):
        write_whole(path, b"new")
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    """A pipe or a device, such as /dev/null, would be gone for whoever else uses it."""
    folder = tmp_path / "out"
    folder.mkdir()
    pipe, link = folder / "pipe", folder / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(Failure, match="cannot be written: there is something else than a file"):
            write_whole(path, b"new")
    assert pipe.is_fifo() and link.is_symlink()
    assert sorted(each.name for each in folder.iterdir()) == ["link", "pipe"]


def test_a_link_stays_and_the_file_that_it_leads_to_is_written(tmp_path: Path) -> None:
    """As /dev/stdout is one, which leads to a file where the shell was told so."""
    folder = tmp_path / "out"
    folder.mkdir()
    path, link = folder / "file", folder / "link"
    path.write_bytes(b"old")
    link.symlink_to(path)
    write_whole(link, b"new")
    assert link.is_symlink() and path.read_bytes() == b"new"
    assert sorted(each.name for each in folder.iterdir()) == ["file", "link"]
