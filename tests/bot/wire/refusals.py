"""How Discord says no: a status, a code of its own, and for a wrong form where it is wrong."""

from __future__ import annotations

from tests.bot.wire.records import Json

_UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "Role": 10011,
    "User": 10013,
    "Webhook": 10015,
    "Interaction": 10062,
    "application command": 10063,
}


class Refusal(Exception):
    """An answer other than success."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status, self.code, self.message, self.errors = status, code, message, errors

    def json(self) -> Json:
        data: Json = {"message": self.message, "code": self.code}
        return data if self.errors is None else {**data, "errors": self.errors}


def unknown(what: str) -> Refusal:
    """There is none with that number."""
    return Refusal(404, _UNKNOWN[what], f"Unknown {what}")


def missing_access() -> Refusal:
    """The bot cannot even see it."""
    return Refusal(403, 50001, "Missing Access")


def missing_permissions() -> Refusal:
    """The bot sees it and may not do this."""
    return Refusal(403, 50013, "Missing Permissions")


def wrong_form(faults: dict[str, str]) -> Refusal:
    """The body breaks a limit; `faults` says of each place, like embeds.0.title, what is wrong there."""
    errors: Json = {}
    for place, words in faults.items():
        here = errors
        for part in place.split("."):
            here = here.setdefault(part, {})
        here.setdefault("_errors", []).append({"code": "BASE_TYPE_BAD", "message": words})
    return Refusal(400, 50035, "Invalid Form Body", errors)
