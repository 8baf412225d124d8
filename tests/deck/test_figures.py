"""Figures: small pictures of a known kind, from the deck's own folder and from nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from compiler.deck import load
from tests.deck.samples import changed, diagnostics, write_deck

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def figure(path: Path, name: str, data: bytes | None = None) -> list[tuple[str, str]]:
    made = write_deck(path, changed(figure=f"{{file: {name}, alt: A picture}}"))
    if data is not None:
        (made / name).write_bytes(data)
    found = load(made).diagnostics
    return [(d.code, d.message.split("`")[-1].strip()) for d in found]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", PNG),
        ("a.PNG", PNG),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.jpeg", b"\xff\xd8\xff\xe1"),
        ("a.webp", b"RIFF\x00\x00\x00\x00WEBPVP8 "),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.svg", b"\xef\xbb\xbf<?xml version='1.0'?><svg/>"),
        ("a.svg", b"\n<!-- drawn by hand --><svg/>"),
        ("a.svg", b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'><svg/>"),
    ],
)
def test_a_figure_of_a_known_kind_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    assert figure(tmp_path / "deck", name, data) == []
    deck = load(tmp_path / "deck").deck
    assert deck is not None
    found = deck.exercises[0].figure
    assert found is not None
    assert (found.data, found.alt) == (data, "A picture")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"GIF89a"),
        ("a.png", b" " + PNG),
        ("a.png", b""),
        ("a.png", PNG + b"\x00" * 1_000_000),
        ("a.webp", b"RIFF\x00\x00\x00\x00WAVEfmt "),
        ("a.svg", b"<html><script>"),
        ("a.gif", b"GIF89a"),
        ("a", PNG),
        ("missing.png", None),
        ("../a.png", None),
        ("/etc/hostname.png", None),
        ("sub/../../a.png", None),
        ("x" * 5000 + ".png", None),
    ],
)
def test_another_figure_is_refused(tmp_path: Path, name: str, data: bytes | None) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    assert [code for code, _ in figure(tmp_path / "deck", name, data)] == ["D206"]


def test_a_figure_is_a_file_of_the_deck_itself(tmp_path: Path) -> None:
    made = tmp_path / "deck"
    made.mkdir()
    (tmp_path / "out.png").write_bytes(PNG)
    (made / "link.png").symlink_to(tmp_path / "out.png")
    (made / "loop.png").symlink_to(made / "loop.png")
    (made / "folder.png").mkdir()
    os.mkfifo(made / "pipe.png")
    for name in ("link.png", "loop.png", "folder.png", "pipe.png"):
        assert [code for code, _ in figure(made, name)] == ["D206"], name
    (made / "own.png").symlink_to(made / "real.png")
    (made / "real.png").write_bytes(PNG)
    assert figure(made, "own.png") == []


def test_a_name_that_no_file_can_have_is_an_error_like_others(tmp_path: Path) -> None:
    found = diagnostics(tmp_path / "deck", changed(figure='{file: "a\\0.png", alt: A}'))
    assert {d.code for d in found} == {"D106", "D206"}
