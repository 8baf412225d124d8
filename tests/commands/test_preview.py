"""`drillbook preview` as a process: what it prints while its deck is saved, and how it ends."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.commands.calls import COMMAND, SECONDS, Call, deck, environment


@contextmanager
def preview(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """The command, running, and ended at the end whatever happens."""
    command = [*COMMAND, "preview", *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment()
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next object that it prints."""
    assert process.stdout is not None
    found = json.loads(process.stdout.readline())
    assert isinstance(found, dict)
    return found


def end(process: subprocess.Popen[str], how: signal.Signals) -> tuple[int, str, str]:
    """Exit code and what it printed besides; it must not take long."""
    start = time.monotonic()
    process.send_signal(how)
    out, err = process.communicate(timeout=SECONDS)
    assert time.monotonic() - start < 5  # a second, where nobody else is at work
    return process.returncode, out, err


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_saves_are_told_and_it_ends_in_order_while_a_page_listens(how: signal.Signals) -> None:
    folder = deck(Path("small"))
    chapter = folder / "01-tests.yaml"
    text = chapter.read_text("utf-8")
    with preview(folder, "--port", 0, "--json") as process:
        serving = line(process)
        assert serving["kind"] == "serving"
        port = urlsplit(serving["address"]).port
        assert port and line(process).items() >= {"kind": "built", "version": 1, "errors": 0}.items()
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)) as page:
            page.request("GET", "/events")
            assert page.getresponse().status == 200
            chapter.write_text(text.replace("n / 2", "m / 2"), "utf-8")
            assert line(process).items() >= {"version": 2, "errors": 1}.items()
            chapter.write_text(text, "utf-8")
            assert line(process).items() >= {"version": 3, "errors": 0}.items()
            assert end(process, how) == (0, "", "")


def test_people_read_what_to_do_and_a_line_for_each_save() -> None:
    folder = deck(Path("small"))
    with preview(folder, "--port", 0) as process:
        assert process.stdout is not None
        shown = [process.stdout.readline() for _ in range(3)]
        assert shown[0].startswith("http://127.0.0.1:") and shown[0].endswith("/ shows Tests: 2 exercises\n")
        assert shown[1] == "Save a file of the deck and the page follows. Ctrl-C ends the preview.\n"
        assert " built in " in shown[2] and shown[2].endswith(" s, no errors\n")
        (folder / "deck.yaml").write_text("title: Broken\n", "utf-8")
        again = process.stdout.readline()
        assert " rebuilt in " in again and again.endswith(" s, 1 error\n")
        assert end(process, signal.SIGINT) == (0, "", "")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order_while_the_first_build_goes_on(
    drillbook: Call, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    handler = signal.getsignal(how)

    def build(*_: object) -> None:
        signal.raise_signal(how)

    monkeypatch.setattr("compiler.preview.Builder.build", build)
    run = drillbook("preview", deck(Path("small")), "--port", 0)
    assert (run.code, run.out, run.err) == (0, "", "")
    assert signal.getsignal(how) == handler


def test_a_port_that_is_taken_is_told_with_what_to_do(drillbook: Call) -> None:
    folder = deck(Path("small"))
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        run = drillbook("preview", folder, "--port", port, "--no-browser")
    assert (run.code, run.out) == (1, "")
    assert run.err.startswith(f"drillbook preview: port {port} on 127.0.0.1 is not to be had: ")
    assert "--port (0 takes any free one)" in run.err


def test_one_deck_is_previewed(drillbook: Call) -> None:
    deck(Path("decks/one"))
    deck(Path("decks/two"))
    run = drillbook("preview")
    assert (run.code, run.err) == (2, "drillbook preview: name one deck to preview: one, two\n")
    assert drillbook("preview", "three").code == 2
    assert drillbook("preview", "one", "--port", "70000").code == 2
