"""Lines that a learner types: editing, Tab, and a Ctrl-C that never falls between a reply and what it counted for."""

from __future__ import annotations

import io
import signal
import sys
import threading
from collections.abc import Sequence


class Prompt:
    """Lines from a terminal, with a prompt, or from a pipe. Use it as a context manager.

    Ctrl-C acts while a line is waited for. Pressed before, it waits for that: what is just being stored is stored,
    told of and counted. Pressed again, it does not wait.
    """

    def __init__(self, prompts: bool) -> None:
        self.asks = prompts and sys.stdin is not None and sys.stdin.isatty()
        self._waits = self._pressed = False
        self._before: object = None

    def __enter__(self) -> Prompt:
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")
        # Who starts this in the background has Ctrl-C ignored, and it stays so.
        heeds = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        if heeds and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def read(self, prompt: str = "> ") -> str:
        """The next line, without what surrounds it. Raises EOFError at the end, and KeyboardInterrupt."""
        if sys.stdin is None:
            raise EOFError
        self._waits = True
        try:
            if self._pressed:
                raise KeyboardInterrupt
            return input(prompt if self.asks else "").strip()
        finally:
            self._waits = False

    def _press(self, *_: object) -> None:
        if self._waits or self._pressed:
            raise KeyboardInterrupt
        self._pressed = True


def edited(commands: Sequence[str]) -> None:
    """Have lines edited, earlier ones come back and commands completed by Tab, where the system can."""
    try:
        import readline
    except ImportError:
        return

    def complete(text: str, state: int) -> str | None:
        found = [name for name in commands if text.startswith("/") and name.startswith(text)]
        return found[state] if state < len(found) else None

    readline.set_completer_delims(" ")
    readline.set_completer(complete)
    libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if libedit else "tab: complete")
