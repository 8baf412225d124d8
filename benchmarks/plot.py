"""The plot of growth, an SVG that reads in light and dark: cost over size, both as multiples of the smallest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from benchmarks.growth import Curve, Panel
from benchmarks.page import described, number

WIDE, HIGH, LEFT, TOP, BELOW, APART = 300, 220, 46, 34, 74, 40
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #222 } .small { font-size: 11px; fill: #555 }
.title { font-size: 14px; font-weight: 600 } .grid { stroke: #ddd } .linear { stroke: #888; stroke-dasharray: 4 4 }
.line { fill: none; stroke-width: 2.5 } .a { stroke: #0b66c3 } .b { stroke: #b3401a } .c { stroke: #2c7a3d }
.dot { stroke: none } .dot.a { fill: #0b66c3 } .dot.b { fill: #b3401a } .dot.c { fill: #2c7a3d }
@media (prefers-color-scheme: dark) {
text { fill: #eee } .small { fill: #aaa } .grid { stroke: #444 } .linear { stroke: #888 }
.a { stroke: #6cb2ff } .b { stroke: #ff9d78 } .c { stroke: #7fd08f }
.dot.a { fill: #6cb2ff } .dot.b { fill: #ff9d78 } .dot.c { fill: #7fd08f }
}
"""


def plotted(panels: Sequence[Panel]) -> str:
    """The picture as SVG, a panel beside the other."""
    width = 2 * APART + len(panels) * (WIDE + LEFT + APART)
    height = TOP + HIGH + BELOW + 18
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(described(panels))}</title>",
        f"<style>{_STYLE}</style>",
    ]
    for place, panel in enumerate(panels):
        parts += [
            f'<g transform="translate({APART + LEFT + place * (WIDE + LEFT + APART)} {TOP})">',
            *_panel(panel),
            "</g>",
        ]
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel) -> Iterator[str]:
    """Both axes have decades; a curve that shrinks leaves the panel below, so the least decade is looked for."""
    smallest = panel.curves[0].sizes[0]
    across = math.log10(panel.curves[0].sizes[-1] / smallest)
    times = [value / curve.values[0] for curve in panel.curves for value in curve.values]
    low, high = min(0.0, math.floor(math.log10(min(times)))), max(across, math.log10(max(times)))

    def x(size: float) -> float:
        return math.log10(size / smallest) / across * WIDE

    def y(times: float) -> float:
        return HIGH - (math.log10(times) - low) / (high - low) * HIGH

    yield f'<text class="title" x="0" y="-14">{escape(panel.title)}</text>'
    for decade in range(math.ceil(low), math.floor(high) + 1):
        at = y(10.0**decade)
        yield f'<line class="grid" x1="0" x2="{WIDE}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text class="small" x="-8" y="{at + 4:.1f}" text-anchor="end">{number(10.0**decade)} ×</text>'
    for size in panel.curves[0].sizes:
        yield f'<text class="small" x="{x(size):.1f}" y="{HIGH + 18}" text-anchor="middle">{number(size)}</text>'
    yield f'<text class="small" x="{WIDE / 2}" y="{HIGH + 34}" text-anchor="middle">{escape(panel.across)}</text>'
    yield f'<line class="linear" x1="0" y1="{y(1):.1f}" x2="{WIDE}" y2="{y(10**across):.1f}"/>'
    for place, curve in enumerate(panel.curves):
        yield from _curve(
            curve,
            "abc"[place],
            [(x(size), y(each / curve.values[0])) for size, each in zip(curve.sizes, curve.values, strict=True)],
        )
        yield from _legend(curve, "abc"[place], HIGH + 52 + 16 * place)


def _curve(curve: Curve, style: str, points: Sequence[tuple[float, float]]) -> Iterator[str]:
    yield f'<polyline class="line {style}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>'
    for x, y in points:
        yield f'<circle class="dot {style}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'


def _legend(curve: Curve, style: str, at: int) -> Iterator[str]:
    values = f"{number(curve.values[0])} to {number(curve.values[-1])} {curve.unit}"
    yield f'<line class="line {style}" x1="0" x2="18" y1="{at - 4}" y2="{at - 4}"/>'
    yield f'<text x="24" y="{at}">{escape(f"{curve.name}: {values}")}</text>'
