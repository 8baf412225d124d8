"""The preview in a real Chromium: a save, an error, its mending; draws, cards, night, a phone's width."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, expect

from compiler.preview import Builder, Latest, Server
from tests.browser import ARGUMENTS, LOCAL, REACHABLE, axe, printed, started
from tests.commands.calls import COMMAND, HALF, TWICE, deck, environment
from tests.preview.decks import NETWORKING, edit, networking

SEEN = "iframe:not(.coming)"
REFUSED = """Object.defineProperty(window, "sessionStorage", {
    get() { throw new DOMException("no", "SecurityError"); }
});"""
HOSTILE = "<img src=x onerror=boom()> </script><script>boom()</script>"
PATIENCE = 20_000  # milliseconds; what is waited for comes in a fraction, where nobody else is at work


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The same Chromium as elsewhere, but that it reaches this machine."""
    with started([*ARGUMENTS, REACHABLE]) as found:
        expect.set_options(timeout=PATIENCE)
        yield found
        expect.set_options(timeout=None)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that reaches what it was first led to, and fails its test for anything else, and for errors."""
    wrong: list[str] = []
    with browser.new_context(service_workers="block", viewport={"width": 1100, "height": 800}) as context:
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda event: wrong.append(printed(event.error)))
        page = context.new_page()

        def only_own(route: Route) -> None:
            # What the first page is, the test decides.
            own = page.url if page.url.startswith("http://127.0.0.1:") else route.request.url
            if route.request.url.startswith((own.split("#")[0], *LOCAL)):
                route.fallback()
            else:
                wrong.append(route.request.url)
                route.abort()

        context.route("**/*", only_own)
        yield page
    assert wrong == []


@dataclass
class Previewed:
    """A deck whose builds a test asks for."""

    folder: Path
    builder: Builder = field(init=False)
    server: Server = field(init=False)

    def __post_init__(self) -> None:
        self.builder = Builder(self.folder, 50)
        self.serve(0)

    def serve(self, port: int) -> None:
        """Serve it, perhaps again."""
        self.server = Server(port, Latest(self.builder.build()))
        self.server.start()

    def save(self, old: str, new: str, name: str = "01-tests.yaml") -> None:
        """A save and its build."""
        edit(self.folder, old, new, name)
        self.server.latest.building()
        self.server.latest.put(self.builder.build())


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Previewed]:
    """Two exercises, of which the second has rejected draws."""
    previewed = Previewed(deck(tmp_path / "small", TWICE.format(slug="twice"), HALF, title="Small"))
    yield previewed
    previewed.server.stop()


def shown(page: Page) -> FrameLocator:
    return page.frame_locator(SEEN)


def status(page: Page, text: str) -> None:
    expect(page.locator("#status")).to_contain_text(text)


def test_a_save_an_error_and_its_mending(page: Page, tmp_path: Path) -> None:
    folder = networking(tmp_path / "networking")
    command = [*COMMAND, "preview", str(folder), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment()) as process:
        try:
            assert process.stdout is not None
            page.goto(json.loads(process.stdout.readline())["address"])
            title = shown(page).get_by_role("heading", name="Delay of one packet")
            expect(title).to_be_visible()
            status(page, "sound, 6 exercises")

            edit(folder, "title: Delay of one packet", "title: Delay of a single packet", NETWORKING)
            title = shown(page).get_by_role("heading", name="Delay of a single packet")
            expect(title).to_be_visible()

            edit(folder, "bits: 8 * B", "bits: 8 * bytes", NETWORKING)
            trouble = page.locator("#trouble")
            expect(trouble).to_contain_text("the name `bytes` is not defined")
            expect(trouble).to_contain_text("D302")
            line = 1 + (folder / NETWORKING).read_text("utf-8").split("bits: 8 * bytes")[0].count("\n")
            expect(trouble).to_contain_text(f"{NETWORKING}:{line}:")
            expect(trouble.locator("pre").first).to_contain_text("8 * bytes")
            expect(trouble.locator("pre").first).to_contain_text("^^^^^")
            expect(page.locator("#behind")).to_contain_text("has an error")
            expect(title).to_be_visible()

            edit(folder, "bits: 8 * bytes", "bits: 8 * B", NETWORKING)
            expect(trouble).to_be_hidden()
            status(page, "sound, 6 exercises")
            expect(page.locator("#behind")).to_be_hidden()
            expect(title).to_be_visible()
        finally:
            process.terminate()


def test_draws_are_the_same_in_the_workbook_and_on_both_sides_of_the_card(page: Page, small: Previewed) -> None:
    page.goto(small.server.address)
    variant = page.locator("#variant")
    expect(variant).to_have_text("variant 1 of 8")
    prompt = shown(page).locator("#twice .prompt")
    first = prompt.inner_text()
    page.click("#next")
    expect(variant).to_have_text("variant 2 of 8")
    expect(prompt).not_to_have_text(first)
    second = prompt.inner_text()
    page.click("#tab-front")
    card = shown(page).locator("body.card .prompt")
    expect(card).to_have_text(second)
    page.click("#tab-back")
    expect(shown(page).locator(".variant")).to_have_text("variant 2 of 8")
    expect(card).to_have_text(second)
    page.click("#previous")
    expect(card).to_have_text(first)
    page.click("#previous")
    expect(variant).to_have_text("variant 8 of 8")
    assert page.evaluate("document.activeElement.id") == "previous"


def test_a_browser_that_keeps_nothing_shows_every_draw(page: Page, small: Previewed) -> None:
    page.add_init_script(REFUSED)
    page.goto(small.server.address)
    page.click("#next")
    expect(page.locator("#variant")).to_have_text("variant 2 of 8")
    prompt = shown(page).locator("#twice .prompt").inner_text()
    page.click("#tab-front")
    expect(shown(page).locator("body.card .prompt")).to_have_text(prompt)
    page.click("#tab-back")
    expect(shown(page).locator(".variant")).to_have_text("variant 2 of 8")


def test_a_card_is_answered_turned_and_rated(page: Page, small: Previewed) -> None:
    page.goto(small.server.address)
    page.click("#tab-front")
    asked = shown(page).locator("body.card .prompt .n").inner_text()
    reply = shown(page).locator("#typeans")
    reply.fill(str(2 * int(asked)))
    reply.press("Enter")
    expect(shown(page).locator(".verdict")).to_contain_text("Right")
    reply.press("Enter")
    expect(page.locator("#tab-back")).to_have_attribute("aria-selected", "true")
    expect(shown(page).locator(".yours")).to_contain_text(str(2 * int(asked)))
    shown(page).locator(".rate").click()
    expect(page.locator("#tab-front")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#variant")).to_have_text("variant 2 of 8")
    expect(shown(page).locator(".verdict")).to_be_empty()


def test_rejected_draws_are_listed_with_the_worst_and_what_would_mend_them(page: Page, small: Previewed) -> None:
    page.goto(small.server.address)
    page.click("#tab-rejected")
    expect(page.locator("#rejected")).to_have_text("1.1 Twice: no draw is rejected.")
    page.select_option("#exercise", "half")
    expect(page.locator("#rejected")).to_contain_text(
        "25.0 % of the draws are rejected by require mod(n, 4) > 0 (line "
    )
    expect(page.locator("#rejected")).to_contain_text("Worst: n = 4")
    expect(page.locator("#rejected")).to_contain_text("To mend it: draw fewer values that it refuses")
    assert axe(page) == []


def test_night_and_a_phones_width(page: Page, small: Previewed) -> None:
    page.goto(small.server.address)
    root = shown(page).locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    page.click("#night")
    expect(root).to_have_attribute("data-theme", "dark")
    page.click("#tab-front")
    expect(shown(page).locator("body.nightMode")).to_be_visible()
    page.click("#phone")
    assert shown(page).locator("html").evaluate("() => innerWidth") == 360
    page.reload()
    expect(page.locator("#phone")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tab-front")).to_have_attribute("aria-selected", "true")
    page.click("#night")
    expect(shown(page).locator("body.nightMode")).to_have_count(0)
    expect(shown(page).locator("body.card")).to_be_visible()


def test_a_save_keeps_place_draw_and_height(page: Page, small: Previewed) -> None:
    page.set_viewport_size({"width": 700, "height": 420})
    page.goto(small.server.address)
    page.select_option("#exercise", "half")
    page.click("#next")
    page.click("#tab-back")
    expect(shown(page).locator(".variant")).to_have_count(1)  # until then the whole chapter is shown
    expect(shown(page).locator(".variant")).to_have_text("variant 2 of 30")
    page.wait_for_selector("iframe.coming", state="detached")
    page.locator(SEEN).evaluate("(frame) => frame.contentWindow.scrollTo(0, 90)")
    small.save("half: n / 2", "half: 0.5 * n")
    expect(shown(page).locator(".steps")).to_contain_text("0.5 × n")
    expect(shown(page).locator(".variant")).to_have_text("variant 2 of 30")
    assert page.locator(SEEN).evaluate("(frame) => frame.contentWindow.scrollY") == 90
    assert page.input_value("#exercise") == "half"


def test_what_is_read_stays_where_it_is_while_more_is_written_above_it(page: Page, small: Previewed) -> None:
    page.set_viewport_size({"width": 700, "height": 500})
    page.goto(small.server.address)
    page.select_option("#exercise", "half")
    expect(shown(page).locator("#half")).to_be_in_viewport()
    page.wait_for_selector("iframe.coming", state="detached")
    place = "(frame) => Math.round(frame.contentDocument.getElementById('half').getBoundingClientRect().top)"
    before = page.locator(SEEN).evaluate(place)
    small.save("intro: For tests.", f"intro: {'Many more words. ' * 50}")
    expect(shown(page).locator("#half")).to_be_in_viewport()
    page.wait_for_selector(f"{SEEN}[data-address*='version=0.2']")
    assert "Many more words" in shown(page).locator("body").inner_text()
    assert abs(page.locator(SEEN).evaluate(place) - before) <= 1


def test_the_exercise_follows_the_workbook_and_the_edit(page: Page, small: Previewed) -> None:
    page.goto(small.server.address)
    chosen = page.locator("#exercise")
    expect(chosen).to_have_value("twice")
    page.wait_for_selector(SEEN)
    page.locator(SEEN).evaluate("(frame) => { frame.contentWindow.location.hash = 'half'; }")
    expect(chosen).to_have_value("half")
    expect(page.locator("#variant")).to_have_text("variant 1 of 30")
    small.save("What is twice", "What is two times")
    expect(chosen).to_have_value("twice")
    expect(shown(page).locator("#twice .prompt")).to_contain_text("What is two times")


def test_it_can_be_read_by_everyone_on_every_screen(page: Page, small: Previewed) -> None:
    page.goto(small.server.address)
    small.save("half: n / 2", f"half: m / 2{' + 0 * n' * 12}")
    expect(page.locator("#trouble")).to_be_visible()
    page.click("#tab-front")
    for width, scheme in ((1100, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.wait_for_selector("iframe.coming", state="detached")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.focus("#tab-front")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-back")).to_be_focused()
    expect(page.locator("#tab-back")).to_have_attribute("aria-selected", "true")


def test_texts_of_a_deck_do_nothing(page: Page, tmp_path: Path) -> None:
    exercise = (
        HALF.replace("title: Half", f"title: '{HOSTILE}'")
        .replace("n / 2", "n / 2 + nothing")
        .replace("mod(n, 4) > 0", f"mod(n, 4) > 0  # {HOSTILE}")
    )
    sound = HALF.replace("title: Half", f"title: '{HOSTILE}'").replace("  half:", "  sound:")
    folder = deck(
        tmp_path / "hostile", exercise, sound.replace("{n} m?", f"{{n}} m? `{HOSTILE}`"), title=f"'{HOSTILE}'"
    )
    previewed = Previewed(folder)
    page.goto(previewed.server.address)
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#title")).to_have_text(HOSTILE)
    for tab in ("rejected", "front", "back", "workbook"):
        page.click(f"#tab-{tab}")
        page.wait_for_selector("iframe.coming", state="detached")
    assert page.locator("img").count() == 0
    assert shown(page).locator("img").count() == 0
    previewed.server.stop()


def test_a_preview_that_ended_is_told_and_one_that_comes_again_is_found(page: Page, small: Previewed) -> None:
    page.goto(small.server.address)
    status(page, "sound")
    port = small.server.server_port
    small.server.stop()
    status(page, "The preview has ended")
    edit(small.folder, "title: Half", "title: A half")
    small.serve(port)
    status(page, "sound, 2 exercises")
    expect(page.locator("#exercise option").last).to_have_text("1.2 A half")
