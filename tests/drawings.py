"""The drawings of docs/architecture.md, made by `python -m tests.drawings`: two roads, and the rooms with their arrows.

The rooms are those of the contracts in pyproject.toml, so the drawing says what is tested.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures"
STYLE = """\
  <style>
    svg {
      --ground: #ffffff; --room: #eef2f9; --box: #ffffff; --line: #5b6472;
      --text: #1b1f27; --soft: #4a5261; --road: #2457c5;
    }
    @media (prefers-color-scheme: dark) {
      svg {
        --ground: #14171d; --room: #1d232d; --box: #2a313d; --line: #98a2b3;
        --text: #eceff4; --soft: #c0c7d2; --road: #8ab4ff;
      }
    }
    text { font: 13px system-ui, sans-serif; fill: var(--text); text-anchor: middle }
    .name { font-size: 15px; font-weight: 600 }
    .file { font: 12px ui-monospace, monospace; fill: var(--soft) }
    .room { font-size: 13px; fill: var(--soft); text-anchor: start }
    .title { font-size: 16px; font-weight: 600; text-anchor: start }
    .ground { fill: var(--ground) }
    .band { fill: var(--room) }
    .box { fill: var(--box); stroke: var(--line) }
    .road { fill: none; stroke: var(--road); stroke-width: 2; marker-end: url(#end) }
    .end { fill: var(--road) }
  </style>
  <defs><marker id="end" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">\
<path class="end" d="M0 0L8 4L0 8z"/></marker></defs>
"""
WIDTH, HEIGHT, STEP, EDGE = 106, 54, 122, 16
"""Pixels: a box of a road, from one box to the next, and the edge of the drawing."""
FIRST = [
    ("definition", "decks/*/*.yaml"),
    ("read", "compiler/deck/reading.py"),
    ("model", "compiler/deck/model.py"),
    ("draw", "compiler/deck/draw.py"),
    ("prove", "compiler/deck/prove.py"),
    ("variants", "compiler/deck/fill.py"),
]
SECOND = [
    ("reply", ""),
    ("read", "compiler/checker/reading.py"),
    ("grade", "compiler/checker/grade.py"),
    ("verdict", "compiler/checker/verdict.py"),
    ("quality", "scheduler/rules/quality.py"),
    ("SM-2", "scheduler/rules/sm2.py"),
    ("store", "scheduler/store/cards.py"),
    ("due next", "scheduler/practice/choosing.py"),
]
TARGETS = [
    ("cards", "compiler/targets/anki/", "package", "tinyml.apkg"),
    ("page", "compiler/targets/workbook/", "workbook", "tinyml.html"),
]


def roads() -> str:
    """The two roads: from a definition to cards and pages, and from a reply to what is due next."""
    top, low = 92, 330
    return _drawing(
        988,
        470,
        [
            _text(EDGE, 30, "An exercise, and what learners get", "title"),
            _band(1, 5, top, "compiler/deck"),
            _band(6, 6, top - 37, "compiler/targets", 128),
            *(_box(column, top, name, _last(file)) for column, (name, file) in enumerate(FIRST)),
            *(_arrow(column, top) for column in range(5)),
            *(
                part
                for y, (name, file, made, example) in zip((top - 37, top + 37), TARGETS, strict=True)
                for part in (
                    _box(6, y, name, f"{_last(file)}/"),
                    _box(7, y, made, example),
                    _arrow(6, y),
                    _path(
                        f"M{_x(5) + WIDTH} {top + HEIGHT / 2}C{_x(6) - 6} {top + HEIGHT / 2} {_x(5) + WIDTH + 4} "
                        f"{y + HEIGHT / 2} {_x(6) - 1} {y + HEIGHT / 2}"
                    ),
                )
            ),
            _text(EDGE, 268, "A reply, and what follows", "title"),
            _band(1, 3, low, "compiler/checker"),
            _band(4, 5, low, "scheduler/rules"),
            _band(6, 6, low, "scheduler/store"),
            _band(7, 7, low, "practice"),
            *(_box(column, low, name, _last(file) or "from anywhere") for column, (name, file) in enumerate(SECOND)),
            *(_arrow(column, low) for column in range(7)),
            _path(f"M{_x(5) + WIDTH / 2} {top + HEIGHT}V226H{_x(2) + WIDTH / 2}V{low - 1}"),
            _text(_x(4), 218, "a variant, complete with its answer key", ""),
            _path(f"M{_x(7) + WIDTH / 2} {low + HEIGHT}V{low + 88}H{_x(0) + WIDTH / 2}V{low + HEIGHT + 2}"),
            _text(494, low + 108, "another variant is asked, and there is another reply", ""),
        ],
    )


def rooms() -> str:
    """The rooms and what is inside, each layer above those that it may use; from the contracts."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = {
        each["id"]: each["layers"] for each in project["tool"]["importlinter"]["contracts"] if "layers" in each
    }
    width, apart, lower, left = 300, 36, 42, EDGE
    parts: list[str] = []
    inside = {name: contracts[f"inside-{name}"] for name in contracts["rooms"]}
    for name, layers in inside.items():
        size = f'width="{width}" height="{len(layers) * lower + 40}"'
        parts.append(f'  <rect class="band" x="{left}" y="{EDGE}" {size} rx="8"/>\n')
        parts.append(_text(left + 14, EDGE + 26, f"{name}/", "title"))
        for row, layer in enumerate(layers):
            y = EDGE + 40 + row * lower
            parts.append(f'  <rect class="box" x="{left + 12}" y="{y}" width="{width - 24}" height="30" rx="5"/>\n')
            parts.append(_text(left + width / 2, y + 20, layer.replace(" | ", " · "), "file"))
            if row:
                parts.append(_path(f"M{left + width / 2} {y - 12}V{y - 2}"))
        if left > EDGE:
            parts.append(_path(f"M{left - apart + 2} {EDGE + 22}H{left - 3}"))
        left += width + apart
    return _drawing(left - apart + EDGE, max(map(len, inside.values())) * lower + 40 + 2 * EDGE, parts)


def _drawing(width: float, height: float, parts: list[str]) -> str:
    size = f'width="{width:g}" height="{height:g}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" {size}>'
    return f'{head}\n{STYLE}  <rect class="ground" {size} rx="10"/>\n{"".join(parts)}</svg>\n'


def _x(column: int) -> int:
    return EDGE + column * STEP


def _last(file: str) -> str:
    return file.rstrip("/").rpartition("/")[2]


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'  <text class="{kind}" x="{x:g}" y="{y:g}">{escape(text)}</text>\n'


def _box(column: int, y: float, name: str, below: str) -> str:
    middle = _x(column) + WIDTH / 2
    return (
        f'  <rect class="box" x="{_x(column)}" y="{y:g}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>\n'
        f"{_text(middle, y + 23, name, 'name')}{_text(middle, y + 42, below, 'file')}"
    )


def _band(first: int, last: int, y: float, room: str, height: float = HEIGHT) -> str:
    """What boxes lie in, with the name of their room above."""
    x, width = _x(first) - 6, (last - first) * STEP + WIDTH + 12
    return (
        f'  <rect class="band" x="{x}" y="{y - 28:g}" width="{width}" height="{height + 34:g}" rx="8"/>\n'
        f"{_text(x + 8, y - 10, room, 'room')}"
    )


def _arrow(column: int, y: float) -> str:
    """From a box to the next one."""
    return _path(f"M{_x(column) + WIDTH} {y + HEIGHT / 2:g}H{_x(column + 1) - 1}")


def _path(line: str) -> str:
    return f'  <path class="road" d="{line}"/>\n'


def drawings() -> Iterator[tuple[Path, str]]:
    """Each drawing, and the file in which it is kept."""
    yield FOLDER / "roads.svg", roads()
    yield FOLDER / "rooms.svg", rooms()


if __name__ == "__main__":
    for path, drawing in drawings():
        path.write_text(drawing, "utf-8")
