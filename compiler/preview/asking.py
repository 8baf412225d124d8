"""Who may ask. Any page in the author's browser can reach this machine's own addresses: ours alone are answered."""

from __future__ import annotations

from email.message import Message

_NAMES = ("127.0.0.1", "localhost", "[::1]")
_HTTP = 80


def refusal(headers: Message, port: int) -> str | None:
    """Why a request is refused, in a sentence; None where it comes from the preview's own pages or from its reader.

    A foreign name that leads here (DNS rebinding) is told by Host, which browsers always send as it was asked for. A
    foreign page is told by Origin and Sec-Fetch-Site, which pages cannot change either.
    """
    names = {f"{name}:{port}" for name in _NAMES} | (set(_NAMES) if port == _HTTP else set())
    hosts = headers.get_all("Host") or []
    if len(hosts) != 1 or hosts[0].strip().lower() not in names:
        return f"Refused: the preview answers to http://127.0.0.1:{port}/ and to no other host name. Open that address."
    origins = headers.get_all("Origin") or []
    sites = headers.get_all("Sec-Fetch-Site") or []
    if any(origin.strip().lower() not in {f"http://{name}" for name in names} for origin in origins) or any(
        site.strip().lower() not in ("same-origin", "none") for site in sites
    ):
        return f"Refused: another site asked for this page. Type http://127.0.0.1:{port}/ into the address bar."
    return None
