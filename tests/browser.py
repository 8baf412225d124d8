"""A real Chromium for tests: the fixtures `browser`, `page`, `kept_page` and `watch`, and axe-core as `axe(page)`.

Without a Chromium such tests are left out, and pytest says so at its end; in CI they fail.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Route,
    ViewportSize,
    WebError,
    WebSocketRoute,
    sync_playwright,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",  # a container's root has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # what `page` overlooks does not leave either
]
REACHABLE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # behind ARGUMENTS: this machine is reached
MISSING = (
    f"no Chromium was found as $CHROMIUM or on the path as {', '.join(NAMES)}. "
    "`make browser` installs it where apt-get can; elsewhere install it, or set CHROMIUM to its path."
)
SETTLING = 25  # milliseconds, in which what a page has just done becomes known
LOCAL = ("about:", "blob:", "data:", "file:")
VIEWPORT: ViewportSize = {"width": 1280, "height": 720}


def chromium() -> str | None:
    """The path of a Chromium: what $CHROMIUM names, else what is found under a usual name."""
    return next((path for name in (os.environ.get("CHROMIUM"), *NAMES) if name and (path := shutil.which(name))), None)


@dataclass
class Watch:
    """What the pages of a test did that fails it. A test that expects some of it clears the list after looking."""

    errors: list[str] = field(default_factory=list)  # uncaught ones, as in `TypeError: x is not a function`
    requests: list[str] = field(default_factory=list)  # addresses beyond this machine's files: none was reached
    settle: Callable[[], None] = lambda: None

    def complaint(self) -> str:
        """What there is to say against the pages, or nothing."""
        self.settle()
        lines = [f"a page threw an error that nothing caught: {error}" for error in self.errors]
        return "\n".join(lines + [f"a page asked the network for {address}" for address in self.requests])


@contextmanager
def started(arguments: list[str]) -> Iterator[Browser]:
    """Chromium without a window; where there is none, the test is left out, or fails in CI."""
    path = chromium()
    if path is None and os.environ.get("CI"):
        pytest.fail(f"A browser test cannot run, and CI leaves none out: {MISSING}", pytrace=False)
    if path is None:
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


# A module, not the session: Playwright's event loop runs until it is stopped, and under a running one a test in another
# module could not call asyncio.run(). A start takes less than a second.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. No test of the module that uses it can call `asyncio.run`."""
    with started(ARGUMENTS) as found:
        yield found


def printed(error: Error) -> str:
    """An error of JavaScript with its kind; what was thrown without being an error has none."""
    return f"{error.name}: {error.message}" if error.name else error.message


@pytest.fixture
def watch() -> Watch:
    """What the pages of this test did that fails it."""
    return Watch()


@dataclass
class Watched:
    """The pages of a context, and the watch that is told what they do."""

    context: BrowserContext
    watch: Watch

    @property
    def page(self) -> Page:
        """The one that was there first."""
        return self.context.pages[0]

    def record(self, event: WebError) -> None:
        self.watch.errors.append(printed(event.error))

    def refuse(self, route: Route) -> None:
        self.watch.requests.append(route.request.url)
        route.abort()

    def refuse_socket(self, socket: WebSocketRoute) -> None:
        self.watch.requests.append(socket.url)
        socket.close()

    def settle(self) -> None:
        """Wait outside of the pages, whose clock and functions a test may have replaced."""
        for open_page in self.context.pages:
            open_page.wait_for_timeout(SETTLING)

    def report_to(self, watch: Watch) -> None:
        self.watch = watch
        watch.settle = self.settle


@contextmanager
def watched(browser: Browser, watch: Watch) -> Iterator[Watched]:
    """An empty page in a context of its own, from which the network cannot be reached."""
    with browser.new_context(service_workers="block", viewport=VIEWPORT) as context:
        found = Watched(context, watch)
        found.report_to(watch)
        context.set_default_timeout(10_000)
        context.on("weberror", found.record)
        context.route(lambda address: not address.startswith(LOCAL), found.refuse)
        context.route_web_socket(lambda address: True, found.refuse_socket)
        page = context.new_page()
        page.goto("about:blank")  # beacons and prefetches of the page that is there at first escape the routes
        yield found


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """An empty page, with nothing stored from other tests, from which the network cannot be reached."""
    with watched(browser, watch) as found:
        yield found.page


@pytest.fixture(scope="module")
def kept(browser: Browser) -> Iterator[Watched]:
    """What `kept_page` keeps from test to test."""
    with watched(browser, Watch()) as found:
        yield found


@pytest.fixture
def kept_page(kept: Watched, watch: Watch) -> Page:
    """Like `page`, but the same one for all tests of a module, which is quicker: it has forgotten its routes and what
    it stored, and shows what the last test left until it is told to go to an address. Scripts that are added to every
    document and a replaced clock would stay: tests that others must not inherit them from take `page`."""
    page = kept.page
    for further in kept.context.pages[1:]:
        further.close()
    page.unroute_all()
    if page.url.startswith(("http", "file:")):
        page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
    if page.viewport_size != VIEWPORT:
        page.set_viewport_size(VIEWPORT)
    page.mouse.move(0, 0)
    kept.report_to(watch)
    return page


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fails a test of `page`, itself in order, for what its pages did. A fixture's end could only report an error."""
    result = yield
    watch = item.funcargs.get("watch") if isinstance(item, pytest.Function) else None
    if isinstance(watch, Watch) and (complaint := watch.complaint()):
        pytest.fail(complaint, pytrace=False)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = [report for report in terminalreporter.getreports("skipped") if MISSING in str(report.longrepr)]
    if left_out:
        count = f"{len(left_out)} browser tests were" if len(left_out) > 1 else "1 browser test was"
        terminalreporter.write_line(f"{count} left out: {MISSING}", yellow=True)


def axe(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong with the page for people who read it otherwise than most: one line for each element.

    Whatever axe-core is not sure of, it does not say. By default it looks by all its rules.
    """
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    for frame in page.frames:
        if frame.evaluate("typeof axe === 'undefined'"):
            frame.evaluate(script)
    found: list[str] = page.evaluate(
        """async (rules) => {
        const {violations} = await axe.run(document, {resultTypes: ["violations"], ...rules});
        return violations.flatMap(({id, impact, help, nodes}) =>
            nodes.map(({html}) => `${id} (${impact}): ${html}: ${help}`));
    }""",
        {"runOnly": rules} if rules else {},
    )
    return found
