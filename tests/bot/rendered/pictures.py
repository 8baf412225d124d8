"""The gallery of what the bot says in docs/, made anew by `make pictures`: payloads, pictures, and the page of them.

A picture is taken only where its page has changed: the PNG tells of which page it is. A file that was sent, such as the
year of a streak, is no part of the page; after a change of how such look, delete docs/pictures/discord first.
"""

from __future__ import annotations

import hashlib
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import simcord
from PIL import Image, PngImagePlugin
from playwright.sync_api import Page, sync_playwright

from tests.bot.rendered.gallery import FOLDER, PAGE, PAYLOADS, gallery, stored
from tests.bot.rendered.page import page
from tests.bot.rendered.recording import Scene
from tests.bot.rendered.scenes import chapters
from tests.browser import ARGUMENTS, chromium

_KEY = "Page"
_FREQUENT, _OTHERS = 28, 12
"""How many colours a picture has: those that most of it is in, which stay as they are, and some near the others."""
_FONTS = Path(simcord.__file__).parent / "preview" / "static" / "fonts"
_FACES = (
    ("Noto Sans", "normal", "noto-sans-latin-v2.015.ttf"),
    ("Noto Sans", "italic", "noto-sans-latin-italic-v2.015.ttf"),
    ("Noto Sans Mono", "normal", "noto-sans-mono-v2.014.ttf"),
    ("Noto Color Emoji", "normal", "noto-color-emoji-v2.051.ttf"),
)
"""Fonts that simcord brings, so that pictures look alike wherever they are taken."""


def main() -> None:
    """Payloads, pictures and page; what no scene is of any more goes."""
    found = chapters()
    scenes = [scene for each in found.values() for scene in each]
    for folder in (FOLDER, PAYLOADS):
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.iterdir():
            if file.stem not in {scene.name for scene in scenes}:
                file.unlink()
    for scene in scenes:
        (PAYLOADS / f"{scene.name}.json").write_text(stored(scene), "utf-8")
    PAGE.write_text(gallery(found), "utf-8")
    _take([scene for scene in scenes if page_of(FOLDER / f"{scene.name}.png") != digest(scene.payload())])


def digest(payload: dict[str, Any]) -> str:
    """What tells the page of a payload from others."""
    return hashlib.sha256(page(payload).encode()).hexdigest()[:16]


def page_of(picture: Path) -> str | None:
    """Which page a picture was taken of."""
    if not picture.exists():
        return None
    with Image.open(picture) as image:
        return image.info.get(_KEY)


def _take(scenes: list[Scene]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*ARGUMENTS, "--force-color-profile=srgb"]
        )
        tab = browser.new_page(viewport={"width": 620, "height": 100}, device_scale_factor=1.5)
        for scene in scenes:
            with tempfile.TemporaryDirectory() as here:
                data = _picture(tab, scene, Path(here))
            (FOLDER / f"{scene.name}.png").write_bytes(data)
        browser.close()


def _picture(tab: Page, scene: Scene, here: Path) -> bytes:
    """A page as a PNG of few colours, which keeps it small."""
    (here / "files").mkdir()
    for name, data in scene.files.items():
        (here / "files" / name).write_bytes(data)
    file = here / "page.html"
    file.write_text(page(scene.payload()), "utf-8")
    tab.goto(file.as_uri())
    tab.add_style_tag(content="".join(_face(*each) for each in _FACES))
    tab.evaluate("document.fonts.ready")
    image = Image.open(BytesIO(tab.screenshot(full_page=True, animations="disabled"))).convert("RGB")
    about = PngImagePlugin.PngInfo()
    about.add_text(_KEY, digest(scene.payload()))
    small = BytesIO()
    image.quantize(palette=_palette(image), dither=Image.Dither.NONE).save(small, "PNG", optimize=True, pnginfo=about)
    return small.getvalue()


def _palette(image: Image.Image) -> Image.Image:
    found = cast("list[tuple[int, tuple[int, int, int]]]", image.getcolors(image.width * image.height))
    frequent = [part for _, colour in sorted(found, reverse=True)[:_FREQUENT] for part in colour]
    others = image.quantize(_OTHERS, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*frequent, *others[: 3 * _OTHERS]])
    return palette


def _face(family: str, style: str, name: str) -> str:
    address = (_FONTS / name).as_uri()
    return (
        f'@font-face {{ font-family: "{family}"; font-style: {style}; font-weight: 100 900; src: url("{address}"); }}\n'
    )


if __name__ == "__main__":
    main()
