"""The bot's token: where one comes from, and what is wrong with what is none."""

from __future__ import annotations

import base64
import binascii
import re

from bot.permissions import NEEDS, invite

PORTAL = "https://discord.com/developers/applications"


def application_id(token: str) -> int | None:
    """The number of the application that the first part of a token says; None where it says none."""
    first = token.partition(".")[0]
    try:
        number = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return int(number) if re.fullmatch(r"[1-9][0-9]{14,19}", number) else None


def trouble_with(token: str) -> str | None:
    """What is wrong with what should be a bot's token, as far as its shape tells; never with the token in it."""
    again = f"{PORTAL} → your application → Bot → Reset Token shows one"
    if token.lower().startswith("bot "):
        return "it begins with the word Bot; leave that out, it is added where it is needed"
    if token[:1] in "'\"“‘`" or token[-1:] in "'\"”’`":
        return "it is in quotes; leave them out"
    if re.search(r"\s", token):
        return "there are spaces or line breaks in it; copy it once more, in one piece"
    if token.lower().startswith(("http://", "https://")):
        return f"it is an address, not a bot's token; {again}"
    if re.fullmatch(r"[0-9]{15,20}", token):
        return f"it is the number of an application (its Application ID), not the bot's token; {again}"
    if re.fullmatch(r"[0-9a-f]{64}", token):
        return f"it is the public key of an application, not the bot's token; {again}"
    if re.fullmatch(r"[A-Za-z0-9_-]{32}", token):
        return f"it looks like the client secret of OAuth2, not like a bot's token; {again}"
    if not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2}", token) or application_id(token) is None:
        return f"it is no bot's token: that has three parts with dots between them; {again}"
    if len(token) < 50:
        return "a part of it is missing; copy the whole token"
    return None


def no_token() -> str:
    """What to do where there is no token."""
    names = ", ".join(need.name for need in NEEDS)
    return f"""there is no token, with which the bot logs in
    get one:      {PORTAL} → New Application → Bot → Reset Token
    pass it:      DRILLBOOK_TOKEN=…, or DRILLBOOK_TOKEN_FILE=FILE with it in a file,
                  or `token_file = "FILE"` in bot.toml
    intents:      no privileged intent is needed. Message Content is optional: with it, replies without a ping are
                  read, too; switch it on under Bot, and set DRILLBOOK_MESSAGE_CONTENT=true
    permissions:  {names}
    invite:       {invite()}
                  with the Application ID from General Information in place of APPLICATION_ID"""
