"""`drillbook preview`: a deck in the browser, built again whenever it is saved."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn, TypeVar

from compiler.commands.workers import spread
from compiler.console import (
    A_DECK,
    Failure,
    UsageError,
    add_draws,
    add_json,
    chosen_folders,
    counted,
    print_json,
    progress,
    say,
    whole_number,
)
from compiler.deck import summary
from compiler.preview import Builder, Latest, PortTaken, Server, State, Watch

PORT = 8765
T = TypeVar("T")


def run(arguments: list[str]) -> int:
    """0 where it was ended by Ctrl-C or SIGTERM."""
    options = _options(arguments)
    folder = _folder(options.deck)
    watch, builder = Watch(folder), Builder(folder, options.draws)
    try:
        with _ended_by_signals():
            # The port is asked for first: who cannot have it need not wait for the proofs.
            server = _server(options.port)
            try:
                server.latest.put(builder.build(_shared(folder.resolve().name)))
                server.start()
                _show(server, builder, watch, options)
            finally:
                server.stop()
    except KeyboardInterrupt:
        return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="drillbook preview",
        description="Show a deck as workbook and as cards in the browser of this machine, and again on each save, "
        "with all that is wrong with it. Ctrl-C ends it.",
    )
    parser.add_argument("deck", nargs="?", metavar="DECK", help=f"{A_DECK} (default: the deck here)")
    parser.add_argument(
        "--port",
        type=whole_number(0, 65_535),
        default=PORT,
        metavar="P",
        help=f"the port on 127.0.0.1; 0 takes any free one (default: {PORT})",
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    add_draws(parser)
    add_json(parser)
    return parser.parse_args(arguments)


def _folder(name: str | None) -> Path:
    folders = chosen_folders([] if name is None else [name])
    if len(folders) > 1:
        names = ", ".join(folder.resolve().name for folder in folders)
        raise UsageError(f"name one deck to preview: {names}")
    return folders[0]


def _server(port: int) -> Server:
    try:
        return Server(port, Latest(State(0, "", (), (), None, None, 0.0)))
    except PortTaken as error:
        raise Failure(
            f"port {port} on 127.0.0.1 is not to be had: {error}; end what listens there (perhaps another preview), or "
            "take another with --port (0 takes any free one)"
        ) from None


def _show(server: Server, builder: Builder, watch: Watch, options: argparse.Namespace) -> NoReturn:
    state = server.latest.state
    _say_serving(server.address, state, options.json)
    if not options.no_browser and _can_open():
        # Some ways to open a browser wait for it.
        threading.Thread(target=webbrowser.open, args=(server.address,), daemon=True).start()
    while True:
        watch.wait()
        server.latest.building()
        try:
            state = builder.build()
        except OSError as error:  # files came and went while they were read: the next look finds them
            print(f"drillbook preview: {error}; waiting for the next save", file=sys.stderr)
        server.latest.put(state)
        _say_built(state, options.json)


def _say_serving(address: str, state: State, as_json: bool) -> None:
    if as_json:
        print_json({"kind": "serving", "address": address})
    else:
        say(f"{address} shows {state.title}: {counted(len(state.exercises), 'exercise')}")
        say("Save a file of the deck and the page follows. Ctrl-C ends the preview.")
    _say_built(state, as_json)


def _say_built(state: State, as_json: bool) -> None:
    errors = len(state.diagnostics)
    if as_json:
        print_json({"kind": "built", "version": state.version, "errors": errors, "seconds": round(state.seconds, 3)})
    else:
        verb = "rebuilt" if state.version > 1 else "built"
        say(f"{datetime.now().astimezone():%H:%M:%S} {verb} in {state.seconds:.2f} s, {summary(state.diagnostics)}")
    sys.stdout.flush()


def _can_open() -> bool:
    """Whether somebody sits here, with a browser that has a window: one for terminals would take this one."""
    windows = sys.platform in ("win32", "darwin") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
    return sys.stdout.isatty() and windows


def _shared(name: str) -> Callable[[Callable[[int], T], int], Sequence[T]]:
    """The first build's work among processes: later there are threads, which a copy of a process lacks."""

    def work(one: Callable[[int], T], count: int) -> Sequence[T]:
        with progress(count, f"proving {name}") as step:
            return spread(one, count, lambda _: step(""))

    return work


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM both end the work with KeyboardInterrupt; processes that share the work just end."""
    mine = os.getpid()

    def end(*_: object) -> None:
        if os.getpid() != mine:
            os._exit(1)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
