"""Texts without secrets: the bot's token, and whatever else looks as if one could act in its name with it."""

from __future__ import annotations

import re

HIDDEN = "[hidden]"
_LEAST_TOKEN = 8  # a shorter one is none, and to take it out would take words apart
_SECRETS = (
    # Authorization: Bot …, as a header or in the repr of a dict
    re.compile(r"(?i)(authorization[\\'\"]*\s*[:=,]\s*[\\'\"]*(?:(?:bot|bearer|basic)\s+)?)[^\s'\"\\,;)}]+"),
    # the tokens of interactions and of webhooks, which are good for posting in the bot's name
    re.compile(r"(?i)(/(?:interactions|webhooks)/[0-9]+/)[^\s/?#'\"\\]+"),
    re.compile(r"()(?<![A-Za-z0-9_-])aW50ZXJhY3Rpb2[A-Za-z0-9_-]{16,}"),
    # user and password in an address, as of a proxy
    re.compile(r"(?i)(\b(?:https?|socks\w*)://)[^\s/'\"<>]+(?=@)"),
    # a bot's token has three parts, a person's with a second factor begins with mfa
    re.compile(r"()(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{18,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{25,}"),
    re.compile(r"()(?<![A-Za-z0-9_-])mfa\.[A-Za-z0-9_-]{20,}"),
)


def redacted(text: str, token: str = "") -> str:
    """A text without the token, and without anything that looks like a secret of Discord."""
    text = without(text, token)
    for secret in _SECRETS:
        text = secret.sub(rf"\g<1>{HIDDEN}", text)
    return text


def without(text: str, token: str) -> str:
    """A text without this token."""
    return text.replace(token, HIDDEN) if len(token) >= _LEAST_TOKEN else text
