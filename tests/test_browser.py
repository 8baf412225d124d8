"""The browser that tests use shows pages, and lets neither an error nor a request pass."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import Watch, axe

ROOT = Path(__file__).parents[1]
CLEAN = """<!doctype html><html lang="en"><title>Sum</title>
    <main><h1>Sum</h1><p>1 + 1</p><img alt="two apples" src="data:,"></main></html>"""


def pytest_on(folder: Path, files: dict[str, str], **environment: str) -> str:
    """What pytest prints on the files, in one process and in their order."""
    for name, text in files.items():
        (folder / name).write_text(text)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "tests.browser", "-ra"]
    command += ["-p", "no:cacheprovider", "-W", "error", *files]
    variables = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    variables |= environment
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False).stdout


def test_a_page_shows_what_it_is_given_and_runs_its_script(page: Page) -> None:
    page.set_content("<p>1 + 1 = <b></b></p><script>document.querySelector('b').textContent = 1 + 1</script>")
    assert page.inner_text("p") == "1 + 1 = 2"


def test_an_error_that_nothing_caught_is_recorded(page: Page, watch: Watch) -> None:
    errors = {
        "throw new TypeError('no such card')": "TypeError: no such card",
        "setTimeout(() => missing())": "ReferenceError: missing is not defined",
        "Promise.reject(new RangeError('too many'))": "RangeError: too many",
        "throw 'no error, but thrown'": "no error, but thrown",
    }
    for script, error in errors.items():
        page.set_content(f"<script>{script}</script>")
        watch.settle()
        assert watch.errors == [error], script
        watch.errors.clear()


def test_a_request_is_recorded_and_goes_nowhere(page: Page, watch: Watch) -> None:
    addresses = {
        "<img src='http://drillbook.test/a.png'>": "http://drillbook.test/a.png",
        "<script>fetch('https://drillbook.test/b').catch(() => 0)</script>": "https://drillbook.test/b",
        "<script>new WebSocket('wss://drillbook.test/c')</script>": "wss://drillbook.test/c",
        "<script>navigator.sendBeacon('http://127.0.0.1:9/e')</script>": "http://127.0.0.1:9/e",
        "<link rel='prefetch' href='http://127.0.0.1:9/f'>": "http://127.0.0.1:9/f",
        "<iframe src='http://127.0.0.1:9/d'></iframe>": "http://127.0.0.1:9/d",
    }
    for content, address in addresses.items():
        page.set_content(content)
        watch.settle()
        assert watch.requests == [address], content
        watch.requests.clear()


def test_data_and_files_are_no_requests(page: Page, tmp_path: Path) -> None:
    (tmp_path / "style.css").write_text("p { color: rgb(1, 2, 3) }")
    (tmp_path / "page.html").write_text("<link rel='stylesheet' href='style.css'><p>1<img src='data:,'>")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.eval_on_selector("p", "p => getComputedStyle(p).color") == "rgb(1, 2, 3)"


def test_axe_says_what_is_wrong_and_where(page: Page) -> None:
    page.set_content(CLEAN.replace(' alt="two apples"', ""))
    assert axe(page) == ['image-alt (critical): <img src="data:,">: Images must have alternative text']


def test_axe_has_nothing_to_say_of_a_clean_page(page: Page) -> None:
    page.set_content(CLEAN)
    assert axe(page) == []


@pytest.mark.usefixtures("browser")
def test_a_page_fails_its_test_and_no_other_and_leaves_asyncio_to_the_next_module(tmp_path: Path) -> None:
    browser_tests = """
def test_error(page):
    page.set_content("<script>throw new Error('a')</script>")
def test_request(page):
    page.evaluate("void fetch('http://drillbook.test/late').catch(() => 0)")
def test_clean(page):
    page.set_content("<p>1")
def show(page):
    page.unroute_all()
    page.route("http://card.test/", lambda route: route.fulfill(body="<p>1", content_type="text/html"))
    page.goto("http://card.test/")
def test_kept_error(kept_page):
    show(kept_page)
    kept_page.set_viewport_size({"width": 320, "height": 640})
    kept_page.evaluate("localStorage.x = sessionStorage.x = 1; setTimeout(() => { throw new Error('b'); })")
def test_kept_clean(kept_page):
    assert kept_page.viewport_size["width"] == 1280
    show(kept_page)
    assert kept_page.evaluate("localStorage.length + sessionStorage.length") == 0
def test_kept_request(kept_page):
    kept_page.evaluate("void fetch('http://drillbook.test/kept').catch(() => 0)")
"""
    asyncio_test = "import asyncio\ndef test_asyncio():\n    asyncio.run(asyncio.sleep(0))\n"
    printed = pytest_on(tmp_path, {"test_a.py": browser_tests, "test_b.py": asyncio_test})
    assert "4 failed, 3 passed" in printed, printed
    assert "test_error - Failed: a page threw an error that nothing caught: Error: a" in printed
    assert "test_request - Failed: a page asked the network for http://drillbook.test/late" in printed
    assert "test_kept_error - Failed: a page threw an error that nothing caught: Error: b" in printed
    assert "test_kept_request - Failed: a page asked the network for http://drillbook.test/kept" in printed


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_chromium_browser_tests_are_left_out_aloud_and_fail_in_ci(
    tmp_path: Path, ci: str, outcome: str
) -> None:
    nothing = {"CHROMIUM": "/nowhere/chromium", "PATH": str(tmp_path), "CI": ci}
    printed = pytest_on(tmp_path, {"test_a.py": "def test_a(page):\n    pass\n"}, **nothing)
    assert outcome in printed and "no Chromium was found" in printed, printed
    assert ("1 browser test was left out: no Chromium" in printed) is (ci == "")
