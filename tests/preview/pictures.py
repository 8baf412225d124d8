"""The picture of the preview in docs/, taken anew by `make pictures`: an error, and the exercise as it last was."""

from __future__ import annotations

import tempfile
from contextlib import chdir
from pathlib import Path

from playwright.sync_api import sync_playwright

from compiler.preview import Builder, Latest, Server
from tests.browser import ARGUMENTS, REACHABLE, chromium
from tests.deck.samples import ROOT
from tests.preview.decks import NETWORKING, edit, networking


def main() -> None:
    """A definition with a misspelt name, as its author sees it."""
    with tempfile.TemporaryDirectory() as here, chdir(here), sync_playwright() as playwright:
        folder = networking(Path("networking"))
        builder = Builder(folder, 2_000)
        builder.build()
        edit(folder, "is: transmission + propagation", "is: transmision + propagation", NETWORKING)
        server = Server(0, Latest(builder.build()))
        server.start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, REACHABLE])
        page = browser.new_page(viewport={"width": 1180, "height": 780}, device_scale_factor=1.5)
        page.goto(server.address)
        page.wait_for_timeout(1_000)
        page.screenshot(path=ROOT / "docs" / "pictures" / "preview.png")
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
