"""What the files carry within themselves, so that they ask nobody for it: fonts and figures."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

from compiler.deck import Figure
from compiler.targets.html import escape, picture_address

_FONTS = Path(__file__).with_name("fonts")
SANS = _FONTS / "sans.woff2"
"""The font without serifs, in weights from 400 to 700; its licence stands beside it."""
_FACES = (
    ("Drillbook Serif", "serif", "normal", "400 700"),
    ("Drillbook Serif", "serif-italic", "italic", "400"),
    ("Drillbook Sans", "sans", "normal", "400 700"),
    ("Drillbook Math", "math", "normal", "400"),
)


@cache
def faces() -> str:
    """The fonts that the styles name, as CSS. Their licence is in fonts/LICENSE."""
    return "\n".join(_face(*face) for face in _FACES)


def _face(family: str, file: str, style: str, weight: str) -> str:
    data = b64encode(_FONTS.joinpath(f"{file}.woff2").read_bytes()).decode("ascii")
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
        f"src: url(data:font/woff2;base64,{data}) format('woff2'); }}"
    )


def image(figure: Figure) -> str:
    """A figure as HTML."""
    return f'<img src="{picture_address(figure.path.suffix, figure.data)}" alt="{escape(figure.alt)}">'
