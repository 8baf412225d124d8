"""A refusal says why in English, and names the sentence for other languages where it has one."""

from scheduler.rules import Refusal


def test_a_refusal_has_a_message_and_what_fills_its_sentence() -> None:
    refusal = Refusal("no zone is called Mars", "no-zone", name="Mars")
    assert (str(refusal), refusal.code, refusal.slots) == ("no zone is called Mars", "no-zone", {"name": "Mars"})


def test_a_refusal_without_a_sentence_is_just_its_message() -> None:
    refusal = Refusal("it cannot be had")
    assert (str(refusal), refusal.code, refusal.slots) == ("it cannot be had", "", {})
