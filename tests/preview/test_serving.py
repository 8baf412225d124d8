"""The server answers this machine's own browser, and nobody else; it only shows, and is bounded."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from compiler.preview import Builder, Latest, PortTaken, Server
from compiler.preview.serving import MAX_ADDRESS, MAX_CONNECTIONS, MAX_STREAMS
from tests.commands.calls import HALF, TWICE, deck
from tests.preview.decks import edit


@dataclass(frozen=True)
class Said:
    """A response."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    folder = tmp_path_factory.mktemp("decks") / "small"
    return Builder(deck(folder, TWICE.format(slug="twice"), HALF, title="A </script> deck"), 50)


@pytest.fixture(scope="module")
def server(builder: Builder) -> Iterator[Server]:
    found = Server(0, Latest(builder.build()))
    found.start()
    yield found
    found.stop()


def ask(server: Server, address: str = "/", method: str = "GET", **headers: str) -> Said:
    """A request as a browser on this machine makes it, with other headers where they are given."""
    sent = {"Host": f"127.0.0.1:{server.server_port}"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)) as connection:
        connection.putrequest(method, address, skip_host=True, skip_accept_encoding=True)
        for name, text in sent.items():
            connection.putheader(name, text)
        connection.endheaders()
        response = connection.getresponse()
        return Said(response.status, response.headers, response.read())


def raw(server: Server, text: bytes) -> bytes:
    """What comes back for bytes that are no browser's."""
    with closing(socket.create_connection(("127.0.0.1", server.server_port), timeout=10)) as connection:
        connection.sendall(text)
        return connection.makefile("rb").read()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_is_answered_under_its_own_names(server: Server, name: str) -> None:
    assert ask(server, Host=f"{name}:{server.server_port}").status == 200


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "0.0.0.0", "192.168.0.2", ""])
@pytest.mark.parametrize("address", ["/", "/state", "/events", "/workbook", "/card/half/front", "/nothing"])
def test_another_host_name_is_refused_whatever_it_asks_for(server: Server, name: str, address: str) -> None:
    said = ask(server, address, Host=f"{name}:{server.server_port}")
    assert said.status == 403
    assert said.body.decode().startswith(f"Refused: the preview answers to {server.address} and to no other host name.")
    assert b"half" not in said.body


def test_a_name_without_the_port_or_with_another_is_refused(server: Server) -> None:
    assert ask(server, Host="127.0.0.1").status == ask(server, Host="localhost:1").status == 403


def test_no_host_and_two_hosts_are_refused(server: Server) -> None:
    host = f"Host: 127.0.0.1:{server.server_port}\r\n".encode()
    assert b" 403 " in raw(server, b"GET / HTTP/1.0\r\n\r\n")
    assert b" 403 " in raw(server, b"GET / HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n")
    assert b" 200 " in raw(server, b"GET / HTTP/1.1\r\n" + host + b"\r\n")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_another_origin_is_refused(server: Server, origin: str) -> None:
    said = ask(server, "/state", Origin=origin)
    assert said.status == 403 and b"another site" in said.body


@pytest.mark.parametrize("site", ["cross-site", "same-site", "something-new"])
def test_another_site_is_refused(server: Server, site: str) -> None:
    assert ask(server, "/state", Sec_Fetch_Site=site).status == 403


def test_our_own_pages_and_the_reader_are_answered(server: Server) -> None:
    own = server.address.rstrip("/")
    assert ask(server, "/state", Origin=own, Sec_Fetch_Site="same-origin").status == 200
    assert ask(server, "/", Sec_Fetch_Site="none").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_it_only_shows(server: Server, method: str) -> None:
    said = ask(server, "/", method)
    assert (said.status, said.headers["Allow"]) == (405, "GET, HEAD")
    assert ask(server, "/", method, Host="evil.example").status == 403


@pytest.mark.parametrize("address", ["/", "/shell.css", "/state", "/workbook", "/card/half/back", "/events"])
def test_head_gives_the_headers_alone(server: Server, address: str) -> None:
    said = ask(server, address, "HEAD")
    assert (said.status, said.body) == (200, b"")
    if address != "/events":
        assert said.headers["Content-Length"] == str(len(ask(server, address).body))


@pytest.mark.parametrize(
    "address", ["/", "/shell.js", "/state", "/workbook", "/card/half/front", "/nothing", "/events"]
)
def test_every_answer_says_how_it_may_be_used(server: Server, address: str) -> None:
    headers = ask(server, address, "HEAD").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = dict(each.strip().partition(" ")[::2] for each in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] in ("'self'", "'none'")
    assert {source for sources in policy.values() for source in sources.split()} <= {
        "'none'",
        "'self'",
        "'unsafe-inline'",
        "data:",
        "blob:",
    }
    assert "access-control-allow-origin" not in {name.lower() for name in headers}


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/card/half",
        "/card/half/side",
        "/card/nobody/front",
        "/card/../front",
        "/card/..%2f..%2fdeck.yaml/front",
        "/../deck.yaml",
        "/shell/shell.html",
        "/deck.yaml",
        "/card.js",
        "//evil.example/workbook",
        "http://evil.example/workbook",
    ],
)
def test_there_is_nothing_elsewhere(server: Server, address: str) -> None:
    assert ask(server, address).status == 404


def test_an_address_is_bounded(server: Server) -> None:
    assert ask(server, "/" + "a" * MAX_ADDRESS).status == 414
    assert b" 414 " in raw(server, b"GET /" + b"a" * 70_000)[:100]


def test_the_shell_refers_to_its_own_files_alone(server: Server) -> None:
    for address in ("/", "/shell.css", "/shell.js"):
        text = ask(server, address).body.decode()
        assert re.findall(r"https?://|@import|url\(|innerHTML|insertAdjacent|eval\(", text) == []


def test_the_state_is_told_as_data(server: Server) -> None:
    said = ask(server, "/state")
    state = json.loads(said.body)
    assert said.headers["Content-Type"] == "application/json; charset=utf-8"
    assert (state["version"], state["title"], state["diagnostics"]) == (1, "A </script> deck", [])
    assert [(each["slug"], each["variants"], len(each["rejections"])) for each in state["exercises"]] == [
        ("twice", 8, 0),
        ("half", 30, 1),
    ]


def test_a_card_shows_the_row_and_the_colours_that_are_asked_for(server: Server) -> None:
    front = ask(server, "/card/half/front?row=33&theme=dark").body.decode()
    assert '"row": 3,' in front and 'class="card card1 nightMode night_mode"' in front
    assert front.index('remember("now shown"') < front.index('class="drillbook"')
    for row in ("-1", "x", "9" * 50, ""):
        assert ask(server, f"/card/half/back?row={row}&theme=light").status == 200


def test_news_come_at_once_and_end_with_the_server(builder: Builder) -> None:
    server = Server(0, Latest(builder.build()))
    server.start()
    with closing(socket.create_connection(("127.0.0.1", server.server_port), timeout=10)) as connection:
        connection.sendall(f"GET /events HTTP/1.1\r\nHost: localhost:{server.server_port}\r\n\r\n".encode())
        lines = (line for line in connection.makefile("rb") if line.startswith(b"data: "))
        first = json.loads(next(lines)[6:])
        assert first["building"] is False
        server.latest.building()
        assert json.loads(next(lines)[6:]) == {**first, "building": True}
        state = builder.build()
        server.latest.put(state)
        assert json.loads(next(lines)[6:]) == {"version": state.version, "building": False}
        server.stop()
        assert list(lines) == []


@contextmanager
def listeners(server: Server, count: int) -> Iterator[list[socket.socket]]:
    """Pages that wait for news."""
    request = f"GET /events HTTP/1.1\r\nHost: localhost:{server.server_port}\r\n\r\n".encode()
    opened = [socket.create_connection(("127.0.0.1", server.server_port), timeout=10) for _ in range(count)]
    for each in opened:
        each.sendall(request)
        each.recv(15)
    yield opened
    for each in opened:
        each.close()


def test_streams_are_bounded_and_pages_still_answered(builder: Builder) -> None:
    server = Server(0, Latest(builder.build()))
    server.start()
    with listeners(server, MAX_STREAMS):
        said = ask(server, "/events")
        assert said.status == 503 and f"At most {MAX_STREAMS} pages".encode() in said.body
        assert ask(server, "/state").status == 200
    server.stop()


def test_connections_are_bounded(builder: Builder) -> None:
    server = Server(0, Latest(builder.build()))
    server.start()
    silent = [socket.create_connection(("127.0.0.1", server.server_port), timeout=10) for _ in range(MAX_CONNECTIONS)]
    with pytest.raises(OSError, match=r"closed|reset|abort"):
        ask(server, "/state")
    for each in silent:
        each.close()
    server.stop()


def test_a_reader_who_leaves_is_no_error(server: Server, capfd: pytest.CaptureFixture[str]) -> None:
    host = f"Host: 127.0.0.1:{server.server_port}\r\n\r\n".encode()
    for address in (b"/workbook", b"/events"):
        with closing(socket.create_connection(("127.0.0.1", server.server_port), timeout=10)) as connection:
            connection.sendall(b"GET " + address + b" HTTP/1.1\r\n" + host)
    assert ask(server, "/state").status == 200
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_told(server: Server) -> None:
    with pytest.raises(PortTaken):
        Server(server.server_port, server.latest)


def test_it_listens_on_loopback_alone(server: Server) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


def test_a_deck_that_cannot_be_read_yet_has_a_page_that_says_so(tmp_path: Path) -> None:
    folder = deck(tmp_path / "small", HALF)
    edit(folder, "licence: MIT", "licence: []", "deck.yaml")
    server = Server(0, Latest(Builder(folder, 50).build()))
    server.start()
    said = ask(server, "/workbook")
    assert said.status == 404 and b"nothing of this deck can be read yet" in said.body
    server.stop()
