"""The page of a scene shows all that was sent, and nothing that was sent acts in it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bot.rendered.page import alt_text, page

BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "db.go.1"}
SELECT = {"type": 3, "custom_id": "db.pick.1", "options": [{"label": "One", "value": "1", "default": True}]}
MESSAGE = {
    "author": "Drillbook",
    "app": True,
    "at": "2026-05-04T10:00",
    "used": "ann used /do it",
    "private": True,
    "content": "**Said** ||the answer||",
    "embeds": [
        {"title": "Title", "description": "Text\n-# small", "color": 255, "footer": "Foot", "image": "a.png"},
        {"fields": [{"name": "Field", "value": "Value"}]},
    ],
    "files": [{"name": "a.png", "alt": "A year"}, {"name": "b.txt"}],
    "components": [{"type": 1, "components": [BUTTON]}, {"type": 1, "components": [SELECT]}],
    "reactions": ["✅ 1"],
    "thread": {"name": "Thread", "messages": 2},
}
FORM = {
    "title": "Form",
    "components": [
        {"type": 10, "content": "What is 2 · 3?"},
        {"type": 18, "label": "Reply", "component": {"type": 4, "style": 1, "custom_id": "reply", "value": "5"}},
        {"type": 18, "label": "Why", "component": {"type": 4, "style": 2, "custom_id": "why", "required": False}},
        {"type": 18, "label": "Which", "component": {**SELECT, "required": True}},
    ],
    "filled": {"reply": "6"},
}


def scene(item: dict[str, Any], **about: Any) -> dict[str, Any]:
    """A payload with one item."""
    return {"language": "en", "now": "2026-05-04T10:00+00:00", "items": [item], **about}


def test_all_of_a_message_is_shown() -> None:
    assert alt_text(scene({"message": MESSAGE})) == (
        "ann used /do it Drillbook: Said [hidden] 📄 b.txt Title Text small [Picture: A year] Foot Field Value [Go] "
        "One ✅ 1 Thread 2 messages › 👁 Only you can see this · Dismiss message"
    )


def test_spoilers_are_shown_where_they_are_opened() -> None:
    assert "Said the answer" in alt_text(scene({"message": MESSAGE}, opened=True))


def test_a_form_shows_what_was_filled_in_and_what_is_needed() -> None:
    shown = alt_text(scene({"form": FORM}))
    assert shown == "Form What is 2 · 3? Reply * 6 Why Which * One [Cancel] [Submit]"


def test_an_hour_is_that_of_the_reader() -> None:
    assert "<time>12:00</time>" in page(scene({"message": MESSAGE}))


def test_nothing_that_was_sent_acts() -> None:
    evil = "<img src=x onerror=alert(1)>"
    message = {**MESSAGE, "author": evil, "content": evil, "used": f"{evil} used /{evil}", "reactions": [evil]}
    message |= {"embeds": [{"title": evil, "footer": evil}], "files": [{"name": "b.txt", "alt": evil}]}
    message |= {"thread": {"name": evil, "messages": 1}, "replies_to": {"author": evil, "content": evil}}
    assert "<img" not in page(scene({"message": message}))


@pytest.mark.parametrize("item", [{"poll": {}}, {"message": {**MESSAGE, "components": [{"type": 99}]}}])
def test_what_cannot_be_drawn_is_an_error(item: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"poll|99"):
        page(scene(item))
