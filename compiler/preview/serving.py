"""The preview's server: on loopback, for this machine's own browser, read-only, bounded in everything."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from compiler.preview.answers import Answer, answer
from compiler.preview.asking import refusal
from compiler.preview.latest import Latest

LOOPBACK = "127.0.0.1"
MAX_ADDRESS = 2_000
"""Characters of an address, its query included."""
MAX_CONNECTIONS = 64
MAX_STREAMS = 16
"""Pages that wait for news at the same time."""
IDLE = 10.0
"""Seconds after which a request that does not come, or an answer that nobody takes, is given up."""
ALIVE = 5.0
"""Seconds from one sign of life to the next, by which a stream finds out that nobody listens any more."""


class PortTaken(Exception):
    """Another program listens on the port, or this one may not."""


class Server(ThreadingHTTPServer):
    """Shows the newest state at `address` until it is stopped. Raises PortTaken where the port is not to be had."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = MAX_CONNECTIONS
    # On Windows this would let two programs have the same port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, port: int, latest: Latest) -> None:
        self.latest = latest
        self.streams = threading.BoundedSemaphore(MAX_STREAMS)
        self._started = False
        self._connections = threading.BoundedSemaphore(MAX_CONNECTIONS)
        try:
            super().__init__((LOOPBACK, port), _Handler)
        except (OSError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise PortTaken(str(error)) from None

    def server_bind(self) -> None:
        """Bind without asking the network what this machine is called, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, self.socket.getsockname()[1]

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    def start(self) -> None:
        """Answer from now on, in threads of their own."""
        self._started = True
        threading.Thread(target=self.serve_forever, args=(0.05,), name="preview", daemon=True).start()

    def stop(self) -> None:
        """Answer no more; streams that wait for news end."""
        self.latest.close()
        if self._started:
            self.shutdown()
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        """A thread for the request, where there are not too many already."""
        if not self._connections.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """The request, and afterwards its place is free again."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._connections.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no error; anything else is one of this program, and is told."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    timeout = IDLE
    server_version = "drillbook"
    sys_version = ""
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"

    def parse_request(self) -> bool:
        """Whether there is a request that may be answered; others are told why not."""
        if not super().parse_request():
            return False
        if refused := refusal(self.headers, self.server.server_port):
            self._send(_sentence(HTTPStatus.FORBIDDEN, refused))
        elif self.command not in ("GET", "HEAD"):
            self._send(_sentence(HTTPStatus.METHOD_NOT_ALLOWED, "The preview only shows: GET and HEAD are answered."))
        elif len(self.path) > MAX_ADDRESS:
            self._send(_sentence(HTTPStatus.REQUEST_URI_TOO_LONG, f"An address has at most {MAX_ADDRESS} characters."))
        else:
            return True
        return False

    def do_GET(self) -> None:
        """What is at the address."""
        path, _, query = self.path.partition("?")
        if path == "/events":
            self._events()
        else:
            self._send(answer(path, query, self.server.latest.state))

    def do_HEAD(self) -> None:
        """The same without its body."""
        self.do_GET()

    def _events(self) -> None:
        """Server-sent events: the version and whether another is being built, at once and whenever they change."""
        if not self.server.streams.acquire(blocking=False):
            said = f"At most {MAX_STREAMS} pages can follow the preview; close some and load this one again."
            self._send(_sentence(HTTPStatus.SERVICE_UNAVAILABLE, said))
            return
        try:
            self._head(Answer(HTTPStatus.OK, "text/event-stream", b""))
            if self.command == "HEAD":
                return
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.wfile.write(b"retry: 500\n\n")
            told: tuple[int, bool] | None = None
            now: tuple[int, bool] | None = self.server.latest.now()
            while now is not None:
                said = json.dumps({"version": now[0], "building": now[1]})
                self.wfile.write(b": alive\n\n" if now == told else f"data: {said}\n\n".encode())
                told, now = now, self.server.latest.wait(now, ALIVE)
        finally:
            self.server.streams.release()

    def _send(self, found: Answer) -> None:
        self._head(found, len(found.body))
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def _head(self, found: Answer, length: int | None = None) -> None:
        self.close_connection = True
        self.send_response(found.status)
        self.send_header("Content-Type", f"{found.kind}; charset=utf-8")
        if length is not None:
            self.send_header("Content-Length", str(length))
        if found.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", found.policy)
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Requests are nobody's news; errors of this program are told by the server."""


def _sentence(status: HTTPStatus, text: str) -> Answer:
    return Answer(status, "text/plain", f"{text}\n".encode())
