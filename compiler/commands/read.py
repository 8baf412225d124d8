"""`drillbook read`: how a reply is read, or why it is not."""

from __future__ import annotations

import argparse

from compiler.checker import NotRead, read
from compiler.commands.replies import add_replies, answer_batch, parse_replies
from compiler.console import Failure, add_json, plain_number, print_json, say


def run(arguments: list[str]) -> int:
    """0 fine, 1 where a reply cannot be read or only in two ways."""
    parser = argparse.ArgumentParser(
        prog="drillbook read", description="Say how a reply is read: a number, with a unit or as an expression."
    )
    add_replies(parser)
    add_json(parser)
    options = parse_replies(parser, arguments)
    if options.batch is not None:
        return answer_batch(options.batch, _facts)
    if options.json:
        facts = _facts(options.reply)
        print_json(facts)
        return 0 if "value" in facts else 1
    try:
        say(read(options.reply).text)
    except NotRead as refusal:
        raise Failure(refusal.said.text) from None
    return 0


def _facts(reply: str) -> dict[str, object]:
    """The value and unit of a reply, or the error, or the question that goes back."""
    try:
        reading = read(reply)
    except NotRead as refusal:
        said = "question" if refusal.asks else "error"
        return {"kind": "reading", "reply": reply, said: refusal.said.text, "message": refusal.said.message}
    value = plain_number(reading.value)
    return {"kind": "reading", "reply": reply, "value": value, "unit": reading.unit, "read": reading.text}
