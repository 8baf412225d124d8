"""Refusing what somebody asked for, in words that can be said in any language."""

from __future__ import annotations


class Refusal(Exception):
    """What was asked for cannot be had; the message says why, in English.

    `code` names the sentence, and `slots` fill it, for whoever says it in another language; without a code there is
    just the message.
    """

    def __init__(self, text: str, code: str = "", **slots: object) -> None:
        super().__init__(text)
        self.code, self.slots = code, slots
