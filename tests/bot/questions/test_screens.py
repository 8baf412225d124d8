"""Every message and form stays within what Discord takes, whatever stands in a deck or a reply."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.answering.responding import Screen
from bot.drills.screens import drill_screen, solution_screen, standing_line, thread_name
from bot.messages.markdown import plain_text
from bot.messages.words import in_words, say
from bot.options import MOST_CHOICES, deck_choices
from bot.questions.showing import (
    Looked,
    answered_embed,
    derivation_embed,
    hint_embed,
    note_embed,
    question_screen,
    reply_modal,
    verdict_text,
)
from compiler.checker import Mistake, NumberKey, Tolerance, Variant, VerdictKind, grade
from compiler.deck import Figure, filled, load
from scheduler.daily import HowItWent
from scheduler.practice import Answered, Closed, Hint, Shelf, Shelved
from scheduler.rules import Outcome, Streak
from scheduler.store import (
    ChoiceOfDrill,
    Drill,
    Kind,
    Learner,
    Mode,
    Place,
    PostState,
    Question,
    Reply,
    Review,
    Schedule,
)
from tests.bot.played import played
from tests.deck.samples import ROOT, tinyml
from tests.scheduler.practice.samples import right, tiny, wrong

NOW = datetime(2026, 9, 23, 12, tzinfo=UTC)
TODAY = date(2026, 9, 23)
ZONE = "America/Argentina/ComodRivadavia"
LEARNER = Learner(10**15, "discord:1", ZONE, None, 4, 3, TODAY, NOW)
NUMBER = 10**18 - 1
"""The largest number that stands in a custom id."""
KINDS = [Kind.NEW, Kind.MAGNITUDE]
DECKS = (tinyml, lambda: load(ROOT / "decks" / "networking").deck)
NASTY = {
    "words": "word " * 500,
    "one word": "x" * 8_000,
    "markup": "*_~`|<>[]()\\@#-:" * 200,
    "code": "`a` " * 600,
    "fences": "```\na\n```\n" * 250,
    "table": "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * 250,
    "list": "- *a* **b**\n" * 250,
    "wide": "😀👩‍👩‍👧‍👦" * 600,
    "mentions": "@everyone <@1> <#2> " * 300,
    "formulas": r"$\frac{a}{b}$ " * 500,
}


@dataclass(frozen=True)
class OneFigure:
    """A shelf where every exercise has a figure with a long description."""

    figure: Figure
    among: Shelf

    def at(self, _: Place) -> Any:
        found = self.among.exercises[0]
        return replace(found, exercise=replace(found.exercise, figure=self.figure))


def variant_of(shelved: Shelved, seed: int) -> Variant:
    """The variant of a seed."""
    return filled(shelved.deck, shelved.exercise, seed).variant


def width(text: str | None) -> int:
    """The length of a text, which may be missing."""
    return len(text or "")


def check(screen: Screen) -> None:
    """The limits of a message."""
    assert width(screen.content) <= 2000
    assert len(screen.embeds) <= 10
    whole = 0
    for embed in screen.embeds:
        parts = {256: embed.title, 4096: embed.description, 2048: embed.footer.text}
        for most, text in parts.items():
            assert width(text) <= most
        assert (embed.title or embed.description or "").strip()
        whole += sum(width(text) for text in parts.values())
    assert whole <= 6000
    assert screen.content or screen.embeds
    for row in screen.view.to_components():
        assert 1 <= len(row["components"]) <= 5
        for each in row["components"]:
            assert 1 <= width(each["label"]) <= 80
            assert 1 <= width(each["custom_id"]) <= 100
    assert len(screen.view.to_components()) <= 5
    for file in screen.files or []:
        assert width(file.description) <= 1024


def check_form(modal: discord.ui.Modal) -> None:
    """The limits of a form."""
    form = modal.to_dict()
    assert 1 <= width(form["title"]) <= 45
    assert 1 <= width(form["custom_id"]) <= 100
    assert 1 <= len(form["components"]) <= 5
    whole = 0
    for each in form["components"]:
        if each["type"] == discord.ComponentType.text_display.value:
            assert each["content"].strip()
            whole += width(each["content"])
            continue
        assert 1 <= width(each["label"]) <= 45
        assert width(each.get("description")) <= 100
        assert width(each["component"].get("value")) <= each["component"]["max_length"] <= 4000
        assert width(each["component"].get("placeholder")) <= 100
    assert whole <= 4000


def asked(variant: Variant, kind: Kind = Kind.NEW, *, closed: bool = False) -> Question:
    """A question with the largest numbers."""
    at, outcome = (NOW, Outcome.RIGHT) if closed else (None, None)
    place = Place(variant.deck_id, variant.exercise)
    return Question(NUMBER, LEARNER.id, NUMBER, place, kind, variant, NOW, 1, 0, 0, at, outcome)


def looked(question: Question, *said: tuple[str, VerdictKind]) -> Looked:
    """A question with replies."""
    kept = [Reply(n, question.id, text, kind, NOW, TODAY, 0, 0) for n, (text, kind) in enumerate(said)]
    return Looked(question, LEARNER, tuple(kept))


def answered(question: Question, text: str) -> Answered:
    """A reply that was graded, and closed the question where it was right."""
    verdict = grade(question.variant.key, text)
    kept = Reply(1, question.id, text, verdict.kind, NOW, TODAY, 0, 0)
    return Answered(verdict, kept, closed(question) if verdict.right else None, 123456.7, True)


def closed(question: Question) -> Closed:
    """What a question counted for, with the longest words."""
    review = Review(question.id, LEARNER.id, question.place, True, TODAY, True, True, 1.0, None, 4, 1)
    streak = Streak(current=99_999, best=99_999, freezes=2, today=True)
    return Closed(review, TODAY + timedelta(days=36_500), True, streak)


def check_all(variant: Variant, shelf: Any, replies: list[str]) -> None:
    """Every screen and form that a variant leads to."""
    for kind in KINDS:
        question = asked(variant, kind)
        check(question_screen(looked(question), shelf))
        check(question_screen(looked(question), shelf, note_embed(say("reply.not_tried")), sure=True))
    check_form(reply_modal(looked(question)))
    for text in replies:
        found = answered(question, text)
        state = looked(replace(question, closed=NOW if found.closed else None), (text, found.verdict.kind))
        check(question_screen(state, shelf, answered_embed(found, state, NOW)))
        assert width(verdict_text(found, question, public=True)) <= 1700
        check_form(reply_modal(state))
    over = looked(asked(variant, closed=True), (replies[0], VerdictKind.WRONG))
    check(question_screen(over, shelf, derivation_embed(over, closed(question), NOW)))
    check(question_screen(looked(question), shelf, hint_embed(Hint(max((*variant.hints, "-"), key=len), False, 10))))
    check(question_screen(looked(question), shelf, hint_embed(Hint(max(variant.work, key=len), True, 10))))
    check_drill(variant, shelf)


def check_drill(variant: Variant, shelf: Any) -> None:
    """A drill, its test, its thread and its solution."""
    place, role = Place(variant.deck_id, variant.exercise), str(NUMBER)
    plan = Schedule(
        1, 1, variant.deck_id, "1", NOW.time(), ZONE, 127, role, ChoiceOfDrill.WEAKEST, Mode.OPEN, 120, 7, None
    )
    check(drill_screen(TODAY, place, variant, plan, shelf, NUMBER))
    check(drill_screen(TODAY, place, variant, plan, shelf))
    drill = Drill(NUMBER, 1, TODAY, PostState.SENT, NOW, NOW, 1, NOW, place, variant, "1", "2", None, NOW, None)
    assert 1 <= width(thread_name(drill)) <= 100
    hint = max((*variant.hints, ""), key=len)
    check(solution_screen(drill, HowItWent(10**6, 10**6, 10**6, 10**6, hint or None, 10**6)))
    check(solution_screen(drill, HowItWent(0, 0, 0, 0, None, 0)))


@pytest.mark.parametrize("number", [0, 1])
def test_what_ships_fits(number: int) -> None:
    deck = DECKS[number]()
    assert deck is not None
    shelf = Shelf([deck])
    for each in shelf.all:
        variant = variant_of(each, 3)
        question = asked(variant)
        check_all(variant, shelf, [wrong(question), right(question), "4" * 4000])


def monstrous(text: str, *, title: str = "Title") -> Variant:
    """A variant of which everything is long."""
    hints = tuple(f"{n} {text}" for n in range(20))
    mistakes = tuple(Mistake(7.0, f"{n} {text}") for n in range(4))
    key = NumberKey(338.0, "GB/s", (), Tolerance("exact"), mistakes=mistakes)
    base = variant_of(Shelf([tiny()]).exercises[0], 1)
    work = tuple(f"{n} = {text[:2_000]}" for n in range(40))
    return replace(base, title=title, number="99.99", prompt=text, work=work, hints=hints, insight=text, key=key)


@pytest.mark.parametrize("name", NASTY)
def test_monstrous_exercises_fit(name: str) -> None:
    text = NASTY[name]
    figure = Figure(Path("f.png"), text, b"")
    shelf = OneFigure(figure, Shelf([tiny()]))
    variant = monstrous(text, title=text[:5_000])
    check_all(variant, shelf, ["7 GB/s", "338 GB/s", "12", "?" * 4000, "1" + "+1" * 1_900])


def test_a_standing_line_fits() -> None:
    assert width(standing_line(in_words(TODAY), 10**9, 10**9, str(NUMBER))) <= 2000


def test_choices_of_decks_fit() -> None:
    decks = [replace(tiny(), id=f"deck-{n}", title=f"{n} " + "long " * 100) for n in range(60)]
    choices = deck_choices(Shelf(decks), "")
    assert len(choices) == MOST_CHOICES
    assert all(1 <= width(each.name) <= 100 and 1 <= width(str(each.value)) <= 100 for each in choices)


def test_a_title_says_what_it_says() -> None:
    variant = replace(monstrous("text"), title="*a* _b_ [c](d)")
    screen = question_screen(looked(asked(variant)), Shelf([tiny()]))
    assert screen.embeds[0].title == plain_text("99.99 *a* _b_ [c](d) (new)")


def test_many_decks_fit() -> None:
    async def whole() -> None:
        decks = [
            replace(tiny(), id=f"deck-{n}", name=f"deck-{n}-" + "x" * 60, title=f"*{n}* " + "long " * 30)
            for n in range(60)
        ]
        async with played(*decks) as it:
            for found in (await it.slash(it.ann, "streak"), await it.practice(it.ann, deck="none")):
                for message in found.messages:
                    check(Screen(message.content, message.embeds))
                assert say("general.wrong") not in found.text
            choices = await it.ann.autocomplete(it.home.channel, "practice", "chapter", "")
            assert len(choices) <= MOST_CHOICES
        assert it.errors() == []

    asyncio.run(whole())
