"""What the files carry within themselves, so that they ask nobody for it: fonts and figures."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

from compiler.deck import Figure
from compiler.targets.html import escape

_FONTS = Path(__file__).with_name("fonts")
_FACES = (
    ("Drillbook Serif", "serif", "normal", "400 700"),
    ("Drillbook Serif", "serif-italic", "italic", "400"),
    ("Drillbook Sans", "sans", "normal", "400 700"),
    ("Drillbook Math", "math", "normal", "400"),
)
_KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp", ".svg": "svg+xml"}


@cache
def faces() -> str:
    """The fonts that the styles name, as CSS. Their licence is in fonts/LICENSE."""
    return "\n".join(_face(*face) for face in _FACES)


def _face(family: str, file: str, style: str, weight: str) -> str:
    source = _data("font/woff2", _FONTS.joinpath(f"{file}.woff2").read_bytes())
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: {weight}; '
        f"src: url({source}) format('woff2'); }}"
    )


def image(figure: Figure) -> str:
    """A figure as HTML."""
    kind = _KINDS[figure.path.suffix.lower()]
    return f'<img src="{_data(f"image/{kind}", figure.data)}" alt="{escape(figure.alt)}">'


def _data(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode('ascii')}"
