"""The proxy through which Discord is reached, where there is one: `http://user:password@host:port`."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

VARIABLES = ("HTTPS_PROXY", "https_proxy")
"""Where other programs, too, look for it."""
_EXCEPTIONS = {"discord.com", "*.discord.com", "com", "*"}
"""Words of NO_PROXY that except Discord."""


def proxy(text: str) -> str:
    """The address of a proxy, with http:// where that is missing. Raises ValueError, without the address."""
    address = text.strip()
    whole = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(whole)
        is_one = bool(parts.hostname) and parts.port != 0 and not any(each.isspace() for each in whole)
    except ValueError:
        is_one = False
    if not is_one:
        raise ValueError("expected the address of a proxy, as http://host:3128")
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"expected the address of an HTTP proxy, as http://host:3128; {parts.scheme} cannot be used")
    return whole


def from_environment(environment: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The proxy that other programs are told to use, unless NO_PROXY excepts Discord; and a warning if it is none."""
    variable = next((name for name in VARIABLES if environment.get(name, "").strip()), None)
    excepted = (environment.get("NO_PROXY") or environment.get("no_proxy") or "").split(",")
    if variable is None or not _EXCEPTIONS.isdisjoint(name.strip().lower().lstrip(".") for name in excepted):
        return None, None
    try:
        return proxy(environment[variable]), None
    except ValueError as error:
        return None, f"{variable} in the environment is not made use of: {error}"


def shown(address: str) -> str:
    """The address of a proxy as it may be shown: without a user and a password."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
